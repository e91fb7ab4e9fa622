import type { LessonFiles } from "../messages.js";
import { nodeWords } from "../node-names.js";
import type { SessionRealm } from "./realm.js";

/** What cells can import, by name. */
export type OwnModules = Readonly<Record<string, object>>;

/** A module's function, as its script leaves it for {@link PageModules}. */
type ModuleBody = (require: (specifier: string) => object, module: { exports: object }) => void;

/** Where the script of a lesson's module puts its function. */
const PLACE = Symbol.for("gradbook.module");

/** Asks the page where a package may be fetched from; nowhere if its reader does not want that. */
export type AskForPackage = (specifier: string) => Promise<readonly string[]>;

/** The modules of a page: the course's own and the lesson's files, and packages that its reader lets it fetch. */
export class PageModules {
  readonly #realm: SessionRealm;
  readonly #own: OwnModules;
  readonly #ask: AskForPackage;
  readonly #loaded = new Map<string, object>();
  #lesson: LessonFiles = { modules: [], texts: {} };

  constructor(realm: SessionRealm, { own, ask }: { readonly own: OwnModules; readonly ask: AskForPackage }) {
    this.#realm = realm;
    this.#own = own;
    this.#ask = ask;
  }

  open(lesson: LessonFiles): void {
    this.#lesson = lesson;
    this.#loaded.clear();
  }

  /** What a cell imports: also a package, if the reader lets the page fetch it. */
  async load(specifier: string): Promise<object> {
    if (!isPackage(specifier) || Object.hasOwn(this.#own, specifier)) return this.import(specifier);
    const known = this.#loaded.get(specifier);
    if (known !== undefined) return known;
    const addresses = await this.#ask(specifier);
    if (addresses.length === 0) return this.import(specifier);
    const reasons: string[] = [];
    for (const address of addresses) {
      try {
        const module = await this.#realm.load(address);
        this.#loaded.set(specifier, module);
        return module;
      } catch (error) {
        reasons.push(`${address}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new Error(`import: expected "${specifier}" from npm, got nothing (${reasons.join("; ")})`);
  }

  /** @throws Error for what a page does not have */
  import(specifier: string): object {
    const own = Object.hasOwn(this.#own, specifier) ? this.#own[specifier] : undefined;
    if (own !== undefined) return own;
    if (/^(?:node:)?fs$/.test(specifier)) return this.#files;
    if (/^\.{1,2}\//.test(specifier)) return this.#local(specifier);
    if (specifier.startsWith("node:")) {
      throw new Error(`import: ${nodeWords(specifier)}`);
    }
    const names = Object.keys(this.#own).join(", ");
    throw new Error(
      `import: expected one of ${names}, got "${specifier}"; a package from npm comes to a page when its reader has it fetched`,
    );
  }

  #local(specifier: string): object {
    const key = specifier.replace(/^\.\//, "").replace(/\.(?:ts|js|mjs)$/, "");
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const text = this.#lesson.texts[key];
    if (text !== undefined && key.endsWith(".json")) {
      const value = JSON.parse(text) as object;
      return { ...value, default: value };
    }
    const found = this.#lesson.modules.find((module) => module.specifier === key);
    if (found === undefined) {
      const files = this.#lesson.modules.map((module) => `./${module.specifier}`).join(", ") || "none";
      throw new Error(`import: expected a file of this lesson (${files}), got "${specifier}"`);
    }
    const module = { exports: {} };
    this.#loaded.set(key, module.exports);
    this.#realm.evaluate(
      `globalThis[Symbol.for("gradbook.module")] = function (require, module, exports) {"use strict";\n${found.code}\n};\n//# sourceURL=${key}.js`,
    );
    const body = Reflect.get(globalThis, PLACE) as (...args: unknown[]) => void;
    const load: ModuleBody = (require, own) => body(require, own, own.exports);
    load((wanted) => this.import(wanted), module);
    this.#loaded.set(key, module.exports);
    return module.exports;
  }

  /** Of `node:fs`, what reads a file that belongs to the lesson. */
  get #files(): object {
    const readFileSync = (path: unknown): string => {
      const text = this.#lesson.texts[String(path).replace(/^\.\//, "")];
      if (text !== undefined) return text;
      const files = Object.keys(this.#lesson.texts).join(", ") || "none";
      throw new Error(`readFileSync: expected a file of this lesson (${files}), got ${String(path)}`);
    };
    const has = { readFileSync, default: { readFileSync } };
    const get = (_: object, name: string | symbol): unknown => {
      if (typeof name === "symbol" || Object.hasOwn(has, name) || name === "then")
        return Reflect.get(has, name);
      throw new Error(
        `node:fs: expected readFileSync of a file of this lesson, got ${name}; a page has no disk: try it in JupyterLab`,
      );
    };
    return new Proxy(has, { get });
  }
}

/** `lodash`, `lodash/fp` and `@scope/name`, but neither a file nor Node's own. */
function isPackage(specifier: string): boolean {
  return /^(?:@[\w.~-]+\/)?[\w~][\w.~-]*(?:\/[\w.~/-]+)?$/.test(specifier) && specifier !== "fs";
}
