import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { types } from "node:util";
import vm from "node:vm";
import { namespaceOf } from "./interop.js";
import { resolvePackage } from "./resolve-package.js";

/** The kernel's own modules, which cells import by these names whatever is installed. */
const OWN_MODULES: Readonly<Record<string, string>> = {
  tslab: "../../tslab.js",
  "gradbook-kernel": "../../index.js",
};

type Importer = (specifier: string) => Promise<object>;

const require = createRequire(import.meta.url);

export function isOwnModule(specifier: string): boolean {
  return Object.hasOwn(OWN_MODULES, specifier);
}

/** Loads packages and built-ins by node's own loaders, and shows CommonJS as TypeScript does. */
export class Packages {
  readonly #importers = new Map<string, Importer>();
  /** Files that node has loaded as CommonJS. */
  readonly #common = new Set<string>();

  /** Imports what a specifier means in a file of the given folder. */
  async import(specifier: string, directory: string): Promise<object> {
    const own = isOwnModule(specifier) ? OWN_MODULES[specifier] : undefined;
    if (own !== undefined) return import(new URL(own, import.meta.url).href);
    const importer = this.#importerFor(directory);
    if (isBuiltin(specifier)) return importer(specifier);
    const file = resolvePackage(specifier, directory);
    if (file === undefined) return importer(specifier);
    const { path, by } = file;
    if (by !== "import" || this.#common.has(path) || /\.(json|node)$/.test(path)) return required(path);
    // Which of the two it is, "type", extension and syntax say; node knows, and keeps CommonJS in a list of its own.
    const namespace = await importer(specifier);
    if (require.cache[path] === undefined || isEsm(require.cache[path].exports)) return namespace;
    this.#common.add(path);
    return required(path);
  }

  /** An `import()` that looks things up as a file in this folder would. The file need not exist. */
  #importerFor(directory: string): Importer {
    const known = this.#importers.get(directory);
    if (known !== undefined) return known;
    const script = new vm.Script("(specifier) => import(specifier)", {
      filename: pathToFileURL(join(directory, "cell.ts")).href,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const importer = script.runInThisContext() as Importer;
    this.#importers.set(directory, importer);
    return importer;
  }
}

function required(path: string): object {
  const exports: unknown = require(path);
  return isEsm(exports) ? exports : namespaceOf(exports);
}

/** `require` gives an ES module as its namespace. */
function isEsm(exports: unknown): exports is object {
  return types.isModuleNamespaceObject(exports);
}
