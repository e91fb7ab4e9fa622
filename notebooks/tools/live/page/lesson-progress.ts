import { readProgress } from "gradbook/exercise";
import type { WorkStore } from "./work.js";

/** Where the exercises' progress lies in the browser's store: `storageHost`'s own key. */
export const PROGRESS_KEY = "gradbook.progress";

/** How far a lesson is. */
export interface LessonProgress {
  readonly solved: number;
  readonly tried: number;
}

/** What is kept of a lesson's exercises: solved, or tried and not solved yet. */
export function progressOf(store: Pick<WorkStore, "getItem">, lesson: string): LessonProgress {
  const { records } = readProgress(store.getItem(PROGRESS_KEY) ?? "");
  const states = new Map<string, string>();
  for (const record of records) {
    if (record.lesson !== lesson || record.state === "predicted") continue;
    if (states.get(record.exercise) !== "solved") states.set(record.exercise, record.state);
  }
  const solved = [...states.values()].filter((state) => state === "solved").length;
  return { solved, tried: states.size - solved };
}

/** `2 of 4 exercises solved, 1 tried`; empty while nothing was tried. */
export function lessonProgress(
  store: Pick<WorkStore, "getItem">,
  { lesson, exercises }: { readonly lesson: string; readonly exercises: number },
): string {
  const { solved, tried } = progressOf(store, lesson);
  if (solved + tried === 0) return "";
  const rest = tried === 0 ? "" : `, ${tried} tried`;
  return `${solved} of ${exercises} exercises solved${rest}`;
}
