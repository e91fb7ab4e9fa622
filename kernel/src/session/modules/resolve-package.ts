import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isFile } from "./cell-modules.js";
import { findFile } from "./resolve-local.js";

/** The file that a specifier means which is no path. */
export interface PackageFile {
  readonly path: string;
  /** Whose rules led to it: those of `import`, or, where these lead nowhere, of `require`; or it is TypeScript. */
  readonly by: "import" | "require" | "typescript";
}

/**
 * Finds a package's file, or what a `#name` stands for, as node's `import` does in a file of this folder. Where that
 * finds none, as `require` does (`lodash/debounce` is a file only with `.js` behind it), and then as TypeScript does
 * (a package of a workspace may have nothing but `index.ts`).
 */
export function resolvePackage(specifier: string, directory: string): PackageFile | undefined {
  const from = join(directory, "cell.ts");
  const imported = byImport(specifier, from);
  if (imported !== undefined) {
    if (isFile(imported)) return { path: imported, by: isTypeScript(imported) ? "typescript" : "import" };
    const source = findFile(imported);
    if (source !== undefined && isTypeScript(source)) return { path: source, by: "typescript" };
  }
  try {
    const path = createRequire(from).resolve(specifier);
    return { path, by: isTypeScript(path) ? "typescript" : "require" };
  } catch {
    const path = typeScriptPackage(specifier, directory);
    return path === undefined ? undefined : { path, by: "typescript" };
  }
}

/** A package's TypeScript file, found without its extension, as in the packages of a workspace. */
export function typeScriptPackage(specifier: string, directory: string): string | undefined {
  if (specifier.startsWith("#")) return undefined;
  const folders = createRequire(join(directory, "cell.ts")).resolve.paths(specifier) ?? [];
  for (const folder of folders) {
    const path = findFile(join(folder, specifier));
    if (path !== undefined && isTypeScript(path)) return realpathSync(path);
  }
  return undefined;
}

/** Where `import` looks, whether or not there is a file. */
function byImport(specifier: string, from: string): string | undefined {
  try {
    // The second argument asks for a flag, which the front starts this process with.
    const url = import.meta.resolve(specifier, pathToFileURL(from).href);
    return url.startsWith("file:") ? fileURLToPath(url) : undefined;
  } catch (error) {
    // Node's loader says with a code that there is nothing.
    if (Reflect.has(Object(error), "code")) return undefined;
    throw error;
  }
}

export function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path);
}
