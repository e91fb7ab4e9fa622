import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findLessons, type Lesson } from "../../notebooks/tools/lessons/catalog.js";
import { causalSentences } from "./causal-sentences.js";

/**
 * Why a sentence needs no test of its own:
 *
 * - arithmetic: it is worked out beside it, by hand or from a formula;
 * - definition: it says what a word, a name or a rule of the library means, or where it comes from;
 * - citation: somebody else found it, and is named with the source;
 * - quoted: a guess or a slip that the lesson goes on to examine;
 * - task: what an exercise or an experiment is, or asks;
 * - drawing: how a chart is drawn, or why a run is stored;
 * - told: what stands behind its colon says what, not why: a name, a list, the same in numbers.
 */
const needsNone = ["arithmetic", "definition", "citation", "quoted", "task", "drawing", "told"];

/** By lesson, cell and sentence: `file › test` in the week's folder, or why it needs none. */
type Causes = Record<string, Record<string, Record<string, string>>>;

/** The file of a lesson's week, and what it says of the lesson. */
function listed({ name }: Lesson) {
  const [week, lesson] = name.split("/") as [string, string];
  const folder = new URL(`${week}/`, import.meta.url);
  const all = JSON.parse(readFileSync(new URL("causes.json", folder), "utf8")) as Causes;
  const cells = Object.entries(all[lesson] ?? {});
  return {
    week,
    folder,
    held: cells.flatMap(([cell, sentences]) =>
      Object.entries(sentences).map(([says, by]) => ({ cell, says, by })),
    ),
  };
}

/** Whether a file has a test, or a group and a test in it, of these names. */
function isThere(by: string, folder: URL): boolean {
  const [file, ...names] = by.split(" › ") as [string, ...string[]];
  const text = readFileSync(new URL(file, folder), "utf8");
  return names.length > 0 && names.every((name) => text.includes(`("${name}"`));
}

describe("every sentence that gives a cause is held by a test, or needs none", () => {
  it.each(findLessons().map((lesson) => [lesson.name, lesson] as const))("%s", (name, lesson) => {
    const { week, folder, held } = listed(lesson);
    const told = causalSentences(lesson.notebook);
    const key = ({ cell, says }: { cell: string; says: string }) => `${name}, ${cell}: ${says}`;
    const known = new Set(held.map(key));
    const unheld = told.map(key).filter((each) => !known.has(each));
    const file = `tests/notebooks/${week}/causes.json`;
    expect(unheld, `say in ${file} which test holds it (file › test), or why none: ${needsNone}`).toEqual([]);

    const said = new Set(told.map(key));
    const gone = held.map(key).filter((each) => !said.has(each));
    expect(gone, `no longer in the lesson: take it out of ${file}`).toEqual([]);
    const missing = held.filter(({ by }) => !needsNone.includes(by) && !isThere(by, folder));
    expect(missing, "no test of this name").toEqual([]);
  });
});
