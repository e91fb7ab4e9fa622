import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { CheckResult } from "./check-result.js";

/** One usual way to get an answer wrong, and the hint that helps with exactly that. */
export interface Mistake<Answer> {
  /** Whether an answer makes this mistake. */
  readonly when: (answer: Answer) => boolean;
  /** What to say to whoever makes it. */
  readonly hint: string | ((answer: Answer) => string);
}

/** What an exercise consists of. */
export interface ExerciseOptions<Answer> {
  /** Shown before every result, for example "Exercise 2". */
  readonly title: string;
  /**
   * By what a lesson keeps its answers: it never changes, whatever becomes of the title. Default: the title in small
   * letters, `exercise-2`.
   */
  readonly id?: string | undefined;
  /** True when the answer is right. More than one answer may be. */
  readonly correct: (answer: Answer) => boolean;
  /** Looked through in order; the first that fits gives the hint. */
  readonly mistakes: readonly Mistake<Answer>[];
  /** The hint when the answer is wrong in no usual way. */
  readonly otherwise: string | ((answer: Answer) => string);
  /** Said when the exercise is solved: why the answer is right. */
  readonly because: string;
}

/** A check: takes an answer, or null while there is none, and never throws. */
export type Check<Answer> = (answer: Answer | null) => CheckResult;

/**
 * Makes the check of one exercise.
 *
 * The check says whether an answer is right and, when it is wrong, what to look at, without giving the answer
 * away. `null`, the value that an exercise cell starts with, is "not answered yet", so that running all cells
 * of a lesson never stops. An answer that throws while it is tried out (a function with a slip in it, say)
 * becomes a hint with the error's message.
 *
 * @throws OptionError when no mistake is listed: a check without hints only says no.
 *
 * @example
 * ```ts
 * const check = exercise<number>({
 *   title: "Exercise 1",
 *   correct: (n) => n === 4,
 *   mistakes: [{ when: (n) => n === 2, hint: "Count the corners, not the sides." }],
 *   otherwise: "Write down all inputs first.",
 *   because: "Two inputs of two values each make four points.",
 * });
 * check(2).toString(); // "→ Exercise 1: not yet. Count the corners, not the sides."
 * ```
 */
export function exercise<Answer>(options: ExerciseOptions<Answer>): Check<Answer> {
  const { title, correct, mistakes, otherwise, because } = checkOptions(
    "exercise",
    options,
    'title: "Exercise 1", id, correct, mistakes, otherwise, because',
  );
  if (mistakes.length === 0) {
    throw new OptionError(
      `exercise("${title}"): expected at least one usual mistake, got none; try { when, hint } for a likely one`,
    );
  }
  return (answer) => {
    if (answer === null || answer === undefined) {
      return new CheckResult(title, "open", "Put your answer in place of null and run the cell again.");
    }
    try {
      if (correct(answer)) return new CheckResult(title, "solved", because);
      const mistake = mistakes.find((candidate) => candidate.when(answer));
      return new CheckResult(title, "again", sayHint(mistake?.hint ?? otherwise, answer));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return new CheckResult(title, "again", `Your answer stopped with an error: ${message}`);
    }
  };
}

function sayHint<Answer>(hint: string | ((answer: Answer) => string), answer: Answer): string {
  return typeof hint === "string" ? hint : hint(answer);
}
