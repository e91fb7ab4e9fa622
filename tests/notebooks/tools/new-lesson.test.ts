import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runNotebook } from "../../../notebooks/tools/execute/run-lesson.js";
import { findLessons, type Lesson, solutionsPath } from "../../../notebooks/tools/lessons/catalog.js";
import { isExercise, type Notebook, readNotebook } from "../../../notebooks/tools/lessons/notebook.js";
import { lintLesson } from "../../../notebooks/tools/lint/lint.js";
import { writeNewLesson } from "../../../notebooks/tools/new/new-lesson.js";
import { projectRoot } from "../../support/project.js";
import { printed } from "../printed.js";

/** A project with the index, the glossary and one lesson, inside this one so that its packages are found. */
mkdirSync(join(projectRoot, ".gradbook"), { recursive: true });
const root = mkdtempSync(join(projectRoot, ".gradbook", "new-lesson-"));
const notebooks = join(root, "notebooks");
const copied = [
  "index.ipynb",
  "glossary.ipynb",
  "week-1/xor-by-hand.ipynb",
  "solutions/week-1/xor-by-hand.ipynb",
];
let paths: readonly string[];

beforeAll(() => {
  for (const path of copied) cpSync(join(projectRoot, "notebooks", path), join(notebooks, path));
  paths = writeNewLesson("week-1/two-times", { root });
});
afterAll(() => rmSync(root, { recursive: true }));

const made = (): Lesson => findLessons(notebooks).find(({ name }) => name === "week-1/two-times")!;
const solutionsOf = (lesson: Lesson): string => solutionsPath(lesson, notebooks)!;

/** The first letter of what each exercise's check said. */
const verdicts = ({ cells }: Notebook): readonly string[] =>
  cells.filter(isExercise).map((cell) => {
    const output = cell.cell_type === "code" ? cell.outputs.at(-1) : undefined;
    return output && "data" in output ? String(output.data["text/plain"]).charAt(0) : "";
  });

describe("lessons:new", () => {
  it("writes notebook, checks, solutions and two tests", () => {
    expect(paths).toEqual([
      "notebooks/week-1/two-times.ipynb",
      "notebooks/week-1/two-times-checks.ts",
      "notebooks/solutions/week-1/two-times.ipynb",
      "tests/notebooks/week-1/two-times.test.ts",
      "tests/notebooks/week-1/two-times-checks.test.ts",
    ]);
    for (const path of paths) expect(existsSync(join(root, path)), path).toBe(true);
  });

  it("takes the next place in the week and makes the title of the name", () => {
    expect(made()).toMatchObject({ week: 1, lesson: 2, title: "Two times", minutes: 45 });
  });

  it("takes a title, and starts a week that has none", () => {
    const [path = ""] = writeNewLesson("week-9/deep-end", { root, title: "The deep end" });
    const lesson = findLessons(notebooks).find(({ name }) => name === "week-9/deep-end");
    expect(lesson).toMatchObject({ week: 9, lesson: 1, title: "The deep end" });
    expect(readFileSync(join(root, path), "utf8")).toContain("Week 9 · Lesson 1");
  });

  it("runs, its exercises open, and only its length is left for the linter to mind", async () => {
    const lesson = made();
    const notebook = await runNotebook(lesson.notebook, { directory: lesson.directory });
    expect(verdicts(notebook)).toEqual(["○", "○", "○", "○"]);
    expect(printed(notebook, "first-code")[0]).toBe("y       2  4  6");
    const problems = lintLesson({ ...lesson, notebook }, readNotebook(solutionsOf(lesson)));
    expect(problems.map((problem) => problem.replace(/got \d+/, "got …"))).toEqual([
      "the lesson: expected 900 to 1600 words of prose, got …",
      "the lesson: expected 4 to 8 charts, got …",
    ]);
  });

  it("has solutions that solve it", async () => {
    const path = solutionsOf(made());
    const solved = await runNotebook(readNotebook(path), { directory: dirname(path) });
    expect(verdicts(solved)).toEqual(["✓", "✓", "✓", "✓"]);
  });

  it("has tests that find its checks and its printed numbers", () => {
    const [numbers = "", checks = ""] = paths.slice(3).map((path) => readFileSync(join(root, path), "utf8"));
    expect(numbers).toContain('name === "week-1/two-times"');
    expect(numbers).toContain('printed(notebook, "first-code")');
    expect(checks).toContain('from "../../../notebooks/week-1/two-times-checks.js"');
  });

  it.each(["week-9/short", "week-9/vanishing-gradients-again"])(
    "%s: its files are as the formatter writes them",
    (name) => {
      const code = writeNewLesson(name, { root }).filter((path) => path.endsWith(".ts"));
      const biome = join(projectRoot, "node_modules/@biomejs/biome/bin/biome");
      const settings = join(projectRoot, "biome.json");
      for (const path of code) {
        const text = readFileSync(join(root, path), "utf8");
        const args = [biome, "format", "--config-path", settings, "--stdin-file-path", path];
        expect(execFileSync(process.execPath, args, { input: text, encoding: "utf8" })).toBe(text);
      }
    },
  );

  it("refuses a lesson that has a file already, and writes none", () => {
    const before = readdirSync(notebooks, { recursive: true }).length;
    expect(() => writeNewLesson("week-1/xor-by-hand", { root })).toThrow(
      "lessons:new: expected a new lesson, got week-1/xor-by-hand, which has notebooks/week-1/xor-by-hand.ipynb; " +
        "try another name",
    );
    expect(readdirSync(notebooks, { recursive: true })).toHaveLength(before);
  });

  it.each(["", "chain-rule", "week-2", "week-2/Chain Rule", "week-2/../x"])("refuses the name %j", (name) => {
    expect(() => writeNewLesson(name, { root })).toThrow(
      `lessons:new: expected a name such as week-2/chain-rule, got ${name || "nothing"}; ` +
        "try npm run lessons:new -- week-2/chain-rule",
    );
  });
});
