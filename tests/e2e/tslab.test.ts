import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith, needs } from "../support/needs.js";
import { projectRoot } from "../support/project.js";
import { lessonPath, runPython } from "./venv.js";

interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly outputs?: readonly {
    readonly output_type: string;
    readonly name?: string;
    readonly text?: string | string[];
  }[];
}

const lessons = ["week-1/xor-by-hand.ipynb"];

/** What each cell prints, by the cell's id; cells that print nothing are left out. */
function printed(cells: readonly Cell[]): Record<string, string> {
  const entries = cells.map((cell) => {
    const streams =
      cell.outputs?.filter((output) => output.output_type === "stream" && output.name === "stdout") ?? [];
    return [cell.id, streams.map((stream) => [stream.text ?? ""].flat().join("")).join("")] as const;
  });
  return Object.fromEntries(entries.filter(([, text]) => text !== ""));
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

  it.each(lessons)("runs %s without an error and prints the same", async (lesson) => {
    const output = join(folder, "out.ipynb");
    await runPython(
      [
        ...["nbconvert", "--to", "notebook", "--execute", "--output", output],
        ...["--ExecutePreprocessor.kernel_name=tslab", lessonPath(lesson)],
      ],
      { env: { JUPYTER_PATH: join(folder, "jupyter") } },
    );
    const committed = printed(readCells(lessonPath(lesson)));
    expect(Object.keys(committed).length).toBeGreaterThan(0);
    expect(printed(readCells(output))).toEqual(committed);
  });
});
