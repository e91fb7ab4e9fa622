import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isFile } from "./cell-modules.js";

/** Does this name a file of the user's (and not a package or built-in)? */
export function isLocal(specifier: string): boolean {
  return /^(\.{1,2}(\/|\\|$)|\/|[A-Za-z]:[\\/]|file:)/.test(specifier);
}

/** A file may be imported by its own name, by the name it will have as JavaScript, or without extension. */
const ALTERNATIVES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/$/, [""]],
  [/\.js$/, [".ts", ".tsx"]],
  [/\.jsx$/, [".tsx"]],
  [/\.mjs$/, [".mts"]],
  [/\.cjs$/, [".cts"]],
  [/$/, [".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx", ".json"]],
  [/$/, ["/index.ts", "/index.tsx", "/index.js", "/index.mjs", "/index.cjs"]],
];

/** Finds the file a local specifier means.
 * @throws Error that names the specifier and the folder */
export function resolveLocal(specifier: string, directory: string): string {
  const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : resolve(directory, specifier);
  const found = findFile(path);
  if (found !== undefined) return found;
  const error = new Error(
    `import: expected a module file, got ${JSON.stringify(specifier)}, which is not in ${directory}; ` +
      "check its spelling and that the file has been saved",
  );
  throw Object.assign(error, { code: "ERR_MODULE_NOT_FOUND" });
}

/** The file that is meant by a path that may lack its extension. */
export function findFile(path: string): string | undefined {
  for (const [end, replacements] of ALTERNATIVES) {
    if (!end.test(path)) continue;
    const found = replacements.map((text) => path.replace(end, text)).find(isFile);
    if (found !== undefined) return found;
  }
  return undefined;
}
