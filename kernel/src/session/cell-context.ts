import { AsyncLocalStorage, executionAsyncId } from "node:async_hooks";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import { promiseHooks } from "node:v8";
import { AsyncIds } from "./async-ids.js";
import { cellsGlobal, functionForCells } from "./realm/cells-realm.js";

/** Knows, in any callback, which cell started it. */
export interface CellContext {
  run<T>(cell: number, body: () => T): T;
  current(): number | undefined;
  /** Called where a new turn of the event loop begins: a terminated stack may have left its cell behind. */
  clear(): void;
}

/** The flag that gives Node 22 what Node 24 and later have without it. */
export const CONTEXT_FRAME_FLAG = "--experimental-async-context-frame";

/**
 * AsyncLocalStorage where it stands on V8's own context frames. Where it stands on async_hooks (Node 20) it
 * would abort the process when a microtask loop is terminated: node then finds its stack of async ids not
 * unwound. There the cell is carried by promise hooks and wrapped timers instead, and known of other callbacks by
 * the id of what calls them.
 */
export function createCellContext(): CellContext {
  const major = Number(process.versions.node.split(".")[0]);
  return major >= 24 || process.execArgv.includes(CONTEXT_FRAME_FLAG) ? frameContext() : hookContext();
}

function frameContext(): CellContext {
  const storage = new AsyncLocalStorage<number | undefined>();
  return {
    run(cell, body) {
      let isRunning = false;
      try {
        return storage.run(cell, () => {
          isRunning = true;
          return body();
        });
      } catch (error) {
        if (isRunning) throw error;
        // Node copies a Map for it, by an iterator that a cell may have broken.
        return body();
      }
    },
    current: () => storage.getStore(),
    clear() {
      try {
        storage.enterWith(undefined);
      } catch {
        // What the code belongs to is then told by the cell that was started last.
      }
    },
  };
}

/** Puts a private field on any object, which no inspection shows: the constructor returns its argument. */
class Foreign {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: the returned object is what gets the field
    return object;
  }
}
class Stamp extends Foreign {
  #cell: number | undefined;
  static set(object: object, cell: number): void {
    if (!(#cell in object)) new Stamp(object);
    (object as Stamp).#cell = cell;
  }
  static get(object: object): number | undefined {
    return #cell in object ? (object as Stamp).#cell : undefined;
  }
}

type Callback = (...args: unknown[]) => unknown;

function hookContext(): CellContext {
  let current: number | undefined;
  const ids = new AsyncIds();
  const run = <T>(cell: number | undefined, body: () => T): T => {
    const outer = current;
    current = cell;
    ids.enter(cell);
    try {
      return body();
    } finally {
      current = outer;
      ids.enter(outer);
    }
  };
  const now = () => current ?? ids.cellOf(executionAsyncId());
  promiseHooks.createHook({
    init(promise) {
      const cell = now();
      if (cell !== undefined) Stamp.set(promise, cell);
    },
    before(promise) {
      current = Stamp.get(promise);
      if (current !== undefined) ids.enter(current);
    },
    after() {
      current = undefined;
    },
  });
  const carry = (owner: object, name: string): void => {
    const original = Reflect.get(owner, name) as Callback;
    const wrapped = function (this: unknown, callback: unknown, ...rest: unknown[]): unknown {
      const cell = now();
      if (cell === undefined || typeof callback !== "function") {
        return Reflect.apply(original, this, [callback, ...rest]);
      }
      const carried = function (this: unknown, ...args: unknown[]): unknown {
        return run(cell, () => Reflect.apply(callback, this, args));
      };
      return Reflect.apply(original, this, [carried, ...rest]);
    };
    // Keeps the name, and util.promisify.custom of the timers.
    Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
    Reflect.set(owner, name, functionForCells(wrapped));
  };
  for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
    carry(timers, name);
    Reflect.set(cellsGlobal, name, Reflect.get(timers, name));
  }
  carry(cellsGlobal, "queueMicrotask");
  carry(process, "nextTick");
  syncBuiltinESMExports();
  return {
    run,
    current: now,
    clear: () => {
      current = undefined;
      ids.enter(undefined);
    },
  };
}
