import { createRequire, isBuiltin } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";
import { adopt, parseForCells } from "../realm/cells-realm.js";
import { addFileMap } from "../stack.js";
import { readText, versionOf } from "./cell-modules.js";
import { atImport, importerOf, missingExport } from "./import-errors.js";
import { exportNames, namespaceOf } from "./interop.js";
import { isOwnModule } from "./packages.js";
import { resolveAlias } from "./path-aliases.js";
import { installRequireHooks } from "./require-hooks.js";
import { isLocal, resolveLocal } from "./resolve-local.js";
import { resolvePackage } from "./resolve-package.js";
import { formatOf, transpile } from "./transpile.js";

/** A file's state on disk, to see whether it changed. */
type Version = string;

interface Loaded {
  readonly version: Version;
  readonly module: vm.Module;
  /** The local files it imports. */
  readonly imports: string[];
}

export interface LocalModulesOptions {
  /** Imports a package or built-in, as a file in the given folder would. */
  readonly importFrom: (specifier: string, directory: string) => Promise<object>;
}

const require = createRequire(import.meta.url);
const OWN_FOLDER = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Loads the user's own files, TypeScript or JavaScript, and loads them anew when they or what they import
 * have changed. Node's own loader cannot forget a module, so these are V8 modules linked here.
 */
export class LocalModules {
  readonly #options: LocalModulesOptions;
  readonly #loaded = new Map<string, Loaded>();
  readonly #required = new Map<string, Version>();
  /** What cells see of a file that is CommonJS: it reads the exports anew each time, which a module of V8 cannot. */
  readonly #live = new WeakMap<vm.Module, object>();

  constructor(options: LocalModulesOptions) {
    this.#options = options;
    installRequireHooks({
      find: (specifier, directory) => this.#named(specifier, directory),
      isUsers: (path) => !isPackageFile(path) && !path.startsWith(OWN_FOLDER),
    });
  }

  /**
   * The file to be loaded here that a specifier means, or undefined for packages and built-ins. Packages of a workspace
   * may be TypeScript, and are loaded here too.
   * @throws Error for a path that leads nowhere
   */
  find(specifier: string, directory: string): string | undefined {
    const path = this.#named(specifier, directory);
    if (path !== undefined || isBuiltin(specifier) || isOwnModule(specifier)) return path;
    const file = resolvePackage(specifier, directory);
    return file?.by === "typescript" ? file.path : undefined;
  }

