import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { removeStaleOutputs } from "../../notebooks/tools/setup/stale-outputs.mjs";
import { filesBelow } from "../../notebooks/tools/setup/stamp.mjs";

let folder = "";
const within = (path: string) => join(folder, path);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gradbook-stale-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(within(path)), { recursive: true });
    writeFileSync(within(path), "");
  }
}

const left = () => filesBelow(within("dist")).map((path) => path.slice(within("dist/").length));

it("what was made of a source that has moved goes, what was made of the others and by other tools stays", () => {
  write("src/types/service.ts", "src/view.tsx", "src/process/client.ts");
  const made = [
    "process/client.d.ts",
    "types/service.d.ts",
    "types/service.js",
    "types/service.js.map",
    "view.d.ts",
    "view.js",
  ];
  const byOthers = ["node/chunk-A1.js", "node/chunk-A1.js.map", "jupyterlab/package.json"];
  write(...[...made, ...byOthers].map((path) => `dist/${path}`));
  write("dist/types/client.d.ts", "dist/types/client.js", "dist/types/client.js.map");
  removeStaleOutputs(within("src"), within("dist"));
  expect(left().sort()).toEqual([...made, ...byOthers].sort());
});

it("there need be no outputs yet", () => {
  write("src/index.ts");
  removeStaleOutputs(within("src"), within("dist"));
  expect(left()).toEqual([]);
});
