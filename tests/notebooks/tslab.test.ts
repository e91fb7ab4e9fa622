import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";
import { runPython } from "../e2e/venv.js";
import { describeEach } from "../support/lessons.js";
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

describeWith(needs.python(), "stock tslab", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-tslab-"));

  beforeAll(() => {
    const spec = join(folder, "jupyter", "kernels", "tslab");
    mkdirSync(spec, { recursive: true });
    const tslab = join(projectRoot, "node_modules", "tslab", "bin", "tslab");
    const argv = [process.execPath, tslab, "kernel", "--config-path", "{connection_file}"];
    writeFileSync(
      join(spec, "kernel.json"),
      JSON.stringify({ argv, display_name: "tslab", language: "typescript" }),
    );
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  describeEach(findLessons(), ({ path }) => {
    it("runs without an error and says the same", async () => {
      const output = join(folder, "out.ipynb");
      await runPython(
        [
          ...["nbconvert", "--to", "notebook", "--execute", "--output", output],
          ...["--ExecutePreprocessor.kernel_name=tslab", path],
        ],
        { env: { JUPYTER_PATH: join(folder, "jupyter") } },
      );
      const committed = said(readCells(path));
      expect(Object.keys(committed).length).toBeGreaterThan(0);
      expect(said(readCells(output))).toEqual(committed);
    });
  });
});
