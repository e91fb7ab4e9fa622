import { dirname } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { runNotebook } from "../../notebooks/tools/execute/run-lesson.js";
import { findLessons, solutionsPath } from "../../notebooks/tools/lessons/catalog.js";
import { describeDifferences, differences } from "../../notebooks/tools/lessons/differences.js";
import { isExercise, type Notebook, readNotebook } from "../../notebooks/tools/lessons/notebook.js";
import { describeEach } from "../support/lessons.js";

/** What the checks said in these cells, by cell: ✓, ✗ or ○. */
function verdicts({ cells }: Notebook, ids: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    ids.map((id) => {
      const cell = cells.find((one) => one.id === id);
      const output = cell?.cell_type === "code" ? cell.outputs.at(-1) : undefined;
      const text = output && "data" in output ? String(output.data["text/plain"]) : "";
      return [id, text.slice(0, 1)];
    }),
  );
}

const all = (ids: readonly string[], verdict: string) => Object.fromEntries(ids.map((id) => [id, verdict]));

describeEach(findLessons(), (lesson) => {
  const { notebook, directory } = lesson;
  const solutions = readNotebook(solutionsPath(lesson)!);
  const exercises = notebook.cells.filter(isExercise).map((cell) => cell.id);
  const solved = solutions.cells
    .filter(({ id }) => exercises.includes(id))
    .map((cell) => ({ ...cell, id: `${cell.id}-solved` }));
  let fresh: Notebook;

  // As a learner does: everything from top to bottom, then the answers put in.
  beforeAll(async () => {
    fresh = await runNotebook({ ...notebook, cells: [...notebook.cells, ...solved] }, { directory });
  });

  it("gives the committed outputs when it is run again, to the last digit", () => {
    expect(describeDifferences(differences(notebook, fresh))).toBe("");
    expect(verdicts(fresh, exercises)).toEqual(all(exercises, "○"));
  });

  it("is solved by the worked solutions", () => {
    const ids = exercises.map((id) => `${id}-solved`);
    expect(verdicts(fresh, ids)).toEqual(all(ids, "✓"));
  });

  it("has solutions that run on their own, with their committed outputs", async () => {
    const own = await runNotebook(solutions, { directory: dirname(solutionsPath(lesson)!) });
    expect(describeDifferences(differences(solutions, own))).toBe("");
    expect(verdicts(own, exercises)).toEqual(all(exercises, "✓"));
  });
});
