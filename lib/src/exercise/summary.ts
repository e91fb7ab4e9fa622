import type { Lesson } from "./lesson.js";
import { escapeHtml } from "./note.js";
import { recall } from "./progress.js";

/** What a learner has done in some lessons, a week's say: exercises and predictions beside what came out. */
export class Summary {
  /** Its title, such as "Week 1". */
  readonly title: string;
  /** One line for each lesson. */
  readonly lines: readonly SummaryLine[];

  constructor(title: string, lines: readonly SummaryLine[]) {
    this.title = title;
    this.lines = lines;
  }

  /** The summary as lines of text. */
  toString(): string {
    const lines = this.lines.flatMap(({ lesson, exercises, predictions }) => [
      `${lesson}: ${exercises}`,
      ...predictions.map(
        ({ question, prediction, result }) => `  ${question}\n    ${prediction ?? noPrediction} → ${result}`,
      ),
    ]);
    return [this.title, ...lines].join("\n");
  }

  /** Node's console, and with it stock tslab, prints the text. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** Jupyter shows tables. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const lessons = this.lines.map(
      ({ lesson, exercises, predictions }) =>
        `<p${apart}><strong>${escapeHtml(lesson)}</strong> ${escapeHtml(exercises)}</p>${predictionTable(predictions)}`,
    );
    const html = `<p><strong>${escapeHtml(this.title)}</strong></p>${lessons.join("")}`;
    return { "text/html": html, "text/plain": this.toString() };
  }
}

/** One lesson of a summary. */
export interface SummaryLine {
  /** The lesson's title. */
  readonly lesson: string;
  /** `3 of 4 exercises solved`. */
  readonly exercises: string;
  /** Its predictions, in the lesson's order. */
  readonly predictions: readonly PredictionLine[];
}

/** One prediction of a summary. */
export interface PredictionLine {
  /** What was asked. */
  readonly question: string;
  /** The learner's; undefined where there is none. */
  readonly prediction: string | undefined;
  /** What came out. */
  readonly result: string;
}

const noPrediction = "no prediction";

/** A lesson's name belongs to the table under it, not to the one above. */
const apart = ' style="margin:1.8em 0 0.6em"';

function predictionTable(predictions: readonly PredictionLine[]): string {
  if (predictions.length === 0) return "";
  const left = ' style="text-align:left"';
  const rows = predictions.map(({ question, prediction, result }) =>
    [question, prediction ?? noPrediction, result]
      .map((text) => `<td${left}>${escapeHtml(text)}</td>`)
      .join(""),
  );
  const head = ["asked", "you predicted", "what came out"].map((text) => `<th${left}>${text}</th>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join("")}</tbody></table>`;
}

/**
 * What the learner has done in these lessons: how many exercises are solved, and each prediction beside what came out.
 *
 * @example
 * const here = lesson("week-1/xor-by-hand", "XOR by hand-set weights");
 * summary("Week 1", [here]);
 */
export function summary(title: string, lessons: readonly Lesson[]): Summary {
  return new Summary(title, lessons.map(lineOf));
}

function lineOf({ title, exercises, predicting }: Lesson): SummaryLine {
  const solved = exercises.filter(({ asked }) => recall(asked)?.state === "solved");
  // Solved in an earlier version of the exercise: it counts, and is told.
  const earlier = solved.filter(({ asked }) => recall(asked)?.hash !== asked.hash).length;
  const told = earlier === 0 ? "" : ` (${earlier} of them before the exercise was changed)`;
  return {
    lesson: title,
    exercises: `${solved.length} of ${exercises.length} exercises solved${told}.`,
    predictions: [...predicting.values()].map(({ asked, question, result }) => ({
      question,
      prediction: recall(asked)?.prediction,
      result,
    })),
  };
}
