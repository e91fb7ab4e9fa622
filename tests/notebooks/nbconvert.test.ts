import { cpSync, mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";
import { describeDifferences, differences } from "../../notebooks/tools/lessons/differences.js";
import { readNotebook } from "../../notebooks/tools/lessons/notebook.js";
import { runPython } from "../e2e/venv.js";
import { describeEach } from "../support/lessons.js";
import { describeWith, needs } from "../support/needs.js";
import { projectRoot } from "../support/project.js";

describeWith(needs.python(), "jupyter nbconvert --execute on the kernel", () => {
  // Inside the project, since a lesson imports the library from its node_modules.
  const folder = join(projectRoot, ".gradbook", "test-nbconvert");

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describeEach(findLessons(), (lesson) => {
    it("comes out with the very outputs committed", async () => {
      mkdirSync(folder, { recursive: true });
      cpSync(dirname(lesson.path), folder, { recursive: true });
      const path = join(folder, basename(lesson.path));
      await runPython(["nbconvert", "--to", "notebook", "--execute", "--inplace", path]);
      expect(describeDifferences(differences(lesson.notebook, readNotebook(path)))).toBe("");
    });
  });
});
