import { inspect } from "node:util";
import { cellsGlobal, objectForCells } from "../realm/cells-realm.js";

/**
 * What `import` sees of a CommonJS module: TypeScript's own interop (`esModuleInterop`, its helpers `__importStar` and
 * `__importDefault`). The type checker's word on an import is about this, while node shows only the names that it finds
 * by reading the module's text.
 *
 * - Exports that say `__esModule` are the namespace, as they are.
 * - Of others, every property is an export, and the whole is the default export.
 *
 * Each name reads the exports anew, so that an export that changes is seen to change.
 */
export function namespaceOf(exports: unknown): object {
  if (!isObject(exports)) return { default: exports };
  // TypeScript lets modules that say `__esModule` and have no default be imported by default, too: as a whole.
  if (isMarked(exports) && "default" in exports) return exports;
  const namespace = known.get(exports) ?? namespaceForCells();
  known.set(exports, namespace);
  for (const name of exportNames(exports)) {
    if (name === "default" || Object.hasOwn(namespace, name)) continue;
    Object.defineProperty(namespace, name, { enumerable: true, get: () => Reflect.get(exports, name) });
  }
  if (!Object.hasOwn(namespace, "default")) {
    Object.defineProperty(namespace, "default", { enumerable: true, value: exports });
  }
  return namespace;
}

function namespaceForCells(): object {
  return Object.defineProperty(objectForCells(), inspect.custom, { value: showValues });
}

/** A namespace is shown with its values, as node shows one, and not as the getters that they are read by. */
function showValues(this: object): object {
  return { ...this };
}

/** One namespace for one module, however often it is imported. */
const known = new WeakMap<object, object>();

/** What can be imported by name: all properties, but what every object or function has. */
export function exportNames(exports: object): readonly string[] {
  const names = new Set<string>();
  for (let owner: object | null = exports; isOwn(owner); owner = Object.getPrototypeOf(owner)) {
    for (const name of Object.getOwnPropertyNames(owner)) names.add(name);
  }
  return [...names];
}

/** Is this still the module's, and not what the language gives to everything? */
function isOwn(owner: object | null): owner is object {
  return owner !== null && owner !== cellsGlobal.Object.prototype && owner !== cellsGlobal.Function.prototype;
}

function isObject(exports: unknown): exports is object {
  return (typeof exports === "object" && exports !== null) || typeof exports === "function";
}

function isMarked(exports: object): boolean {
  return Boolean(Reflect.get(exports, "__esModule"));
}
