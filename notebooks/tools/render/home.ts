import { hasTag } from "gradbook-kernel/notebook";
import { escapeHtml } from "gradbook-kernel/render";
import type { Lesson } from "../lessons/catalog.js";
import { renderPage } from "./page.js";

/** The page's own map of the course: index.ipynb speaks of JupyterLab, where it is opened. */
export function homePage(lessons: readonly Lesson[]): string {
  const weeks = [...new Set(lessons.map((lesson) => lesson.week))];
  const sections = weeks.map((week) => {
    const rows = lessons.filter((lesson) => lesson.week === week).map(row);
    return `<h2 id="week-${week}">Week ${week}</h2>\n<ol class="lessons">\n${rows.join("\n")}\n</ol>`;
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
${sections.join("\n")}
</section>`,
    root: "",
    live: { script: "map" },
  });
}

/** A lesson's row names it, and says how many exercises it has, for what shows there how far the reader is. */
function row({ name, title, summary, minutes, notebook }: Lesson): string {
  const exercises = notebook.cells.filter((cell) => hasTag(cell, "exercise")).length;
  const link = `<a href="${name}.html">${escapeHtml(title)}</a>`;
  return `<li data-lesson="${name}" data-exercises="${exercises}"><strong>${link}</strong> <small>about ${minutes} minutes</small><br>${escapeHtml(summary)}</li>`;
}
