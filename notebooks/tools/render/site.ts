import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { createCodeRenderer } from "gradbook-kernel/render";
import { type Lesson, notebooksFolder, titleOf } from "../lessons/catalog.js";
import { readNotebook } from "../lessons/notebook.js";
import { writeLiveParts } from "../live/bundles.js";
import { writeAssets } from "./assets.js";
import { homePage } from "./home.js";
import { lessonBody, type Site, type SitePage } from "./lesson-body.js";
import { type PageLink, renderPage } from "./page.js";

export interface SiteOptions {
  /** The lessons in order, with the outputs that are to be shown. */
  readonly lessons: readonly Lesson[];
  /** Where the site is written; what was there is replaced. */
  readonly target: string;
  /** Where glossary.ipynb is. Default: this project's notebooks/. */
  readonly source?: string;
}

/** Writes the course as HTML pages that open from a file with the network off. Returns the pages written. */
export async function writeSite(options: SiteOptions): Promise<readonly string[]> {
  const { lessons, target, source = notebooksFolder } = options;
  const glossary = join(source, "glossary.ipynb");
  const names = ["index", ...(existsSync(glossary) ? ["glossary"] : []), ...lessons.map(({ name }) => name)];
  const site: Site = { code: await createCodeRenderer(), pages: new Set(names) };
  rmSync(target, { recursive: true, force: true });
  writeAssets(join(target, "assets"));
  await writeLiveParts(join(target, "assets", "live"), lessons);
  const pages = new Map<string, string>();
  pages.set("index", homePage(lessons));
  if (existsSync(glossary)) {
    pages.set(
      "glossary",
      simplePage({ name: "glossary", notebook: readNotebook(glossary), directory: source }, site),
    );
  }
  lessons.forEach((lesson, i) => {
    const next = lessons[i + 1];
    const previous = lessons[i - 1];
    pages.set(lesson.name, lessonPage(lesson, { previous, next }, site));
  });
  for (const [name, html] of pages) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, `${name}.html`), html);
  }
  return [...pages.keys()].map((name) => join(target, `${name}.html`));
}

interface Neighbours {
  readonly previous: Lesson | undefined;
  readonly next: Lesson | undefined;
}

function lessonPage(lesson: Lesson, { previous, next }: Neighbours, site: Site): string {
  const { html, headings } = lessonBody(lesson, site);
  return renderPage({
    title: lesson.title,
    description: lesson.summary,
    body: html,
    headings,
    root: "../",
    previous: linkTo(previous, lesson),
    next: linkTo(next, lesson),
    charts: true,
    live: { script: "boot", lesson: lesson.name },
  });
}

function linkTo(lesson: Lesson | undefined, from: Lesson): PageLink | undefined {
  if (lesson === undefined) return undefined;
  return {
    address: relative(dirname(from.name), `${lesson.name}.html`).replaceAll("\\", "/"),
    title: lesson.title,
  };
}

function simplePage(page: SitePage, site: Site): string {
  const title = titleOf(page.notebook, "the page");
  const { html, headings } = lessonBody(page, site);
  return renderPage({ title, description: title, body: html, headings, root: "" });
}
