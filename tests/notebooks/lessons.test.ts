import { dirname } from "node:path";
import { expect, it } from "vitest";
import { runNotebook } from "../../notebooks/tools/execute/run-lesson.js";
import { findLessons, solutionsPath } from "../../notebooks/tools/lessons/catalog.js";
import { describeDifferences, differences } from "../../notebooks/tools/lessons/differences.js";
import { type Notebook, readNotebook } from "../../notebooks/tools/lessons/notebook.js";
import { isExercise } from "../../notebooks/tools/render/lesson-body.js";
import { describeEach } from "../support/lessons.js";

/** What the checks of a notebook's exercises said, by cell. */
function verdicts({ cells }: Notebook): Record<string, string> {
  const exercises = cells.filter((cell) => cell.cell_type === "code" && cell.id.startsWith("exercise-"));
  return Object.fromEntries(
    exercises.map((cell) => {
      const output = cell.cell_type === "code" ? cell.outputs.at(-1) : undefined;
      const text = output && "data" in output ? String(output.data["text/plain"]) : "";
      return [cell.id, text.slice(0, 1)];
    }),
  );
}

describeEach(findLessons(), (lesson) => {
  const { notebook, directory } = lesson;
  const solutions = readNotebook(solutionsPath(lesson)!);
  const exercises = notebook.cells.filter(isExercise).map((cell) => cell.id);

  it("gives the committed outputs when it is run again, to the last digit", async () => {
    const fresh = await runNotebook(notebook, { directory });
    expect(describeDifferences(differences(notebook, fresh))).toBe("");
    expect(verdicts(fresh)).toEqual(Object.fromEntries(exercises.map((id) => [id, "○"])));
  });

  it("is solved by the worked solutions", async () => {
    const cells = notebook.cells.map((cell) => {
      const solution = isExercise(cell) ? solutions.cells.find(({ id }) => id === cell.id) : undefined;
      return solution === undefined ? cell : { ...cell, source: solution.source };
    });
    const solved = await runNotebook({ ...notebook, cells }, { directory });
    expect(verdicts(solved)).toEqual(Object.fromEntries(exercises.map((id) => [id, "✓"])));
  });

  it("has solutions that run on their own, with their committed outputs", async () => {
    const fresh = await runNotebook(solutions, { directory: dirname(solutionsPath(lesson)!) });
    expect(describeDifferences(differences(solutions, fresh))).toBe("");
    expect(verdicts(fresh)).toEqual(Object.fromEntries(exercises.map((id) => [id, "✓"])));
  });
});
