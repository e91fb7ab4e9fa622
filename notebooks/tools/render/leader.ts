import { escapeHtml } from "gradbook-kernel/render";
import type { Lesson } from "../lessons/catalog.js";
import { mistakesOf } from "./mistakes.js";
import { renderPage } from "./page.js";
import { sectionsOf } from "./sections.js";

/** A lesson with its page's body. */
export interface RenderedLesson {
  readonly lesson: Lesson;
  /** Its cells. */
  readonly html: string;
}

/** The page for who leads a week's session: agenda with minutes, goals, questions with folded answers, usual mistakes. */
export function leaderPage(week: number, lessons: readonly RenderedLesson[]): string {
  const minutes = lessons.reduce((sum, { lesson }) => sum + lesson.minutes, 0);
  const body = `<section class="prose">
<h1>Week ${week}: for the leader</h1>
<p>${lessons.length} lessons, ${minutes} minutes in all. The agenda leaves the exercises to the learners; what is folded
here opens for them, too, at the end of each lesson.</p>
</section>
${lessons.map(part).join("\n")}`;
  const headings = lessons.map(({ lesson }) => ({ level: 2, id: idOf(lesson), text: lesson.title }));
  const description = `Agenda, questions and usual mistakes of week ${week}`;
  return renderPage({ title: `Week ${week}: for the leader`, description, body, headings, root: "../" });
}

const idOf = ({ name }: Lesson): string => name.replace(/^.*\//, "");

function part({ lesson, html }: RenderedLesson): string {
  const sections = sectionsOf(html);
  const questions = sections.find(({ title }) => title === "Questions for the group")?.html ?? "";
  return `<section class="prose" id="${idOf(lesson)}">
<h2><a href="../${lesson.name}.html">${escapeHtml(lesson.title)}</a> <small>${lesson.minutes} minutes</small></h2>
<p>${escapeHtml(lesson.summary)}</p>
<h3>Agenda</h3>
${agenda(lesson, sections)}
${mistakes(lesson)}
<h3>Questions for the group</h3>
${questions}
</section>`;
}

/** The lesson's sections, the minutes shared out by how much there is to read and to run in each. */
function agenda({ name, minutes }: Lesson, sections: ReturnType<typeof sectionsOf>): string {
  const steps = stepsOf(sections);
  const all = steps.reduce((sum, { weight }) => sum + weight, 0) || 1;
  let passed = 0;
  const rows = steps.map(({ id, title, weight }) => {
    const from = Math.round(passed);
    passed += (minutes * weight) / all;
    const link = `<a href="../${name}.html#${encodeURIComponent(id)}">${escapeHtml(title)}</a>`;
    return `<tr><td>${from} to ${Math.round(passed)} min</td><td>${link}</td></tr>`;
  });
  return `<div class="scroll"><table><thead><tr><th>when</th><th>what</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

interface Step {
  readonly id: string;
  readonly title: string;
  weight: number;
}

function stepsOf(sections: ReturnType<typeof sectionsOf>): readonly Step[] {
  const steps: Step[] = [];
  for (const { id, title, text } of sections) {
    if (/^\d+\. /.test(title)) steps.push({ id, title, weight: 0 });
    // What stands folded is read by few.
    const last = steps.at(-1);
    if (last !== undefined && title !== "Questions for the group")
      last.weight += Math.min(text.length, 3000) + 400;
  }
  return steps;
}

/** The hints that the lesson's checks give. */
function mistakes(lesson: Lesson): string {
  const items = mistakesOf(lesson).map(
    ({ exercise, hints }) =>
      `<details><summary>${escapeHtml(exercise)}</summary><ul>${hints.map((hint) => `<li>${escapeHtml(hint)}</li>`).join("")}</ul></details>`,
  );
  return items.length === 0 ? "" : `<h3>Usual mistakes, and what the checks say</h3>\n${items.join("\n")}`;
}
