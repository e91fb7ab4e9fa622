import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { createCodeRenderer } from "gradbook-kernel/render";
import { type Lesson, notebooksFolder, titleOf } from "../lessons/catalog.js";
import { readNotebook } from "../lessons/notebook.js";
import { type LivePartsOptions, writeLiveParts } from "../live/bundles.js";
import { askedElsewhere } from "../live/elsewhere.js";
import { writeAssets, writeBundles, writeSlidesAssets } from "./assets.js";
import { glossaryScript } from "./glossary-script.js";
import { guidePage, guides } from "./guides.js";
import { homePage } from "./home.js";
import { writeHosting } from "./hosting.js";
import { leaderPage, type RenderedLesson } from "./leader.js";
import { lessonBody, type Site } from "./lesson-body.js";
import { type PageLink, type PageOptions, renderPage } from "./page.js";
import { referencePages, writeReference } from "./reference.js";
import { type SearchedPage, searchIndexScript } from "./search-index.js";
import { singleFile } from "./single-file.js";
import { slidesPage } from "./slides.js";

export interface SiteOptions extends LivePartsOptions {
  /** The lessons in order, with the outputs that are to be shown. */
  readonly lessons: readonly Lesson[];
  /** Where the site is written; what was there is replaced. */
  readonly target: string;
  /** Where glossary.ipynb is. Default: this project's notebooks/. */
  readonly source?: string;
  /** Also a page in one file for each lesson, in `single/`. Default: false. */
  readonly singleFiles?: boolean;
  /** Also each lesson as slides, in `slides/`. Default: false. */
  readonly slides?: boolean;
  /** Also the library's reference, in `reference/`, which takes some seconds. Default: false. */
  readonly reference?: boolean;
}

/** A page: its name, as in `week-1/xor-by-hand`, and its HTML. */
interface Page {
  readonly name: string;
  readonly html: string;
  /** What a search finds of it; a page without is not searched. */
  readonly found?: Omit<SearchedPage, "address">;
}

/** Writes the course as HTML pages that open from a file with the network off. Returns the pages written. */
export async function writeSite(options: SiteOptions): Promise<readonly string[]> {
  const { lessons, target, source = notebooksFolder } = options;
  const glossary = join(source, "glossary.ipynb");
  const weeks = [...new Set(lessons.map(({ week }) => week))];
  const names = ["index", ...(existsSync(glossary) ? ["glossary"] : []), ...lessons.map(({ name }) => name)];
  const site: Site = { code: await createCodeRenderer(), pages: new Set(names) };

  const elsewhere = askedElsewhere(options.packageSources);
  const rendered = lessons.map((lesson) => ({ lesson, ...lessonBody(lesson, site) }));
  const words = existsSync(glossary) ? glossaryPage(glossary, source, site) : undefined;
  const pages: readonly Page[] = [
    { name: "index", html: homePage(lessons, options) },
    ...(words === undefined ? [] : [words]),
    ...rendered.map((lesson, i) =>
      lessonPage(lesson, { previous: lessons[i - 1], next: lessons[i + 1], elsewhere }),
    ),
    ...weeks.map((week) => weekPage(week, rendered)),
    ...Array.from(guides, ([path, name]) => {
      const { html, title, body } = guidePage(path, name, site);
      return { name, html, found: { title, body } };
    }),
  ];

  rmSync(target, { recursive: true, force: true });
  const reference = join(target, "reference");
  if (options.reference === true) await writeReference(reference);
  const assets = join(target, "assets");
  writeAssets(assets);
  await writeBundles(assets);
  await writeLiveParts(join(assets, "live"), options);
  const referenced = options.reference === true ? referencePages(reference, target) : [];
  writeFileSync(join(assets, "glossary.js"), glossaryScript(words?.found.body ?? ""));
  writeFileSync(
    join(assets, "search-index.js"),
    searchIndexScript([...pages.flatMap(searched), ...referenced]),
  );
  for (const { lesson, html } of rendered) writePictures(lesson, html, target);
  const written = pages.map(({ name, html }) => writePage(target, name, html));
  if (options.slides === true) {
    writeSlidesAssets(assets);
    for (const { lesson, options: given } of rendered) {
      const html = slidesPage(lesson, { body: given, pages: site.pages, elsewhere });
      written.push(writePage(target, `slides/${lesson.name}`, html));
    }
  }
  if (options.singleFiles === true) {
    for (const { name } of lessons) {
      const { html } = pages.find((page) => page.name === name)!;
      const alone = singleFile(html, { folder: posix.dirname(name), target });
      written.push(writePage(target, `single/${name.replaceAll("/", "-")}`, alone));
    }
  }
  await writeHosting(target);
  return written;
}

function writePage(target: string, name: string, html: string): string {
  const path = join(target, `${name}.html`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, html);
  return path;
}

/** The pictures that stand beside a notebook stand beside its page. */
function writePictures({ name, directory }: Lesson, html: string, target: string): void {
  for (const [, address] of html.matchAll(/<img src="([^":]+\.png)"/g)) {
    cpSync(join(directory, address!), join(target, posix.dirname(name), address!));
  }
}

function searched({ name, found }: Page): readonly SearchedPage[] {
  return found === undefined ? [] : [{ address: `${name}.html`, ...found }];
}

interface Neighbours {
  readonly previous: Lesson | undefined;
  readonly next: Lesson | undefined;
}

type LessonBody = RenderedLesson & ReturnType<typeof lessonBody>;

function lessonPage(
  { lesson, html: body, headings }: LessonBody,
  { previous, next, elsewhere }: Neighbours & Pick<PageOptions, "elsewhere">,
): Page {
  const { name, title, summary } = lesson;
  const html = renderPage({
    title,
    description: summary,
    body,
    headings,
    root: "../",
    previous: linkTo(previous, lesson),
    next: linkTo(next, lesson),
    charts: true,
    live: { script: "boot", lesson: lesson.name },
    elsewhere,
  });
  return { name, html, found: { title, body } };
}

function linkTo(lesson: Lesson | undefined, from: Lesson): PageLink | undefined {
  if (lesson === undefined) return undefined;
  return { address: posix.relative(posix.dirname(from.name), `${lesson.name}.html`), title: lesson.title };
}

function weekPage(week: number, lessons: readonly RenderedLesson[]): Page {
  const ofWeek = lessons.filter(({ lesson }) => lesson.week === week);
  return { name: `leader/week-${week}`, html: leaderPage(week, ofWeek) };
}

function glossaryPage(
  path: string,
  directory: string,
  site: Site,
): Page & { readonly found: { body: string; title: string } } {
  const notebook = readNotebook(path);
  const title = titleOf(notebook, "the glossary");
  const { html: body, headings } = lessonBody({ name: "glossary", notebook, directory }, site);
  const html = renderPage({ title, description: title, body, headings, root: "" });
  return { name: "glossary", html, found: { title, body } };
}
