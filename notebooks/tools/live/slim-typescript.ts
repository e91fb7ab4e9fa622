import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";

/**
 * TypeScript for a page, a quarter smaller than it comes: what the kernel's compiler and type service never call is left out.
 *
 * The package is one script of many sections, each with its file's name above it. It is made a module that gives away
 * only what is called; sections for language servers and for an editor's other questions go, and so does what registers
 * quick fixes. The bundler then leaves out what nothing reaches any more.
 */
export function slimTypeScript(): Plugin {
  return {
    name: "slim TypeScript",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^typescript$/ }, () => ({ path: require.resolve("typescript") }));
      onLoad({ filter: /[\\/]typescript[\\/]lib[\\/]typescript\.js$/ }, ({ path }) => ({
        contents: asModule(readFileSync(path, "utf8"), calledNames()),
        loader: "js",
      }));
    },
  };
}

const require = createRequire(import.meta.url);

/** Sections of the script that a page has no use for. */
const UNUSED = new RegExp(
  "^// src/(?:(?:server|jsTyping|typingsInstallerCore|deprecatedCompat)/|services/(?:breakpoints|callHierarchy|" +
    "classifier|classifier2020|documentHighlights|goToDefinition|inlayHints|mapCode|navigateTo|navigationBar|" +
    "outliningElementsCollector|pasteEdits|preProcess|rename|transpile)\\.ts)",
);

/** Everything of TypeScript that the kernel's compiler and type service name. */
function calledNames(): readonly string[] {
  const built = join(dirname(require.resolve("gradbook-kernel/package.json")), "dist");
  const files = ["compiler", "types", "page/types"].flatMap((folder) =>
    readdirSync(join(built, folder))
      .filter((file) => file.endsWith(".js"))
      .map((file) => join(built, folder, file)),
  );
  const calls = files.flatMap((file) => [
    ...readFileSync(file, "utf8").matchAll(/\b(?:ts|internals)\.(\w+)/g),
    ...[...readFileSync(file, "utf8").matchAll(/const \{ ([\w, ]+) \} = (?:ts|internals);/g)].flatMap(
      ([, names = ""]) => [...names.matchAll(/(\w+)/g)],
    ),
  ]);
  return [...new Set(calls.map(([, name = ""]) => name))];
}

function asModule(script: string, names: readonly string[]): string {
  const table = /__export\(typescript_exports, \{[\s\S]*?\n\}\);/.exec(script)?.[0] ?? "";
  const places = new Map([...table.matchAll(/^ +(\w+): \(\) => (\w+)/gm)].map(([, name, at]) => [name, at]));
  const start = "var ts = {}; ((module) => {";
  const body = script.slice(script.indexOf(start) + start.length, script.lastIndexOf("})({ get exports()"));
  const given = names.filter((name) => places.has(name)).map((name) => `${places.get(name)} as ${name}`);
  if (given.length < 50 || !body.includes(table)) {
    throw new Error(
      `slimTypeScript: expected TypeScript 6.0's one script, got ${script.slice(0, 80)}; try the pinned version`,
    );
  }
  const kept = body
    .replace(table, "")
    .replace("module.exports = __toCommonJS(typescript_exports);", "")
    .replace(/\n\/\/ Annotate the CommonJS export names[\s\S]*$/, "\n")
    .split(/^(?=\/\/ src\/)/m)
    .filter((section) => !UNUSED.test(section))
    .join("")
    // What only fills an object, or only registers something, goes where nobody asks for it.
    .replace(
      /^var (\w+_exports\d*) = \{\};\n__export\(\1, (\{[\s\S]*?\n\})\);/gm,
      "var $1 = /* @__PURE__ */ __exported($2);",
    )
    .replace(/^(?=(?:registerCodeFix|registerRefactor)\()/gm, "/* @__PURE__ */ ");
  const exported = "var __exported = (all) => { const target = {}; __export(target, all); return target; };";
  return `${exported}\n${kept}\nexport { ${given.join(", ")} };\n`;
}
