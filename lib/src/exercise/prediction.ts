import { OptionError } from "../errors.js";
import { noteHtml } from "./note.js";
import { type Asked, keep, notice, recall, recallOthers } from "./progress.js";
import { hashOf } from "./record.js";

/** What a lesson asks to predict. */
export interface PredictionParts {
  /** The question, short: the week's summary repeats it. */
  readonly question: string;
  /** What came out, in words: said beside the learner's prediction where the lesson has found out. */
  readonly result: string;
  /** Where it stood before it moved to this lesson: `week-6/convolution/edges`. */
  readonly was?: string | undefined;
}

/** A lesson's predictions: `predict` writes one down, `predicted` shows it again beside the result. */
export interface Predictions<Name extends string> {
  /** Writes a prediction down; null, with which the cell starts, writes nothing. */
  readonly predict: (name: Name, prediction: string | number | null) => PredictionNote;
  /** The prediction again, and what came out. */
  readonly predicted: (name: Name) => PredictionNote;
}

/** One prediction of a lesson. */
export interface Prediction extends PredictionParts {
  /** What never changes about it. */
  readonly asked: Asked;
}

const marks = { open: "○", written: "✎" } as const;
const colors = { open: "#8a8a8a", written: "#0072b2" } as const;

/** What is said of a prediction: a note in a notebook, a line of text elsewhere. */
export class PredictionNote {
  /** Whether the learner has written one down. */
  readonly state: "open" | "written";
  /** What is said first. */
  readonly head: string;
  /** The rest. */
  readonly message: string;

  constructor(state: "open" | "written", head: string, message: string) {
    this.state = state;
    this.head = head;
    this.message = message;
  }

  /** The note as one line of text. */
  toString(): string {
    return `${marks[this.state]} ${this.head} ${this.message}`;
  }

  /** Node's console, and with it stock tslab, prints the line of text. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** Jupyter shows the note; `text/plain` is there for every other reader. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const html = noteHtml(colors[this.state], `${marks[this.state]} ${this.head}`, this.message);
    return { "text/html": html, "text/plain": this.toString() };
  }
}

/** Makes `predict` and `predicted` of a lesson's predictions. */
export function predictionsOf<Name extends string>(all: ReadonlyMap<string, Prediction>): Predictions<Name> {
  const find = (where: string, name: Name): Prediction => {
    const found = all.get(name);
    if (found !== undefined) return found;
    const known = [...all.keys()].map((key) => JSON.stringify(key)).join(", ");
    throw new OptionError(
      `${where}: expected one of ${known}, got ${JSON.stringify(name)}; try copying a name`,
    );
  };
  return {
    predict: (name, prediction) => {
      const { asked } = find("predict", name);
      const text = prediction === null || prediction === undefined ? "" : String(prediction).trim();
      if (text !== "") keep({ ...withoutOrigin(asked), state: "predicted", prediction: text });
      return written(asked, text);
    },
    predicted: (name) => beside(find("predicted", name)),
  };
}

function written(asked: Asked, text: string): PredictionNote {
  const before = recall(asked)?.prediction;
  if (text === "" && before === undefined) {
    const how = "Put your prediction in place of null, as a number or in quotes, and run the cell again.";
    return new PredictionNote("open", "Nothing predicted yet.", and(how, notice()));
  }
  const when = text === "" ? "That is from before. " : "";
  return new PredictionNote(
    "written",
    `Your prediction: ${sentence(text || before || "")}`,
    and(`${when}You see it again beside the result.`, notice()),
  );
}

function beside({ asked, result }: Prediction): PredictionNote {
  const own = recall(asked)?.prediction;
  const others = count(recallOthers(asked).flatMap(({ prediction }) => prediction ?? []));
  const group = others === "" ? "" : `The others predicted: ${others}.`;
  const head = own === undefined ? "No prediction was written down." : `You predicted: ${sentence(own)}`;
  const message = and(`What came out: ${result}`, and(group, notice()));
  return new PredictionNote(own === undefined ? "open" : "written", head, message);
}

/** `half (3 times), all`. */
function count(predictions: readonly string[]): string {
  const times = new Map<string, number>();
  for (const text of predictions) times.set(text, (times.get(text) ?? 0) + 1);
  return [...times].map(([text, number]) => (number === 1 ? text : `${text} (${number} times)`)).join(", ");
}

/** A learner's words with an end. */
const sentence = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`);

const and = (text: string, more: string): string => [text, more].filter((part) => part !== "").join(" ");

/** Without where it stood before: new records are of the place of today. */
export function withoutOrigin({ course, lesson, exercise, hash }: Asked): Omit<Asked, "was"> {
  return { course, lesson, exercise, hash };
}

/** The hash of what a prediction asks. */
export const predictionHash = ({ question }: PredictionParts): string => hashOf(question);
