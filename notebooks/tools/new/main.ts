import { fileURLToPath } from "node:url";
import { writeNewLesson } from "./new-lesson.js";

const next = `Then, in this order:
  1. write notebook, checks, solutions and tests; npm run lessons:execute -- NAME writes the outputs
  2. npm run lessons:lint says what is missing
  3. notebooks/manifest.json: the rows of the curriculum that it teaches
  4. notebooks/glossary.ipynb, notebooks/index.ipynb, README.md, and the links of its neighbors`;

const args = process.argv.slice(2);
try {
  const [name = "", ...title] = args;
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const paths = writeNewLesson(name, { root, title: title.join(" ") || undefined });
  console.log(["Wrote", ...paths.map((path) => `  ${path}`)].join("\n"));
  console.log(next.replace("NAME", name));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
