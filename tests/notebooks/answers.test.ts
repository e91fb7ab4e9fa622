import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { runInThisContext } from "node:vm";
import type { Check, CheckResult } from "gradbook/exercise";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { findLessons, type Lesson, solutionsPath } from "../../notebooks/tools/lessons/catalog.js";
import { isExercise, readNotebook } from "../../notebooks/tools/lessons/notebook.js";
import { alike, context, moreAnswers } from "./answers.js";
import { mutants, readWorked } from "./mutants.js";

type Any = Check<unknown>;
const script = (source: string): string =>
  ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2023 } }).outputText;

/** The value of an answer's source; variables of the lesson that it reads are given. */
function evaluate(source: string): unknown {
  const given = Object.entries(context);
  const make = new Function(
    ...given.map(([name]) => name),
    `${script(`const answer = ${source};`)} return answer;`,
  );
  return make(...given.map(([, value]) => value));
}

/** An answer that has taken so much of the processor's time runs for ever, in ms. By the clock a busy machine may give it none. */
const FOREVER = 1500;

/** What a check says, also of an answer that runs for ever. */
function judge(check: Any, source: string, timeout = 2000): CheckResult["state"] {
  Object.assign(globalThis, { judged: { check, answer: evaluate(source) } });
  const before = process.cpuUsage();
  try {
    return runInThisContext("judged.check(judged.answer).state", { timeout }) as CheckResult["state"];
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 < FOREVER ? judge(check, source, 4 * timeout) : "again";
  }
}

/** Right numbers, computed otherwise than to the last bit, and wrong ones beside it. */
function aroundNumber(value: number): { right: string[]; wrong: string[] } {
  const right = [`${value} * (1 + 2e-14)`, `(${value} * 0.1) / 0.1`, `(${value} + 0.3) - 0.3`];
  const wrong = [-value, 2 * value, value / 2, 1.1 * value, 0.9 * value, value + 1, value - 1, 0]
    .filter((other) => Math.abs(other - value) > 1e-6)
    .map(String);
  return { right, wrong: [...wrong, "NaN", "Infinity"] };
}

function aroundList(values: readonly number[]): { right: string[]; wrong: string[] } {
  const text = (list: readonly number[]) => `[${list.join(", ")}]`;
  const each = (change: (value: number) => number) =>
    values.map((_, i) => text(values.map((value, k) => (k === i ? change(value) : value))));
  const wrong = [
    ...each((value) => value + 1),
    ...each((value) => 1.1 * value + 0.1),
    ...each(() => Number.NaN),
    text([...values].reverse()),
    text(values.map((value) => -value - 1)),
  ];
  return {
    right: [`[${values.map((value) => `${value} * (1 + 2e-14)`).join(", ")}]`],
    wrong: wrong.filter((other) => other !== text(values)),
  };
}

/** Answers to try beside the worked one, by what kind of answer it is. */
function tries({ source, type }: { source: string; type: string }): { right: string[]; wrong: string[] } {
  const value = evaluate(source);
  if (typeof value === "function") return { right: [], wrong: [...mutants(source)] };
  if (typeof value === "number") return aroundNumber(value);
  if (typeof value === "string") {
    const choices = [...type.matchAll(/"(\w+)"/g)].map((match) => match[1]!);
    return { right: [], wrong: [...choices.filter((choice) => choice !== value), "?"].map((c) => `"${c}"`) };
  }
  if (Array.isArray(value) && value.every((one) => typeof one === "number")) return aroundList(value);
  return { right: [], wrong: [] };
}

/** The checks of a lesson, from all files that bear its name. */
async function checksOf({ path, directory }: Lesson): Promise<Record<string, Any>> {
  const start = basename(path, ".ipynb");
  const files = readdirSync(directory).filter((name) => name.startsWith(`${start}-`) && name.endsWith(".ts"));
  const modules = await Promise.all(files.map((name) => import(/* @vite-ignore */ join(directory, name))));
  return Object.assign({}, ...modules) as Record<string, Any>;
}

async function exercisesOf(lesson: Lesson) {
  const checks = await checksOf(lesson);
  const solutions = readNotebook(solutionsPath(lesson)!).cells;
  return lesson.notebook.cells.filter(isExercise).map(({ id }) => {
    const worked = readWorked(solutions.find((cell) => cell.id === id)!.source);
    const name = `${lesson.name} ${id}`;
    const { right = [], wrong = [] } = moreAnswers[name] ?? {};
    const found = tries(worked);
    const isAlike = (source: string) => (alike[name] ?? []).some((form) => form.test(source));
    return {
      id,
      check: checks[worked.check]!,
      right: [worked.source, ...found.right, ...found.wrong.filter(isAlike), ...right],
      wrong: [...found.wrong.filter((source) => !isAlike(source)), ...wrong],
    };
  });
}

let tried = 0;

describe.each(findLessons().map((lesson) => [lesson.name, lesson] as const))("%s", (_, lesson) => {
  it("takes every right answer and refuses every wrong one", async () => {
    const mistaken: string[] = [];
    for (const { id, check, right, wrong } of await exercisesOf(lesson)) {
      for (const source of right)
        if (judge(check, source) !== "solved") mistaken.push(`${id} refuses ${source}`);
      for (const source of wrong)
        if (judge(check, source) !== "again") mistaken.push(`${id} takes ${source}`);
      tried += right.length + wrong.length;
    }
    expect(mistaken).toEqual([]);
  });
});

describe("all answers", () => {
  it("are 600 and more", () => expect(tried).toBeGreaterThanOrEqual(600));
});
