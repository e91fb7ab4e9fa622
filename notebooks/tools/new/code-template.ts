import type { NewLesson } from "./lesson.js";

/** The checks of the template's exercises: what is right, and a hint for each usual mistake. */
export function checksFile({ name, title }: NewLesson): string {
  return `/** The checks of the lesson ${JSON.stringify(title)}: what is right, and a hint for each usual mistake. */
import { type Check, lesson } from "gradbook/exercise";

export const here = lesson("${name}", ${JSON.stringify(title)});
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  first: { question: "The question of section 1.", result: "What came out, in a sentence." },
  factor: { question: "What changes with the factor?", result: "The slope." },
});

export const checkRecall: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (answer) => answer === 6,
  mistakes: [{ when: (answer) => answer === 9, hint: "That is the square." }],
  otherwise: "Two times three.",
  because: "2 · 3 = 6.",
});

export const checkDerive: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (answer) => answer === 2,
  mistakes: [{ when: (answer) => answer === 0.5, hint: "Turned round: how much does y grow, not x?" }],
  otherwise: "How much does y grow when x grows by 1?",
  because: "The slope of 2x is 2, everywhere.",
});

/** A function of one number. */
export type Doubling = (x: number) => number;

const gives = (f: Doubling, wanted: Doubling): boolean =>
  [-1, 0.5, 3].every((x) => Math.abs(f(x) - wanted(x)) < 1e-9);

export const checkCode: Check<Doubling> = exercise<Doubling>({
  title: "Exercise 3",
  correct: (f) => gives(f, (x) => 2 * x),
  mistakes: [{ when: (f) => gives(f, (x) => x * x), hint: "That is the square." }],
  otherwise: (f) => \`For 3 it should give 6; yours gives \${String(f(3))}.\`,
  because: "The formula is the function.",
});

export const checkBug: Check<number> = exercise<number>({
  title: "Exercise 4",
  correct: (x) => x > 0 && x < 2,
  mistakes: [
    { when: (x) => x === 2, hint: "There both give 4." },
    { when: (x) => x > 2, hint: "There the square is too large." },
  ],
  otherwise: "An x above 0 is asked for.",
  because: "Below 2 the square is smaller than the double.",
});
`;
}

/** The test of the template's printed numbers. */
export function lessonTest({ name }: NewLesson): string {
  return `import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "${name}")!;

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("the lesson's numbers", () => {
  it("doubling has the slope 2, by autograd and by nudging", () => {
    expect(printed(notebook, "first-code")).toEqual([
      "y       2  4  6",
      "∂y / ∂x 2  2  2 by nudging 2.000000",
    ]);
  });
});
`;
}

/** The test of the template's checks. */
export function checksTest({ name }: NewLesson): string {
  return `import { describe, it } from "vitest";
${importChecks(`../../../notebooks/${name}-checks.js`)}
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: recall", () => {
  it("accepts 6", () => expectSolved(checkRecall, 6));

  it("has a hint for each usual mistake", () => {
    expectHints(checkRecall, [
      [9, "the square"],
      [1, "Two times three"],
    ]);
  });
});

describe("exercise 2: derive", () => {
  it("accepts 2", () => expectSolved(checkDerive, 2));

  it("has a hint for each usual mistake", () => {
    expectHints(checkDerive, [
      [0.5, "Turned round"],
      [1, "How much does y grow"],
    ]);
  });
});

describe("exercise 3: code", () => {
  it("accepts the double, however written", () => {
    expectSolved(
      checkCode,
      (x) => 2 * x,
      (x) => x + x,
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkCode, [
      [(x) => x * x, "the square"],
      [() => 5, "yours gives 5"],
    ]);
  });
});

describe("exercise 4: find the bug", () => {
  it("accepts what lies between 0 and 2", () => expectSolved(checkBug, 1, 0.5));

  it("has a hint for each usual mistake", () => {
    expectHints(checkBug, [
      [2, "both give 4"],
      [3, "too large"],
      [-1, "above 0"],
    ]);
  });
});
`;
}

/** In one line where it fits, as the formatter writes it. */
function importChecks(from: string): string {
  const names = ["checkBug", "checkCode", "checkDerive", "checkRecall"];
  const line = `import { ${names.join(", ")} } from "${from}";`;
  if (line.length <= 110) return line;
  return `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "${from}";`;
}
