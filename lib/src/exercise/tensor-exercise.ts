import { checkOptions } from "../given.js";
import { type Check, type ExerciseOptions, exercise } from "./exercise.js";

/** What an answer is compared by: a tensor's shape and values. */
export interface TensorResult {
  /** The size of each axis. */
  readonly shape: readonly number[];
  /** The values, row after row. */
  readonly data: ArrayLike<number>;
}

/** A usual slip, told by what it computes. */
export interface Slip {
  /** What an answer with this slip gives. */
  readonly gives: TensorResult;
  /** What to say to whoever makes it. */
  readonly hint: string;
}

/** What an exercise consists of whose answers compute a tensor. */
export interface TensorExerciseOptions<Answer> {
  /** Shown before every result, for example "Rung 2". */
  readonly title: string;
  /** By what a lesson keeps its answers. Default: the title in small letters, `rung-2`. */
  readonly id?: string | undefined;
  /** What an answer computes where it is tried. */
  readonly result: (answer: Answer) => TensorResult;
  /** What it should compute there, of autograd, say. */
  readonly wanted: TensorResult;
  /** Usual slips. The first that gives the same as the answer has its hint shown. */
  readonly slips: readonly Slip[];
  /** Said when the exercise is solved. */
  readonly because: string;
}

/**
 * Makes the check of an exercise whose answers compute a tensor, by comparing it with the right one and with those
 * that usual slips give. Values may differ by a billionth of the largest. An answer of no known slip hears which
 * shape is wanted, or, where the shape is right, the first number that differs.
 *
 * @throws OptionError when no slip is listed.
 *
 * @example
 * ```ts
 * const D = tensor([[1, 2], [3, 4]]);
 * const checkBias = tensorExercise({
 *   title: "Rung 3",
 *   result: (answer) => answer(D),
 *   wanted: D.sum(0), // what autograd says
 *   slips: [{ gives: D.sum(1), hint: "That is one sum for each example." }],
 *   because: "A bias is added in every example.",
 * });
 * checkBias((slope) => slope.sum(0)).state; // "solved"
 * ```
 */
export function tensorExercise<Answer>(options: TensorExerciseOptions<Answer>): Check<Answer> {
  return exercise(comparison(options));
}

/** The same exercise, told as every other. */
export function comparison<Answer>(options: TensorExerciseOptions<Answer>): ExerciseOptions<Answer> {
  const { title, id, result, wanted, slips, because } = checkOptions(
    "tensorExercise",
    options,
    'title: "Rung 1", id, result, wanted, slips, because',
  );
  return {
    title,
    id,
    because,
    correct: (answer) => areAlike(result(answer), wanted),
    mistakes: [
      ...slips.map(({ gives, hint }) => ({
        when: (answer: Answer) => areAlike(result(answer), gives),
        hint,
      })),
      {
        when: (answer) => !isTensor(result(answer)),
        hint: "Your function gives no tensor back. Without braces an arrow gives what stands behind it: (a) => a.sum(0).",
      },
      {
        when: (answer) => result(answer).shape.join() !== wanted.shape.join(),
        hint: (answer) =>
          `The shape should be [${wanted.shape.join(", ")}]; yours is [${result(answer).shape.join(", ")}].`,
      },
    ],
    otherwise: (answer) => tellFirst(result(answer), wanted),
  };
}

function isTensor(given: unknown): given is TensorResult {
  return typeof given === "object" && given !== null && "shape" in given && "data" in given;
}

function areAlike(given: TensorResult, wanted: TensorResult): boolean {
  return (
    isTensor(given) &&
    given.shape.join() === wanted.shape.join() &&
    Array.from(wanted.data).every((_, i) => isNear(given, wanted, i))
  );
}

function isNear(given: TensorResult, wanted: TensorResult, i: number): boolean {
  const largest = Math.max(...Array.from(wanted.data, Math.abs));
  return Math.abs(given.data[i]! - wanted.data[i]!) <= 1e-9 * largest;
}

function tellFirst(given: TensorResult, wanted: TensorResult): string {
  const i = Array.from(wanted.data).findIndex((_, index) => !isNear(given, wanted, index));
  const [right, yours] = [wanted.data[i]!, given.data[i]!].map((value) => Number(value.toPrecision(4)));
  return `The shape is right. But where the first number that differs should be ${right}, yours is ${yours}.`;
}
