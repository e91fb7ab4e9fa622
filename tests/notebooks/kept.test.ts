import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type Lesson as Kept, keepProgress, memoryHost, type Summary } from "gradbook/exercise";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findLessons, type Lesson } from "../../notebooks/tools/lessons/catalog.js";
import { isExercise } from "../../notebooks/tools/lessons/notebook.js";

// What a learner answers and predicts is kept by ids that never change: they are the cells' own.

beforeEach(() => keepProgress(memoryHost()));
afterEach(() => keepProgress(undefined));

const lessons = findLessons();
const named = lessons.map((lesson) => [lesson.name, lesson] as const);

/** The lesson as its checks know it, with the exercises of all files that bear its name. */
async function keptOf({ path, directory }: Lesson): Promise<Kept> {
  const start = basename(path, ".ipynb");
  const files = readdirSync(directory).filter((name) => name.startsWith(`${start}-`) && name.endsWith(".ts"));
  const modules = await Promise.all(files.map((name) => import(/* @vite-ignore */ join(directory, name))));
  return modules.find((module) => "here" in module).here;
}

const wasOf = (metadata: Readonly<Record<string, unknown>>): string | undefined =>
  (metadata.gradbook as { was?: string } | undefined)?.was;

describe.each(named)("%s", (name, lesson) => {
  const { cells } = lesson.notebook;

  it("keeps the answer to each exercise by the id of its cell", async () => {
    const kept = await keptOf(lesson);
    expect(kept.name).toBe(name);
    expect(lesson.notebook.cells[0]!.source).toContain(`# ${kept.title}\n`);
    const ids = kept.exercises.map(({ asked }) => asked.exercise);
    expect(ids.toSorted()).toEqual(
      cells
        .filter(isExercise)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it("knows of each exercise that has moved where it stood, as its cell does", async () => {
    const kept = await keptOf(lesson);
    const moved = (pairs: readonly (readonly [string, string | undefined])[]) =>
      pairs.filter(([, was]) => was !== undefined);
    expect(moved(kept.exercises.map(({ asked }) => [asked.exercise, asked.was]))).toEqual(
      moved(cells.map(({ id, metadata }) => [id, wasOf(metadata)])),
    );
  });

  it("asks each of its predictions in a cell", async () => {
    const asked = cells.flatMap(({ id }) => /^predict-(.+)/.exec(id)?.slice(1) ?? []);
    const names = [...(await keptOf(lesson)).predicting.keys()];
    // (A text that asks may have such a name, too.)
    expect(asked.filter((id) => names.includes(id))).toEqual(names);
  });
});

describe.each([1, 2, 3, 4, 5, 6])("week %i", (week) => {
  const own = lessons.filter((lesson) => lesson.week === week);

  it("ends with a summary of all its lessons, exercises and predictions", async () => {
    const last = own.at(-1)!;
    expect(last.notebook.cells.find(({ id }) => id === "week-summary")!.source).toBe(
      'import { weekSummary } from "./week-summary";\nweekSummary()',
    );
    const { weekSummary } = await import(/* @vite-ignore */ join(last.directory, "week-summary.ts"));
    const { title, lines } = weekSummary() as Summary;
    expect(title).toBe(`Week ${week}`);
    const all = await Promise.all(own.map(keptOf));
    expect(lines.map(({ lesson, exercises }) => `${lesson}: ${exercises}`)).toEqual(
      all.map((kept) => `${kept.title}: 0 of ${kept.exercises.length} exercises solved.`),
    );
    expect(lines.map(({ predictions }) => predictions.length)).toEqual(
      all.map(({ predicting }) => predicting.size),
    );
  });
});
