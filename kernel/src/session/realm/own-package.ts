import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { compileFunction } from "node:vm";
import { realm } from "./cells-realm.js";

const require = createRequire(import.meta.url);

/** A package of one CommonJS file, loaded in the kernel's own realm: what cells do to theirs does not reach it. */
export function ownPackage(specifier: string): unknown {
  if (realm.context === undefined) return require(specifier);
  const filename = require.resolve(specifier);
  const names = ["exports", "require", "module", "__filename", "__dirname"];
  const options = { filename, parsingContext: realm.context };
  const run = compileFunction(readFileSync(filename, "utf8"), names, options);
  const module: { exports: unknown } = { exports: {} };
  Reflect.apply(run, module.exports, [module.exports, require, module, filename, dirname(filename)]);
  return module.exports;
}
