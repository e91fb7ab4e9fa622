import { existsSync } from "node:fs";
import { join } from "node:path";
import { headingId } from "gradbook-kernel/render";
import type { Lesson } from "../lessons/catalog.js";
import {
  type Cell,
  type CodeCell,
  formatNotebook,
  isExercise,
  type Notebook,
  readNotebook,
} from "../lessons/notebook.js";
import { chartsOf, measureLesson } from "./measure.js";
import { shorthandOfEarlierCells } from "./tslab.js";

/** The limits that keep a lesson to about 45 minutes and a notebook quick to open. */
export const limits = {
  cellLines: 18,
  /** The usual measure of a cell, which one in six may exceed. A longer one says in a comment what it is about. */
  usualLines: 12,
  /** As wide as the pages show without scrolling. */
  columns: 100,
  codeLines: 250,
  words: [900, 1600],
  charts: [4, 8],
  exercises: 3,
  bytes: 1_000_000,
} as const;

/**
 * What is wrong with a lesson, one sentence each; nothing when all is well.
 *
 * `solutions` is the notebook with the worked solutions, whose cells have the ids of the exercises.
 */
export function lintLesson(lesson: Lesson, solutions: Notebook | undefined): readonly string[] {
  const { cells } = lesson.notebook;
  return [
    ...headerProblems(lesson),
    ...headingProblems(cells),
    ...lengthProblems(lesson.notebook),
    ...cells.flatMap((cell) => (cell.cell_type === "code" ? codeProblems(cell) : linkProblems(cell, lesson))),
    ...koreanProblems(cells),
    ...questionProblems(cells),
    ...cells.flatMap((cell, i) => (isExercise(cell) ? exerciseProblems(cell, cells[i + 1], solutions) : [])),
  ];
}

function headerProblems({ notebook, week, lesson, minutes }: Lesson): string[] {
  const header = notebook.cells[0];
  if (header?.cell_type !== "markdown") return ["the first cell: expected the header card in markdown"];
  const wanted = [
    `**Week ${week} · Lesson ${lesson} · about ${minutes} minutes**`,
    "(../index.ipynb)",
    "(../glossary.ipynb)",
    "**You will be able to**",
    "**You need**",
    "**Previous**",
    "**Next**",
  ];
  return wanted
    .filter((text) => !header.source.includes(text))
    .map((text) => `the header card: expected "${text}", got none; try copying another lesson's`);
}

function headingProblems(cells: readonly Cell[]): string[] {
  const levels = cells.flatMap((cell) =>
    cell.cell_type === "markdown"
      ? [...cell.source.replace(/```.*?```/gs, "").matchAll(/^(#+) (.+)$/gm)].map((match) => ({
          level: match[1]?.length ?? 0,
          text: match[2] ?? "",
        }))
      : [],
  );
  return levels.flatMap(({ level, text }, i) => {
    const before = levels[i - 1]?.level ?? 0;
    if (i > 0 && level === 1) return [`heading "${text}": expected one title, got a second`];
    return level > before + 1 ? [`heading "${text}": expected level ${before + 1}, got ${level}`] : [];
  });
}

function lengthProblems(notebook: Notebook): string[] {
  const { words, codeLines, charts, exercises } = measureLesson(notebook);
  const bytes = Buffer.byteLength(formatNotebook(notebook));
  return [
    ...outside("words of prose", words, limits.words),
    ...outside("lines of code", codeLines, [0, limits.codeLines]),
    ...outside("charts", charts, limits.charts),
    ...outside("exercises", exercises, [limits.exercises, Number.POSITIVE_INFINITY]),
    ...outside("bytes", bytes, [0, limits.bytes]),
    ...longCellProblems(notebook),
  ];
}

function longCellProblems({ cells }: Notebook): string[] {
  const code = cells.filter((cell) => cell.cell_type === "code");
  const long = code.filter(({ source }) => source.split("\n").length > limits.usualLines);
  const most = Math.floor(code.length / 6);
  return [
    ...outside(`cells of more than ${limits.usualLines} lines`, long.length, [0, most]),
    ...long
      .filter(({ source }) => !/\/\/ |\/\*\*/.test(source))
      .map(({ id }) => `cell ${id}: expected a comment where an idea begins, got none in a long cell`),
  ];
}

function outside(what: string, got: number, [least, most]: readonly [number, number]): string[] {
  return got >= least && got <= most ? [] : [`the lesson: expected ${least} to ${most} ${what}, got ${got}`];
}

