import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type Lesson, notebooksFolder, titleOf } from "../lessons/catalog.js";
import { type Notebook, readNotebook } from "../lessons/notebook.js";
import { createCodeRenderer } from "./code.js";
import { escapeHtml } from "./escape.js";
import { type Renderers, renderBody } from "./lesson-body.js";
import { createMarkdown } from "./markdown.js";
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
  const code = await createCodeRenderer();
  const markdown = createMarkdown({ highlight: (text, language) => code.render(text, { language }) });
  const renderers = { markdown, code };
  rmSync(target, { recursive: true, force: true });
  writeAssets(join(target, "assets"));
  const pages = new Map<string, string>();
  pages.set("index.html", indexPage(lessons));
  const glossary = join(source, "glossary.ipynb");
  if (existsSync(glossary)) pages.set("glossary.html", simplePage(readNotebook(glossary), source, renderers));
  lessons.forEach((lesson, i) => {
    const next = lessons[i + 1];
    const previous = lessons[i - 1];
    pages.set(`${lesson.name}.html`, lessonPage(lesson, { previous, next }, renderers));
  });
  for (const [name, html] of pages) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), html);
  }
  return [...pages.keys()].map((name) => join(target, name));
}

interface Neighbours {
  readonly previous: Lesson | undefined;
  readonly next: Lesson | undefined;
}

function lessonPage(lesson: Lesson, { previous, next }: Neighbours, renderers: Renderers): string {
  const { notebook, directory, title, summary } = lesson;
  return renderPage({
    title,
    description: summary,
    body: renderBody(notebook, directory, renderers),
    headings: headingsOf(notebook, renderers),
    root: "../",
    previous: linkTo(previous, lesson),
    next: linkTo(next, lesson),
    charts: true,
  });
}

function linkTo(lesson: Lesson | undefined, from: Lesson): PageLink | undefined {
  if (lesson === undefined) return undefined;
  return {
    address: relative(dirname(from.name), `${lesson.name}.html`).replaceAll("\\", "/"),
    title: lesson.title,
  };
}

function simplePage(notebook: Notebook, directory: string, renderers: Renderers): string {
  const title = titleOf(notebook, "the page");
  const headings = headingsOf(notebook, renderers);
  return renderPage({
    title,
    description: title,
    body: renderBody(notebook, directory, renderers),
    headings,
    root: "",
  });
}

/** The page's own map of the course: index.ipynb speaks of JupyterLab, where it is opened. */
function indexPage(lessons: readonly Lesson[]): string {
  const weeks = [...new Set(lessons.map((lesson) => lesson.week))];
  const sections = weeks.map((week) => {
    const rows = lessons.filter((lesson) => lesson.week === week).map(indexRow);
    return `<h2>Week ${week}</h2>\n<ol class="lessons">\n${rows.join("\n")}\n</ol>`;
  });
  return renderPage({
    title: "Course map",
    description:
      "Deep learning you can open: a course in TypeScript, from XOR by hand to a classifier of pictures.",
    body: `<section class="prose">
<h1>Deep learning you can open</h1>
<p>From a single neuron whose weights you set by hand to a classifier of real pictures, week by week. These pages
show each lesson with its results. Sliders move and types appear when you point at a name; to change the code
and have your answers to the exercises checked, open the same lessons in JupyterLab with <code>npm start</code>.</p>
${sections.join("\n")}
</section>`,
    root: "",
  });
}

function indexRow({ name, title, summary, minutes }: Lesson): string {
  const link = `<a href="${name}.html">${escapeHtml(title)}</a>`;
  return `<li><strong>${link}</strong> <small>about ${minutes} minutes</small><br>${escapeHtml(summary)}</li>`;
}

function headingsOf(
  notebook: Notebook,
  { markdown }: Renderers,
): ReturnType<Renderers["markdown"]["headings"]> {
  return notebook.cells.flatMap((cell) =>
    cell.cell_type === "markdown" ? markdown.headings(cell.source) : [],
  );
}

/** Everything the pages load: styles, scripts, one copy of Plotly, KaTeX's style sheet and fonts. */
function writeAssets(folder: string): void {
  const require = createRequire(import.meta.url);
  const own = fileURLToPath(new URL("assets/", import.meta.url));
  cpSync(own, folder, { recursive: true });
  cpSync(require.resolve("plotly.js-dist-min/plotly.min.js"), join(folder, "plotly.min.js"));
  const katex = dirname(require.resolve("katex/dist/katex.min.css"));
  cpSync(join(katex, "katex.min.css"), join(folder, "katex/katex.min.css"));
  cpSync(join(katex, "fonts"), join(folder, "katex/fonts"), {
    recursive: true,
    filter: (path) => !/\.(ttf|woff)$/.test(path),
  });
}
