import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import vm from "node:vm";
import type ts from "typescript";

let compiler: typeof ts | undefined;

/**
 * The TypeScript compiler, in a realm of its own: what cells and packages do to `Math`, `Array.prototype` and the like
 * does not reach it. It costs 150 ms to load, which only sessions pay that import local files.
 */
export function typescript(): typeof ts {
  compiler ??= load();
  return compiler;
}

const { process, console, Buffer, setTimeout, clearTimeout, performance } = globalThis;

function load(): typeof ts {
  const require = createRequire(import.meta.url);
  const path = require.resolve("typescript");
  const realm = vm.createContext({ process, console, Buffer, setTimeout, clearTimeout, performance });
  const run = vm.compileFunction(
    readFileSync(path, "utf8"),
    ["exports", "require", "module", "__filename", "__dirname"],
    { filename: path, parsingContext: realm },
  ) as (...parameters: readonly unknown[]) => void;
  const module = { exports: {} };
  run(module.exports, require, module, path, dirname(path));
  return module.exports as typeof ts;
}
