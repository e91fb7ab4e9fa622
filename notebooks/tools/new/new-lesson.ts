import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findLessons } from "../lessons/catalog.js";
import { formatNotebook } from "../lessons/notebook.js";
import { checksFile, checksTest, lessonTest } from "./code-template.js";
import type { NewLesson } from "./lesson.js";
import { lessonNotebook, solutionsNotebook } from "./notebook-template.js";

export interface NewLessonOptions {
  /** The project's folder, in which `notebooks/` and `tests/` lie. */
  readonly root: string;
  /** The heading. Default: the name in words, `chain-rule` → "Chain rule". */
  readonly title?: string | undefined;
}

/**
 * Writes the files of a new lesson from the template: notebook, checks, solutions and two tests. The template
 * runs, and its exercises can be solved, so that there is something to change from the first minute on.
 *
 * Returns the paths of the files, relative to the project.
 *
 * @throws Error for a name that is not `week-N/kebab-case`, or whose files exist.
 */
export function writeNewLesson(name: string, { root, title }: NewLessonOptions): readonly string[] {
  const files = newLessonFiles(describeLesson(name, { root, title }));
  const paths = Object.keys(files);
  const taken = paths.find((path) => existsSync(join(root, path)));
  if (taken !== undefined) {
    throw new Error(`lessons:new: expected a new lesson, got ${name}, which has ${taken}; try another name`);
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return paths;
}

function describeLesson(name: string, { root, title }: NewLessonOptions): NewLesson {
  const [, number = "", file = ""] = /^week-(\d+)\/([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(name) ?? [];
  if (file === "") {
    throw new Error(
      `lessons:new: expected a name such as week-2/chain-rule, got ${name || "nothing"}; ` +
        "try npm run lessons:new -- week-2/chain-rule",
    );
  }
  const week = Number(number);
  const before = findLessons(join(root, "notebooks")).filter((lesson) => lesson.week === week);
  const words = file.replaceAll("-", " ");
  return {
    name,
    file,
    week,
    lesson: Math.max(0, ...before.map(({ lesson }) => lesson)) + 1,
    title: title ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`,
  };
}

function newLessonFiles(lesson: NewLesson): Readonly<Record<string, string>> {
  const { name } = lesson;
  return {
    [`notebooks/${name}.ipynb`]: formatNotebook(lessonNotebook(lesson)),
    [`notebooks/${name}-checks.ts`]: checksFile(lesson),
    [`notebooks/solutions/${name}.ipynb`]: formatNotebook(solutionsNotebook(lesson)),
    [`tests/notebooks/${name}.test.ts`]: lessonTest(lesson),
    [`tests/notebooks/${name}-checks.test.ts`]: checksTest(lesson),
  };
}
