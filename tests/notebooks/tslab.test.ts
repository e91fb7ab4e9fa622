import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";
import { describeEach } from "../support/lessons.js";
import { EXECUTES_ALL, executedPath, executeWithNbconvert } from "../support/nbconvert.js";
import { describeWith, needs } from "../support/needs.js";
import { projectRoot } from "../support/project.js";

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | string[];
  readonly data?: Readonly<Record<string, string | string[]>>;
}

interface Cell {
  readonly id: string;
  readonly outputs?: readonly Output[];
}

/**
 * What each cell says as text, by the cell's id: what it prints, and its value, which stock tslab prints, too.
 * Cells that say nothing are left out.
 */
function said(cells: readonly Cell[]): Record<string, string> {
  const entries = cells.map(({ id, outputs = [] }) => [id, outputs.map(textOf).join("")] as const);
  return Object.fromEntries(entries.filter(([, text]) => text !== ""));
}

function textOf({ output_type, name, text = "", data = {} }: Output): string {
  if (output_type === "stream") return name === "stdout" ? [text].flat().join("") : "";
  const plain = data["text/plain"];
  return plain === undefined ? "" : `${[plain].flat().join("")}\n`;
}

function readCells(path: string): readonly Cell[] {
  return JSON.parse(readFileSync(path, "utf8")).cells;
}

const lessons = findLessons();

describeWith(needs.python(), "stock tslab", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-tslab-"));
  const jupyter = join(folder, "jupyter");

  beforeAll(async () => {
    const spec = join(jupyter, "kernels", "tslab");
    mkdirSync(spec, { recursive: true });
    const tslab = join(projectRoot, "node_modules", "tslab", "bin", "tslab");
    const argv = [process.execPath, tslab, "kernel", "--config-path", "{connection_file}"];
    writeFileSync(
      join(spec, "kernel.json"),
      JSON.stringify({ argv, display_name: "tslab", language: "typescript" }),
    );
    await executeWithNbconvert(lessons, folder, { kernel: "tslab", path: jupyter });
  }, EXECUTES_ALL);

  afterAll(() => rmSync(folder, { recursive: true }));

  describeEach(lessons, (lesson) => {
    it("runs without an error and says the same", () => {
      const fresh = readCells(executedPath(lesson, folder));
      const failed = fresh.filter(({ outputs = [] }) => outputs.some((one) => one.output_type === "error"));
      expect(failed).toEqual([]);
      const committed = said(readCells(lesson.path));
      expect(Object.keys(committed).length).toBeGreaterThan(0);
      expect(said(fresh)).toEqual(committed);
    });
  });
});
