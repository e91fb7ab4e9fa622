import { posix } from "node:path";
import { hasTag } from "gradbook-kernel/notebook";
import { type BodyOptions, escapeHtml, renderBody } from "gradbook-kernel/render";
import type { Lesson } from "../lessons/catalog.js";
import type { Cell } from "../lessons/notebook.js";
import { pageAddress } from "./lesson-body.js";
import { type Elsewhere, policyElement } from "./policy.js";

/** What an idea is made of: a text and the cells that belong to it. */
interface Slide {
  readonly cells: Cell[];
  /** A new section of the lesson: it stands beside the one before, what belongs to it below. */
  readonly begins: boolean;
}

/** What slides have in common with the other pages of the site. */
export interface SlidesOptions {
  /** As the lesson's own page is rendered. */
  readonly body: BodyOptions;
  /** The names of all pages. */
  readonly pages: ReadonlySet<string>;
  /** What cells may ask elsewhere. */
  readonly elsewhere: Elsewhere;
}

/**
 * A lesson as slides, one idea each: a section of the lesson goes to the right, its steps go down. A step is a text,
 * or code with what it puts out, which runs as on the lesson's own page; what a text says at length is for the speaker,
 * in the notes.
 */
export function slidesPage(lesson: Lesson, { body: given, pages, elsewhere }: SlidesOptions): string {
  const columns: string[][] = [];
  const folder = posix.dirname(lesson.name);
  // From the folder of the slides, the pages of the lessons are two floors up.
  const link = (address: string) =>
    address.startsWith("#") ? address : `../../${posix.join(folder, pageAddress(address, folder, pages))}`;
  const image = (address: string) => `../../${posix.join(folder, address)}`;
  const options = { ...given, addresses: { link, image }, before: () => "" };
  for (const slide of slidesOf(lesson.notebook.cells)) {
    const html = slideHtml(slide, options);
    if (slide.begins || columns.length === 0) columns.push([html]);
    else columns.at(-1)!.push(html);
  }
  const body = columns.map((column) => `<section>\n${column.join("\n")}\n</section>`).join("\n");
  return page(lesson, body, elsewhere);
}

/** Hints and solutions stay in the lesson; so does what waits for the learner's own answer. */
function slidesOf(cells: readonly Cell[]): readonly Slide[] {
  const slides: Slide[] = [];
  for (const cell of cells) {
    if (cell.cell_type === "markdown") {
      if (cell.source.startsWith("<details>")) continue;
      // One cell may hold several headings, each an idea of its own.
      for (const source of cell.source.split(/^(?=#{1,3} )/m).filter((text) => text.trim() !== "")) {
        slides.push({ cells: [{ ...cell, source }], begins: /^##? /.test(source) });
      }
    } else if (!hasTag(cell, "prediction")) slides.push({ cells: [cell], begins: false });
  }
  return slides;
}

function slideHtml({ cells }: Slide, options: BodyOptions): string {
  const { html } = renderBody({ metadata: {}, cells }, options);
  const [cell] = cells;
  // What is shown of a cell is a section, and so the slide itself: reveal.js takes every section for a slide.
  if (cell?.cell_type !== "markdown") return html;
  const { shown, notes } = shortened(html);
  return `<section>${shown}${notes === "" ? "" : `<aside class="notes">${notes}</aside>`}</section>`;
}

/** Of prose a slide has headings, formulas, pictures, tables, lists, quotes and the first sentence; notes have it all. */
function shortened(html: string): { readonly shown: string; readonly notes: string } {
  const inner = /^<section class="prose">\n([\s\S]*)<\/section>$/.exec(html)?.[1] ?? html;
  let isFirst = true;
  const shown = inner.replace(/<p>([\s\S]*?)<\/p>/g, (paragraph, text: string) => {
    if (text.startsWith("<img ")) return paragraph;
    const first = isFirst ? (/^[\s\S]*?[.:?!](?=\s+(?:[A-Z<]|$)|$)/.exec(text)?.[0] ?? text) : "";
    isFirst = false;
    // A sentence that was cut inside an element would leave it open.
    const whole = balanced(first) ? first : text;
    return first === "" ? "" : `<p>${whole}</p>`;
  });
  const notes = /<p>/.test(inner) ? inner.replace(/ id="[^"]*"/g, "") : "";
  return { shown: `<div class="prose">${shown}</div>`, notes };
}

function balanced(html: string): boolean {
  return (html.match(/<[a-z]/g) ?? []).length === (html.match(/<\/[a-z]/g) ?? []).length;
}

function page({ name, title, summary }: Lesson, body: string, elsewhere: Elsewhere): string {
  const scripts = ["pictures", "plotly.min", "reveal/reveal", "reveal/notes", "slides"];
  return `<!doctype html>
<html lang="en" data-root="../../">
<head>
<meta charset="utf-8">
${policyElement(body, elsewhere)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}, slides · gradbook</title>
<meta name="description" content="${escapeHtml(summary)}">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="../../assets/katex/katex.min.css">
<link rel="stylesheet" href="../../assets/page.css">
<link rel="stylesheet" href="../../assets/reveal/reveal.css">
<link rel="stylesheet" href="../../assets/slides.css">
<script src="../../assets/theme.js"></script>
${scripts.map((script) => `<script src="../../assets/${script}.js" defer></script>`).join("\n")}
<script src="../../assets/live/boot.js" data-lesson="${name}" data-slides defer></script>
</head>
<body>
<main class="reveal"><div class="slides">
${body}
</div></main>
<div id="clock" role="timer" aria-label="Time since the first slide"></div>
</body>
</html>
`;
}
