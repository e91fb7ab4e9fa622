import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { runNotebook } from "../execute/run-lesson.js";
import { findLessons, type Lesson } from "../lessons/catalog.js";
import type { Notebook } from "../lessons/notebook.js";
import { writeSite } from "./site.js";

/** `npm run render`: executes every lesson on the kernel and writes the course as pages. */
const project = fileURLToPath(new URL("../../../", import.meta.url));
const target = join(project, ".gradbook", "site");
const lessons = [];
for (const lesson of findLessons()) {
  console.log(`Running ${lesson.name} …`);
  lessons.push({ ...lesson, notebook: await freshOutputs(lesson) });
}
const pages = await writeSite({ lessons, target });
console.log(
  `Wrote ${pages.length} pages. Open ${relative(process.cwd(), join(target, "index.html"))} in a browser.`,
);

/** A lesson on the real pictures keeps its committed outputs where they cannot be had, for instance offline. */
async function freshOutputs({ notebook, directory, realData }: Lesson): Promise<Notebook> {
  try {
    return await runNotebook(notebook, { directory });
  } catch (error) {
    if (!realData || !String(error).includes("DataError")) throw error;
    console.log(
      `  with its committed outputs, since its data cannot be had: ${String(error).split("\n")[1]}`,
    );
    return notebook;
  }
}
