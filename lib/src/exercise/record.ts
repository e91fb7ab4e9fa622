/**
 * The schema of a learner's progress: one line of JSON for each answer and each prediction, wherever they are kept
 * (a file, a page's storage, a file that a group shares). Later lines hold; nothing is ever taken out or rewritten.
 */

/** The version of the schema that this code writes. Lines of a later one are left as they are. */
export const progressVersion = 1;

/** How far a learner is with an exercise, or that a prediction has been written down. */
export type ProgressState = "again" | "solved" | "predicted";

/** One answer to an exercise, or one prediction. */
export interface ProgressRecord {
  /** The schema's version. */
  readonly version: typeof progressVersion;
  /** Who it is, where several share what is kept. */
  readonly learner?: string | undefined;
  /** The course, such as `gradbook`. */
  readonly course: string;
  /** The lesson, such as `week-1/xor-by-hand`. */
  readonly lesson: string;
  /** The exercise or prediction within the lesson: `exercise-2`, `how-many`. It never changes. */
  readonly exercise: string;
  /** How far the learner is with it. */
  readonly state: ProgressState;
  /** The answer, as it would be typed into a cell. */
  readonly answer?: string | undefined;
  /** The prediction, in the learner's words. */
  readonly prediction?: string | undefined;
  /** A hash of what was asked: where it differs from today's, the exercise has changed since. */
  readonly hash: string;
}

/** What a text of kept lines holds. */
export interface ProgressText {
  /** The records of this version, in the order in which they were written. */
  readonly records: readonly ProgressRecord[];
  /** The lines that can be read, also those of a later version, as they stand. */
  readonly whole: readonly string[];
  /** How many lines cannot be read. A last line without an end is not among them: it may still be written. */
  readonly damaged: number;
  /** How many lines a later version has written. */
  readonly later: number;
}

/** A record as its line, without the line's end. */
export function progressLine(record: ProgressRecord): string {
  return JSON.stringify(record);
}

/** Reads lines of progress. Never throws: what cannot be read is counted. */
export function readProgress(text: string): ProgressText {
  const lines = text.split("\n");
  const unfinished = lines.length - 1;
  const records: ProgressRecord[] = [];
  const whole: string[] = [];
  let damaged = 0;
  let later = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const value = parse(line);
    if (isRecord(value)) records.push(value);
    else if (isOfLaterVersion(value)) later += 1;
    else {
      if (index !== unfinished) damaged += 1;
      continue;
    }
    whole.push(line);
  }
  return { records, whole, damaged, later };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const states: readonly unknown[] = ["again", "solved", "predicted"] satisfies ProgressState[];

function isRecord(value: unknown): value is ProgressRecord {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Record<string, unknown>;
  return (
    fields.version === progressVersion &&
    ["course", "lesson", "exercise", "hash"].every((name) => typeof fields[name] === "string") &&
    ["learner", "answer", "prediction"].every((name) =>
      ["string", "undefined"].includes(typeof fields[name]),
    ) &&
    states.includes(fields.state)
  );
}

function isOfLaterVersion(value: unknown): boolean {
  const version = (value as { version?: unknown } | null | undefined)?.version;
  return typeof version === "number" && version > progressVersion;
}

/**
 * A short hash of what an exercise says, by which a later version of it is told: FNV-1a with 64 bits over the
 * text's UTF-16 units.
 *
 * Glenn Fowler, Landon Curt Noll, Kiem-Phong Vo, Donald Eastlake, "The FNV Non-Cryptographic Hash Algorithm".
 */
export function hashOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}

/** How much of an answer is kept; a longer one is cut. */
const longestAnswer = 2000;

/** An answer as it would be typed: JSON where there is one, a function by its text. */
export function answerText(answer: unknown): string {
  const text = typeof answer === "function" ? String(answer) : asJson(answer);
  return text.length > longestAnswer ? `${text.slice(0, longestAnswer)}…` : text;
}

function asJson(answer: unknown): string {
  try {
    return JSON.stringify(answer) ?? String(answer);
  } catch {
    return String(answer);
  }
}
