import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "./stamp.mjs";

/**
 * Takes away what the compiler once made of sources that have moved or gone, which it never does itself: such files would be
 * packed, and be found by what looks through a folder. The compiler's are those with a declaration beside them.
 *
 * @param {string} sources the folder of the sources
 * @param {string} outputs what was made of them, folder by folder
 * @returns {void}
 */
export function removeStaleOutputs(sources, outputs) {
  for (const file of filesBelow(outputs)) {
    if (!file.endsWith(".d.ts")) continue;
    const name = file.slice(outputs.length, -".d.ts".length);
    if ([".ts", ".tsx"].some((ending) => existsSync(join(sources, name + ending)))) continue;
    for (const ending of [".d.ts", ".js", ".js.map", ".d.ts.map"]) {
      rmSync(join(outputs, name + ending), { force: true });
    }
  }
}