/** Things that differ from run to run or from machine to machine. */
const unstable: readonly (readonly [string, RegExp])[] = [
  ["a path", /(?:^|[\s"'(=])(?:\/(?:home|root|Users|tmp|work|var|opt)\/|[A-Z]:\\\\)/],
  ["a clock time", /\b\d{1,2}:\d{2}:\d{2}\b/],
  ["a date", /\b20\d\d-\d\d-\d\d\b/],
  ["a duration", /\b\d+(?:\.\d+)? ?(?:ms|µs|seconds)\b/],
];

function codeProblems(cell: CodeCell): string[] {
  const lines = cell.source.split("\n").length;
  const text = JSON.stringify(cell.outputs);
  const widest = Math.max(...cell.source.split("\n").map((line) => line.length));
  return [
    ...(widest > limits.columns
      ? [`cell ${cell.id}: expected at most ${limits.columns} columns, got ${widest}`]
      : []),
    ...shorthandOfEarlierCells(cell.source).map(
      (name) => `cell ${cell.id}: stock tslab does not find { ${name} }; try { ${name}: ${name} }`,
    ),
    ...(lines > limits.cellLines
      ? [`cell ${cell.id}: expected at most ${limits.cellLines} lines, got ${lines}`]
      : []),
    ...unstable
      .filter(([, pattern]) => pattern.test(text))
      .map(([what]) => `cell ${cell.id}: expected outputs that are the same everywhere, got ${what}`),
    ...(cell.outputs.some((output) => output.output_type === "error")
      ? [`cell ${cell.id}: ends in an error`]
      : []),
    ...(text.includes("application/vnd.jupyter.widget-view")
      ? [`cell ${cell.id}: its output is a widget view`]
      : []),
    ...chartsOf(cell)
      .filter((data) => !/aria-label="[^"]{20,}|alt="[^"]{20,}|<figcaption/.test(String(data["text/html"])))
      .map(() => `cell ${cell.id}: expected a chart with alt text, got none; try the option alt`),
  ];
}

/** Every link between notebooks must lead to a file, and every `#` in the glossary to a heading. */
function linkProblems(cell: Cell, { directory }: Lesson): string[] {
  const targets = [...cell.source.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .flatMap((target) => {
      const [file = "", anchor] = target.split("#");
      const path = join(directory, file);
      if (!existsSync(path)) return [`cell ${cell.id}: the link ${target} leads nowhere`];
      const known = anchor === undefined || anchorsIn(readNotebook(path)).includes(anchor);
      return known ? [] : [`cell ${cell.id}: the link ${target} leads to no heading of ${file}`];
    });
}

/** A term of the glossary has its Korean beside it where the lesson first uses it. */
function koreanProblems(cells: readonly Cell[]): string[] {
  const seen = new Set<string>();
  return cells.flatMap((cell) =>
    [...cell.source.matchAll(/\]\(\S+glossary\.ipynb#([^)]+)\)(?=(.{0,30}))/g)].flatMap(
      ([, term = "", after = ""]) => {
        const first = !seen.has(term);
        seen.add(term);
        if (!first || /\p{Script=Hangul}/u.test(after)) return [];
        return [
          `cell ${cell.id}: expected the Korean for ${term} beside its first use, got "${after.trim()}"`,
        ];
      },
    ),
  );
}

/** Somebody who learns alone finds an answer folded beneath each question for the group. */
function questionProblems(cells: readonly Cell[]): string[] {
  const text = cells.map(({ source }) => source).join("\n\n");
  const [, questions = ""] = text.split("## Questions for the group");
  const asked = questions.match(/^\d\. /gm)?.length ?? 0;
  const answered = questions.match(/<summary>An answer<\/summary>/g)?.length ?? 0;
  return asked > 0 && asked === answered
    ? []
    : [`questions for the group: expected a folded answer for each of ${asked}, got ${answered}`];
}

function anchorsIn(notebook: Notebook): string[] {
  return notebook.cells.flatMap((cell) =>
    [...cell.source.matchAll(/^#+ (.+)$/gm)].map((match) => headingId(match[1] ?? "")),
  );
}

function exerciseProblems(cell: Cell, help: Cell | undefined, solutions: Notebook | undefined): string[] {
  const problems: string[] = [];
  if (!cell.source.includes("null")) {
    problems.push(`cell ${cell.id}: expected an answer of null to start with`);
  }
  const text = help?.cell_type === "markdown" ? help.source : "";
  for (const summary of ["Hint 1", "Hint 2", "Worked solution"]) {
    if (!text.includes(`<summary>${summary}</summary>`)) {
      problems.push(`cell ${cell.id}: expected a folded "${summary}" in the cell after it, got none`);
    }
  }
  const solution = solutions?.cells.find((candidate) => candidate.id === cell.id);
  if (solution === undefined) {
    problems.push(`cell ${cell.id}: expected a cell of this id in the solutions notebook, got none`);
  } else if (!text.includes(solution.source)) {
    problems.push(`cell ${cell.id}: the folded solution differs from the solutions notebook's`);
  }
  return problems;
}
