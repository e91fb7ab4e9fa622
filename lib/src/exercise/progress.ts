import { progressHost } from "./keeping.js";
import type { ProgressHost } from "./progress-host.js";
import { type ProgressRecord, progressLine, progressVersion, readProgress } from "./record.js";

/** What is recorded of an answer or a prediction; the rest of a record is known here. */
export type NewRecord = Omit<ProgressRecord, "version" | "learner">;

/** An exercise or a prediction, by what never changes about it. */
export interface Asked {
  /** The course. */
  readonly course: string;
  /** The lesson within it. */
  readonly lesson: string;
  /** Its id within the lesson. */
  readonly exercise: string;
  /** The hash of what is asked today. */
  readonly hash: string;
  /** Where it stood before it moved to this lesson: `week-6/convolution/exercise-3`. */
  readonly was?: string | undefined;
}

/**
 * Keeps a record, unless it says what the one before said. What was solved stays solved, also when a wrong answer
 * is tried after it. Never throws: what the learner has to hear about it is the next {@link notice}.
 */
export function keep(record: NewRecord): void {
  try {
    const host = progressHost();
    const { learner } = host;
    const before = latestOf(
      kept().filter((one) => one.learner === learner),
      record,
    );
    if (!isNews(record, before)) return;
    const named = learner === undefined ? {} : { learner };
    host.append(progressLine({ version: progressVersion, ...named, ...record }));
  } catch (error) {
    tell(`This could not be kept (${error instanceof Error ? error.message : String(error)}).`);
  }
}

function isNews(record: NewRecord, before: ProgressRecord | undefined): boolean {
  if (before?.hash !== record.hash) return true;
  if (before.state === "solved" && record.state === "again") return false;
  return (
    before.state !== record.state ||
    before.answer !== record.answer ||
    before.prediction !== record.prediction
  );
}

/** The latest record of the learner's, if there is one; one for today's version rather than for an earlier one. */
export function recall(asked: Asked): ProgressRecord | undefined {
  try {
    const { learner } = progressHost();
    return latestOf(
      kept().filter((record) => record.learner === learner),
      asked,
    );
  } catch {
    return undefined;
  }
}

/** The latest records of the others who share what is kept. */
export function recallOthers(asked: Asked): readonly ProgressRecord[] {
  try {
    const own = progressHost().learner;
    const records = kept().filter(({ learner }) => learner !== own);
    const others = [...new Set(records.map(({ learner }) => learner))];
    return others.flatMap(
      (name) =>
        latestOf(
          records.filter(({ learner }) => learner === name),
          asked,
        ) ?? [],
    );
  } catch {
    return [];
  }
}

function latestOf(records: readonly ProgressRecord[], asked: Asked): ProgressRecord | undefined {
  const { course, lesson, exercise, hash, was } = asked;
  const own = records.filter(
    (record) =>
      record.course === course &&
      ((record.lesson === lesson && record.exercise === exercise) ||
        `${record.lesson}/${record.exercise}` === was),
  );
  return own.findLast((record) => record.hash === hash) ?? own.at(-1);
}

const toldOfLater = new WeakSet<ProgressHost>();

/** What is kept. Where some of it cannot be read, all of it is put aside and the rest goes on in a new place. */
function kept(): readonly ProgressRecord[] {
  const host = progressHost();
  const { records, damaged, later } = readProgress(host.read());
  if (later > 0 && !toldOfLater.has(host)) {
    toldOfLater.add(host);
    tell("Some of what is kept was written by a newer gradbook; it is left as it is.");
  }
  if (damaged === 0) return records;
  const { place, text } = host.setAside();
  // Read again: another kernel may have written meanwhile.
  const rest = readProgress(text);
  for (const line of rest.whole) host.append(line);
  const lines = `${damaged} line${damaged === 1 ? "" : "s"}`;
  tell(
    `What is kept of your answers was damaged in ${lines}: it lies as it was in ${place}; the rest goes on.`,
  );
  return rest.records;
}

/** What has to be told with the next note. */
let untold: readonly string[] = [];

function tell(text: string): void {
  if (!untold.includes(text)) untold = [...untold, text];
}

/** What the learner has to hear about what is kept, once; mostly "". */
export function notice(): string {
  const text = untold.join(" ");
  untold = [];
  return text;
}
