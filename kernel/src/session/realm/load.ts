import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { REALM, type Realm } from "./cells-realm.js";

/** What the kernel's code uses of Node's globals; the language's own it has from its realm. */
const SHARED = [
  "process",
  "performance",
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "setImmediate",
  "queueMicrotask",
  "AbortController",
  "Buffer",
  "TextEncoder",
  "TextDecoder",
  "URL",
  // What the kernel throws reaches cells, for whom it is an Error.
  "Error",
  "RangeError",
  "SyntaxError",
  "TypeError",
] as const;

/**
 * Loads a module of the kernel, and what it imports, in a realm of its own: with its own Array, Map, Promise, JSON.
 * A cell that replaces `Array.prototype.push` or puts a `toJSON` on every object changes those of its own realm, the
 * main one, and the session goes on.
 */
export async function loadInOwnRealm(entry: URL): Promise<void> {
  // Without the interceptors of a sandbox, where this Node can: names are found faster.
  const plain: unknown = Reflect.get(vm.constants, "DONT_CONTEXTIFY");
  const context = vm.createContext((plain as vm.Context | undefined) ?? {});
  for (const name of SHARED) {
    Object.defineProperty(context, name, { value: globalThis[name], writable: true, configurable: true });
  }
  const realm: Realm = { cells: globalThis, context };
  Object.defineProperty(context, REALM, { value: realm });
  const modules = new Map<string, vm.Module | Promise<vm.Module>>();
  const start = load(entry.href);
  await start.link((specifier, { identifier }) => {
    const isBuiltIn = specifier.startsWith("node:");
    const url = isBuiltIn ? specifier : new URL(specifier, identifier).href;
    const module = modules.get(url) ?? (isBuiltIn ? builtIn(url) : load(url));
    modules.set(url, module);
    return module;
  });
  await start.evaluate();

  function load(url: string): vm.Module {
    const path = fileURLToPath(url);
    return new vm.SourceTextModule(readFileSync(path, "utf8"), {
      context,
      identifier: url,
      initializeImportMeta: (meta) => {
        meta.url = url;
        meta.resolve = (specifier, parent = url) => import.meta.resolve(specifier, parent);
      },
      // What is imported while cells run is what cells import.
      importModuleDynamically: ((specifier: string) => import(specifier)) as never,
    });
  }

  async function builtIn(name: string): Promise<vm.Module> {
    const exports = (await import(name)) as Readonly<Record<string, unknown>>;
    const names = Object.keys(exports);
    const module = new vm.SyntheticModule(
      names,
      () => {
        for (const name of names) module.setExport(name, exports[name]);
      },
      { context, identifier: name },
    );
    return module;
  }
}
