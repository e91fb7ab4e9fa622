import { findLessons, solutionsPath } from "../lessons/catalog.js";
import { readNotebook } from "../lessons/notebook.js";
import { lintLesson } from "./lint.js";

let found = 0;
for (const lesson of findLessons()) {
  const solutions = solutionsPath(lesson);
  for (const problem of lintLesson(lesson, solutions === undefined ? undefined : readNotebook(solutions))) {
    console.log(`${lesson.name}: ${problem}`);
    found += 1;
  }
}
console.log(found === 0 ? "No problem found." : `${found} problem${found === 1 ? "" : "s"} found.`);
process.exitCode = found === 0 ? 0 : 1;
