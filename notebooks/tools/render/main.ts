import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describeFailures, type Job, runEach } from "gradbook-kernel/notebook";
import { runNotebook } from "../execute/run-lesson.js";
import { findLessons, type Lesson } from "../lessons/catalog.js";
import type { Notebook } from "../lessons/notebook.js";
import { printProblem } from "../setup/problem.mjs";
import { realDataSets } from "./data-sets.js";
import { parseRenderOptions } from "./options.js";
import { writeSite } from "./site.js";

/** `npm run render`: executes every lesson on the kernel and writes the course as pages. */
const project = fileURLToPath(new URL("../../../", import.meta.url));
const target = join(project, ".gradbook", "site");

try {
  await render();
} catch (error) {
  printProblem(error);
  process.exitCode = 1;
}

async function render(): Promise<void> {
  const { execute, singleFiles, slides, withData } = parseRenderOptions(process.argv.slice(2));
  const lessons = findLessons();
  const fresh = new Map<string, Notebook>();
  const notes: string[] = [];
  const jobs = lessons.map(
    (lesson): Job => ({
      name: lesson.name,
      async run(say) {
        const outcome = await freshOutputs(lesson, say);
        if (typeof outcome === "string") notes.push(outcome);
        else fresh.set(lesson.name, outcome);
      },
    }),
  );
  const failures = await runEach(execute ? jobs : []);
  // A lesson without fresh outputs is shown with those that are committed.
  const shown = lessons.map((lesson) => ({ ...lesson, notebook: fresh.get(lesson.name) ?? lesson.notebook }));
  const data = withData ? await realDataSets() : [];
  const pages = await writeSite({ lessons: shown, target, singleFiles, slides, reference: true, data });
  for (const note of notes) console.log(note);
  console.log(
    `Wrote ${pages.length} pages. Open ${relative(process.cwd(), join(target, "index.html"))} in a browser.`,
  );
  if (failures.size === 0) return;
  console.error(`\n${describeFailures(failures, jobs)}\nTheir pages show the committed outputs.`);
  process.exitCode = 1;
}

/** A lesson run afresh, or why one on the real pictures was not: they cannot be had everywhere, for instance offline. */
async function freshOutputs(
  { name, notebook, directory, realData }: Lesson,
  say: (text: string) => void,
): Promise<Notebook | string> {
  try {
    return await runNotebook(notebook, {
      directory,
      onCell: (number, count) => say(`cell ${number} of ${count}`),
    });
  } catch (error) {
    if (!realData || !String(error).includes("DataError")) throw error;
    return `${name} has its committed outputs, since its data cannot be had: ${String(error).split("\n")[1]}`;
  }
}
