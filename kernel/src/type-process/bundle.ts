import "./typescript.js";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Node } from "typescript";
import { ts } from "../compiler/typescript.js";

/**
 * Joins the type service and the TypeScript compiler into the one script that a V8 startup snapshot is built
 * from: such a script may load nothing but Node's own modules.
 * @param directory where the built modules are: the folder that holds `type-process/`, `types/` and `compiler/`
 */
export function bundleService(directory: string): string {
  const modules = new Map<string, string>();
  collect(join(directory, "type-process", "main.js"), modules);
  const compiler = createRequire(import.meta.url).resolve("typescript");
  const own = [...modules].map(
    ([path, code]) => `${JSON.stringify(path)}: function (exports, require) {\n${code}\n}`,
  );
  const start = JSON.stringify(join(directory, "type-process", "main.js"));
  return inOneByte(`"use strict";
const builtIn = require;
const wrap = (run, file, load) => {
  const module = { exports: {} };
  run.call(module.exports, module.exports, load, module, file, file.replace(/[\\\\/][^\\\\/]*$/, ""));
  return module.exports;
};
globalThis[Symbol.for("gradbook.typescript")] =
  wrap(function (exports, require, module, __filename, __dirname) {
${readFileSync(compiler, "utf8")}
  }, ${JSON.stringify(compiler)}, builtIn);
const modules = {
${own.join(",\n")}
};
const loaded = new Map();
const load = (name) => {
  if (!(name in modules)) return builtIn(name);
  if (!loaded.has(name)) {
    const exports = {};
    loaded.set(name, exports);
    modules[name](exports, load);
  }
  return loaded.get(name);
};
load(${start});
`);
}

/**
 * Escapes what Latin-1 lacks. One such character would make V8 hold all ten megabytes with two bytes for each
 * character, in the snapshot and again in memory.
 */
function inOneByte(script: string): string {
  return script.replace(/[^\0-\xff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Reads a module and all it imports from its own package, each as CommonJS. */
function collect(path: string, modules: Map<string, string>): void {
  if (modules.has(path)) return;
  modules.set(path, "");
  const url = JSON.stringify(pathToFileURL(path).href);
  const source = readFileSync(path, "utf8").replaceAll("import.meta.url", url);
  const rename = (specifier: string): string => {
    if (!specifier.startsWith(".")) return specifier.replace(/^node:/, "");
    const target = fileURLToPath(new URL(specifier, pathToFileURL(path)));
    collect(target, modules);
    return target;
  };
  modules.set(path, toCommonJs(source, rename));
}

function toCommonJs(source: string, rename: (specifier: string) => string): string {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, removeComments: true },
    transformers: {
      before: [
        (context) => (file) => {
          const visit = (node: Node): Node => {
            const named = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node : undefined;
            const specifier = named?.moduleSpecifier;
            if (named === undefined || specifier === undefined || !ts.isStringLiteral(specifier)) return node;
            const renamed = ts.factory.createStringLiteral(rename(specifier.text));
            return ts.isImportDeclaration(named)
              ? ts.factory.updateImportDeclaration(
                  named,
                  named.modifiers,
                  named.importClause,
                  renamed,
                  named.attributes,
                )
              : ts.factory.updateExportDeclaration(
                  named,
                  named.modifiers,
                  named.isTypeOnly,
                  named.exportClause,
                  renamed,
                  named.attributes,
                );
          };
          return ts.visitEachChild(file, visit, context);
        },
      ],
    },
  });
  return outputText;
}
