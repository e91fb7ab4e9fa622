import { hasTag } from "gradbook-kernel/notebook";
import { escapeHtml } from "gradbook-kernel/render";
import type { Lesson } from "../lessons/catalog.js";
import { renderPage } from "./page.js";

/** What there is beside the lessons. */
interface HomeOptions {
  readonly reference?: boolean;
  readonly slides?: boolean;
}

/** The page's own map of the course: index.ipynb speaks of JupyterLab, where it is opened. */
export function homePage(
  lessons: readonly Lesson[],
  { reference = false, slides = false }: HomeOptions = {},
): string {
  const weeks = [...new Set(lessons.map((lesson) => lesson.week))];
  const sections = weeks.map((week) => {
    const rows = lessons.filter((lesson) => lesson.week === week).map((lesson) => row(lesson, slides));
    return `<h2 id="week-${week}">Week ${week}</h2>
<ol class="lessons">\n${rows.join("\n")}\n</ol>
<p><a href="leader/week-${week}.html">For who leads week ${week}</a>: agenda, questions, usual mistakes</p>`;
  });
  return renderPage({
    title: "Course map",
    description:
      "Deep learning you can open: a course in TypeScript, from XOR by hand to a classifier of pictures.",
    body: `<section class="prose">
<h1>Deep learning you can open</h1>
<p>From a single neuron whose weights you set by hand to a classifier of real pictures, week by week. These pages
run: change the code, answer the exercises, and see at once what comes of it, in this browser and with nothing
installed. What you write is kept here, and can be saved as a notebook for JupyterLab.</p>
<p id="keep" hidden><button type="button">Keep the whole course here</button> <span role="status"></span></p>
${sections.join("\n")}
<h2 id="guides">Library and kernel</h2>
<ul>
<li><a href="guide/library.html">The library</a>${reference ? ', <a href="reference/index.html">every function of it</a>,' : ""} and <a href="guide/performance.html">how fast it is</a></li>
<li><a href="guide/kernel.html">The kernel</a>, and <a href="guide/how-the-kernel-works.html">how it works</a></li>
</ul>
</section>`,
    root: "",
    live: { script: "map" },
  });
}

/** A lesson's row names it, and says how many exercises it has, for what shows there how far the reader is. */
function row({ name, title, summary, minutes, notebook }: Lesson, slides: boolean): string {
  const exercises = notebook.cells.filter((cell) => hasTag(cell, "exercise")).length;
  const link = `<a href="${name}.html">${escapeHtml(title)}</a>`;
  return `<li data-lesson="${name}" data-exercises="${exercises}"><strong>${link}</strong> <small>about ${minutes} minutes${slides ? ` · <a href="slides/${name}.html">slides</a>` : ""}</small><br>${escapeHtml(summary)}</li>`;
}
