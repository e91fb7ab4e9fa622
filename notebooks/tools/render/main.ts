import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { runNotebook } from "../execute/run-lesson.js";
import { findLessons } from "../lessons/catalog.js";
import { writeSite } from "./site.js";

/** `npm run render`: executes every lesson on the kernel and writes the course as pages. */
const project = fileURLToPath(new URL("../../../", import.meta.url));
const target = join(project, ".gradbook", "site");
const lessons = [];
for (const lesson of findLessons()) {
  console.log(`Running ${lesson.name} …`);
  lessons.push({ ...lesson, notebook: await runNotebook(lesson.notebook, { directory: lesson.directory }) });
}
const pages = await writeSite({ lessons, target });
console.log(
  `Wrote ${pages.length} pages. Open ${relative(process.cwd(), join(target, "index.html"))} in a browser.`,
);
