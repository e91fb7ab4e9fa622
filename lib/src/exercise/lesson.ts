import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { CheckResult } from "./check-result.js";
import { type Check, type ExerciseOptions, exercise } from "./exercise.js";
import {
  type Prediction,
  type PredictionParts,
  type Predictions,
  predictionHash,
  predictionsOf,
  withoutOrigin,
} from "./prediction.js";
import { type Asked, keep, notice, recall } from "./progress.js";
import { answerText, hashOf } from "./record.js";
import { comparison, type TensorExerciseOptions } from "./tensor-exercise.js";

/** Options of {@link lesson}. */
export interface LessonOptions {
  /** Default: "gradbook". */
  readonly course?: string | undefined;
  /**
   * Where exercises stood that have moved to this lesson: `{ "exercise-1": "week-6/convolution/exercise-3" }`. What was
   * answered there counts here.
   */
  readonly moved?: Readonly<Record<string, string>> | undefined;
}

/** One exercise of a lesson, as its summary needs it. */
export interface LessonExercise {
  /** Its title, as its results begin. */
  readonly title: string;
  /** What never changes about it. */
  readonly asked: Asked;
}

/** A lesson: its exercises and predictions, which know where they belong, so that answers are kept. */
export interface Lesson {
  /** The lesson's path in the course: `week-1/xor-by-hand`. */
  readonly name: string;
  /** Its title, as the summary names it. */
  readonly title: string;
  /** {@link exercise}, whose answers are kept. */
  readonly exercise: <Answer>(options: ExerciseOptions<Answer>) => Check<Answer>;
  /** {@link tensorExercise}, whose answers are kept. */
  readonly tensorExercise: <Answer>(options: TensorExerciseOptions<Answer>) => Check<Answer>;
  /** What the lesson asks to predict, by names that never change. */
  readonly predictions: <Name extends string>(
    parts: Readonly<Record<Name, PredictionParts>>,
  ) => Predictions<Name>;
  /** The exercises so far. */
  readonly exercises: readonly LessonExercise[];
  /** The predictions so far, by name. */
  readonly predicting: ReadonlyMap<string, Prediction>;
}

/**
 * Begins the checks of a lesson. Exercises and predictions that are made with it keep what the learner answers, in a
 * file, on a page or for a group ({@link keepProgress}), and show it again: in the lesson, and in the week's
 * {@link summary}.
 *
 * @throws OptionError when two exercises or predictions would have the same id.
 *
 * @example
 * ```ts
 * const here = lesson("week-1/xor-by-hand", "XOR by hand-set weights");
 * const { predict, predicted } = here.predictions({
 *   "one-line": { question: "Which gates does one line separate?", result: "AND and OR, not XOR." },
 * });
 * ```
 */
export function lesson(name: string, title: string, options?: LessonOptions): Lesson {
  const { course = "gradbook", moved = {} } = checkOptions("lesson", options, "moved: {}, course");
  const exercises: LessonExercise[] = [];
  const predicting = new Map<string, Prediction>();

  const newId = (id: string): string => {
    if (!predicting.has(id) && exercises.every(({ asked }) => asked.exercise !== id)) return id;
    throw new OptionError(`lesson("${name}"): expected names that differ, got ${id} twice; try another name`);
  };

  const kept = <Answer>(parts: ExerciseOptions<Answer>): Check<Answer> => {
    const check = exercise(parts);
    const id = newId(parts.id ?? parts.title.toLowerCase().replace(/\W+/g, "-"));
    const asked: Asked = { course, lesson: name, exercise: id, hash: exerciseHash(parts), was: moved[id] };
    exercises.push({ title: parts.title, asked });
    return keeping(check, asked);
  };

  return {
    name,
    title,
    exercises,
    predicting,
    exercise: kept,
    tensorExercise: (parts) => kept(comparison(parts)),
    predictions: (parts) => {
      for (const [id, part] of Object.entries<PredictionParts>(parts)) {
        const asked = {
          course,
          lesson: name,
          exercise: newId(id),
          hash: predictionHash(part),
          was: part.was,
        };
        predicting.set(id, { ...part, asked });
      }
      return predictionsOf(predicting);
    },
  };
}

/** A check that keeps the answers it is given, and says what was answered before where there is none. */
function keeping<Answer>(check: Check<Answer>, asked: Asked): Check<Answer> {
  return (answer) => {
    const result = check(answer);
    const { state } = result;
    if (state !== "open") keep({ ...withoutOrigin(asked), state, answer: answerText(answer) });
    const before = state === "open" ? recall(asked) : undefined;
    const was = before?.state === "solved" ? "solved" : "not yet right";
    const answered = before?.answer === undefined ? "" : ` Before, it was ${was}: ${before.answer}`;
    const told = notice();
    if (answered === "" && told === "") return result;
    return new CheckResult(result.exercise, state, `${result.message}${answered}${told && ` ${told}`}`);
  };
}

/** The hash of what an exercise says: its functions look different in every home. */
function exerciseHash({ title, mistakes, otherwise, because }: ExerciseOptions<never>): string {
  const words = [title, ...mistakes.map(({ hint }) => hint), otherwise, because];
  return hashOf(words.filter((part) => typeof part === "string").join("\n"));
}
