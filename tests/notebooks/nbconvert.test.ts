import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";
import { describeDifferences, differences } from "../../notebooks/tools/lessons/differences.js";
import { readNotebook } from "../../notebooks/tools/lessons/notebook.js";
import { describeEach } from "../support/lessons.js";
import { EXECUTES_ALL, executedPath, executeWithNbconvert } from "../support/nbconvert.js";
import { describeWith, needs } from "../support/needs.js";

/** Week 1's; the long checks execute all of them. On the kernel itself every lesson runs in lessons.test.ts. */
const lessons = findLessons().filter(({ week }) => process.env.GRADBOOK_LESSONS === "all" || week === 1);

describeWith(needs.python(), "jupyter nbconvert --execute on the kernel", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-nbconvert-"));

  beforeAll(() => executeWithNbconvert(lessons, folder), EXECUTES_ALL);
  afterAll(() => rmSync(folder, { recursive: true }));

  describeEach(lessons, (lesson) => {
    it("comes out with the very outputs committed", () => {
      const fresh = readNotebook(executedPath(lesson, folder));
      expect(describeDifferences(differences(lesson.notebook, fresh))).toBe("");
    });
  });
});
