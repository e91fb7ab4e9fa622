import { readFileSync } from "node:fs";
import type { Output } from "gradbook-kernel/client";
import { expect, test } from "vitest";
import { useKernel } from "./support/kernel.js";

interface Cell {
  readonly cell_type: "code" | "markdown";
  readonly metadata: { readonly tags?: readonly string[] };
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

const kernel = useKernel();
const page = new URL("../../kernel/tour.ipynb", import.meta.url);
const { cells } = JSON.parse(readFileSync(page, "utf8")) as { readonly cells: readonly Cell[] };

test("the tour's cells give the outputs that are written in it", async () => {
  const code = cells.filter((cell) => cell.cell_type === "code");
  expect(code.length).toBeGreaterThan(15);
  for (const { source, metadata, execution_count, outputs } of code) {
    const result = await kernel.run(source.join(""));
    const where = source.join("").slice(0, 60);
    expect(result.outputs, where).toEqual(outputs);
    expect(result.executionCount, where).toBe(execution_count);
    // Such cells are meant to fail: nbconvert goes on behind them.
    expect(result.status, where).toBe(metadata.tags?.includes("raises-exception") ? "error" : "ok");
  }
});
