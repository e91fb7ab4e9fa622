import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CodeCell } from "gradbook-kernel/notebook";
import { typesOfNames } from "gradbook-kernel/render";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "gradbook-types-"));
afterAll(() => rmSync(folder, { recursive: true }));

const cell = (id: string, source: string): CodeCell => ({
  ...{ cell_type: "code", id, metadata: {}, source, execution_count: null, outputs: [] },
});

/** What is said of each name of a notebook in the folder, cell by cell. */
function said(...sources: readonly string[]): readonly string[][] {
  const types = typesOfNames(
    sources.map((source, i) => cell(`cell-${i}`, source)),
    folder,
  );
  return [...types.values()].map((names) => names.map(({ text }) => text));
}

/** Writes a file as of a moment of its own: what has changed within a millisecond is told from the time. */
function write(name: string, text: string, second: number): void {
  writeFileSync(join(folder, name), text);
  utimesSync(join(folder, name), second, second);
}

test("later cells see the names of earlier ones, and nothing is known of the notebook before", () => {
  expect(said("const x = 1;", "x")).toEqual([["const x: 1"], ["const x: 1"]]);
  expect(said("const y = x;")).toEqual([[]]);
  expect(said('const x = "text";')).toEqual([['const x: "text"']]);
});

test("a file beside the notebook is read anew when it has changed, or has gone", () => {
  write("local.ts", "export const size = 1 as number;", 1000);
  const source = 'import { size } from "./local"; const own = size;';
  expect(said(source)[0]?.at(-2)).toBe("const own: number");
  write("local.ts", 'export const size = "large" as string;', 2000);
  expect(said(source)[0]?.at(-2)).toBe("const own: string");
  rmSync(join(folder, "local.ts"));
  expect(said(source).join()).not.toContain("const own");
});
