import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../support/project.js";

/*
 * What an import of the built library costs, by what it loads: Node takes some 15 ms for a megabyte of one file, and as much
 * again for every dozen of files. `npm run bench -- import` measures it.
 */

const entry = join(projectRoot, "lib/dist/node/index.js");

/** A file and those that it imports at once, not by `import(…)`. */
function loadedBy(file: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, path] of text.matchAll(/^(?:import|export|\}) ?(?:[^"'\n]* from )?["'](\.[^"']+)["'];$/gm)) {
    loadedBy(resolve(dirname(file), path!), found);
  }
  return found;
}

test("an import loads a few files, of a megabyte and a half at most", () => {
  expect(existsSync(entry), "npm run build").toBe(true);
  const files = [...loadedBy(entry)];
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(files.length).toBeGreaterThan(1);
  expect(files.length).toBeLessThanOrEqual(8);
  expect(bytes).toBeLessThanOrEqual(1_500_000);
});

test("an import brings no package, no thread and no native kernel with it, and leaves nothing running", () => {
  const program = `
    await import(${JSON.stringify(entry)});
    console.log(JSON.stringify({
      packages: Object.keys(process.getBuiltinModule("node:module")._cache ?? {}),
      running: process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort|Timeout|Process/.test(name)),
      libraries: process.report.getReport().sharedObjects.filter((path) => /gradbook|koffi/.test(path)),
    }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({ packages: [], running: [], libraries: [] });
});