  /** The user's file that a path or an alias of tsconfig.json leads to. */
  #named(specifier: string, directory: string): string | undefined {
    if (isLocal(specifier)) return resolveLocal(specifier, directory);
    const path = isBuiltin(specifier) ? undefined : resolveAlias(specifier, directory);
    return path === undefined || isPackageFile(path) ? undefined : path;
  }

  /** @param path as {@link find} gives it */
  async import(path: string): Promise<object> {
    this.#forgetChanged(path);
    const module = this.#load(path);
    try {
      if (module.status === "unlinked") {
        await adopt(module.link((name, referrer) => this.#link(name, referrer.identifier)));
      }
      await adopt(module.evaluate());
    } catch (error) {
      const missing = missingExport(error);
      const importer = missing && importerOf(missing, this.#reach(path, new Set()));
      // A module that failed would fail for ever; the next import tries again.
      this.#forgetTree(path, new Set());
      throw missing && importer ? atImport(error, { path: importer, ...missing }) : error;
    }
    return this.#live.get(module) ?? module.namespace;
  }

  /** Makes the next `require` of a file read it again if it, or a local file it requires, has changed. */
  forgetRequired(path: string): void {
    this.#forgetRequired(path, new Set());
  }

  #forgetRequired(path: string, seen: Set<string>): boolean {
    const cached = require.cache[path];
    if (cached === undefined || seen.has(path) || isPackageFile(path)) return false;
    seen.add(path);
    const known = this.#required.get(path);
    const version = versionOf(path);
    const changedBelow = cached.children.map((child) => {
      const changed = this.#forgetRequired(child.filename, seen);
      // It may have been read again for another file before.
      return changed || (!isPackageFile(child.filename) && require.cache[child.filename] !== child);
    });
    this.#required.set(path, version);
    const changed = (known !== undefined && known !== version) || changedBelow.includes(true);
    if (changed) delete require.cache[path];
    return changed;
  }

  /** Remembers the versions of the local files that a `require` has loaded. */
  noteRequired(path: string): void {
    const cached = require.cache[path];
    if (cached === undefined || this.#required.has(path) || isPackageFile(path)) return;
    this.#required.set(path, versionOf(path));
    for (const child of cached.children) this.noteRequired(child.filename);
  }

  async #link(specifier: string, referrer: string): Promise<vm.Module> {
    try {
      const directory = dirname(referrer);
      const path = this.find(specifier, directory);
      if (path !== undefined) return this.#load(path);
      return synthetic(specifier, await this.#options.importFrom(specifier, directory));
    } catch (error) {
      throw atImport(error, { path: referrer, specifier });
    }
  }

  /** `import()` in a file. */
  async #importLater(specifier: string, referrer: string): Promise<object> {
    const directory = dirname(referrer);
    try {
      const path = this.find(specifier, directory);
      return await (path === undefined ? this.#options.importFrom(specifier, directory) : this.import(path));
    } catch (error) {
      throw atImport(error, { path: referrer, specifier });
    }
  }

  #load(path: string): vm.Module {
    const known = this.#loaded.get(path);
    if (known !== undefined) return known.module;
    const version = versionOf(path);
    const imports: string[] = [];
    const module = this.#create(path, imports);
    this.#loaded.set(path, { version, module, imports });
    return module;
  }

  #create(path: string, imports: string[]): vm.Module {
    const format = formatOf(path);
    if (format === "json") return synthetic(path, namespaceOf(parseForCells(readText(path))));
    if (format === "commonjs") {
      const namespace = this.#require(path);
      const module = synthetic(path, namespace);
      this.#live.set(module, namespace);
      return module;
    }
    const { code, sourceMap } = transpile(path, "module");
    if (sourceMap !== undefined) addFileMap(path, sourceMap);
    const directory = dirname(path);
    const module = new vm.SourceTextModule(code, {
      identifier: path,
      initializeImportMeta: (meta) => {
        Object.assign(meta, {
          url: pathToFileURL(path).href,
          filename: path,
          dirname: directory,
          resolve: (specifier: string) =>
            pathToFileURL(this.find(specifier, directory) ?? createRequire(path).resolve(specifier)).href,
        });
      },
      importModuleDynamically: ((specifier: string) => this.#importLater(specifier, path)) as never,
    });
    for (const specifier of requestsOf(module)) {
      try {
        const local = this.find(specifier, directory);
        if (local !== undefined) imports.push(local);
      } catch (error) {
        throw atImport(error, { path, specifier });
      }
    }
    return module;
  }

  #require(path: string): object {
    this.forgetRequired(path);
    const exports: unknown = require(path);
    this.noteRequired(path);
    return namespaceOf(exports);
  }

  /** Drops every module below `path` that is out of date. */
  #forgetChanged(path: string): void {
    const reachable = [...this.#reach(path, new Set())];
    const stale = reachable.filter((file) =>
      [...this.#reach(file, new Set())].some((below) => {
        const loaded = this.#loaded.get(below);
        return loaded !== undefined && loaded.version !== versionOf(below);
      }),
    );
    for (const file of stale) this.#loaded.delete(file);
  }

  #forgetTree(path: string, seen: Set<string>): void {
    for (const file of this.#reach(path, seen)) {
      const status = this.#loaded.get(file)?.module.status;
      if (status !== "evaluated") this.#loaded.delete(file);
    }
  }

  /** The loaded files that importing `path` involves, itself first. */
  #reach(path: string, seen: Set<string>): Set<string> {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const below of this.#loaded.get(path)?.imports ?? []) this.#reach(below, seen);
    return seen;
  }
}

/** What a module's source imports. Node 26 renamed the list. */
function requestsOf(module: vm.SourceTextModule): readonly string[] {
  const requests: unknown = Reflect.get(module, "moduleRequests");
  if (Array.isArray(requests)) {
    return requests.map((request: { readonly specifier: string }) => request.specifier);
  }
  return module.dependencySpecifiers;
}

/** A module with ready-made exports. */
function synthetic(identifier: string, namespace: object): vm.Module {
  const names = exportNames(namespace);
  return new vm.SyntheticModule(
    [...names],
    function (this: vm.SyntheticModule) {
      for (const name of names) this.setExport(name, readExport(namespace, name));
    },
    { identifier },
  );
}

/** An export that cannot be read harms those alone who use it. */
function readExport(namespace: object, name: string): unknown {
  try {
    return Reflect.get(namespace, name);
  } catch {
    return undefined;
  }
}

function isPackageFile(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path);
}
