import type { LessonFiles } from "../messages.js";
import type { SessionRealm } from "./realm.js";

/** What cells can import, by name. */
export type OwnModules = Readonly<Record<string, object>>;

/** A module's function, as its script leaves it for {@link PageModules}. */
type ModuleBody = (require: (specifier: string) => object, module: { exports: object }) => void;

/** Where the script of a lesson's module puts its function. */
const PLACE = Symbol.for("gradbook.module");

/** The modules of a page: the course's own and the lesson's files. */
export class PageModules {
  readonly #realm: SessionRealm;
  readonly #own: OwnModules;
  readonly #loaded = new Map<string, object>();
  #lesson: LessonFiles = { modules: [], texts: {} };

  constructor(realm: SessionRealm, own: OwnModules) {
    this.#realm = realm;
    this.#own = own;
  }

  open(lesson: LessonFiles): void {
    this.#lesson = lesson;
    this.#loaded.clear();
  }

  /** @throws Error for what a page does not have */
  import(specifier: string): object {
    const own = Object.hasOwn(this.#own, specifier) ? this.#own[specifier] : undefined;
    if (own !== undefined) return own;
    if (/^(?:node:)?fs$/.test(specifier)) return this.#files;
    if (/^\.{1,2}\//.test(specifier)) return this.#local(specifier);
    if (specifier.startsWith("node:")) {
      throw new Error(
        `import: expected a module that a page has, got "${specifier}", which is Node's; try this cell in JupyterLab`,
      );
    }
    const names = Object.keys(this.#own).join(", ");
    throw new Error(
      `import: expected one of ${names}, got "${specifier}"; packages from npm are for JupyterLab, a page has none`,
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
    return { readFileSync, default: { readFileSync } };
  }
}
