/**
 * The border between the two realms of a session: the kernel's code runs in one of its own, cells run in Node's main
 * realm (see load.ts). What cells are given has to be of their realm, for `instanceof` and comparisons of theirs; what
 * they give has to be read without a method that they could have replaced. Where no second realm was made, as in
 * tests, both are one.
 */
import type { Context } from "node:vm";

export const REALM = Symbol.for("gradbook.realm");

export interface Realm {
  /** The global object of the cells. */
  readonly cells: typeof globalThis;
  /** The kernel's own realm, for what is compiled in it later. */
  readonly context: Context | undefined;
}

export const realm: Realm = (Reflect.get(globalThis, REALM) as Realm | undefined) ?? {
  cells: globalThis,
  context: undefined,
};

export const cellsGlobal = realm.cells;

const {
  Promise: CellsPromise,
  Uint8Array: CellsBytes,
  Object: CellsObject,
  JSON: cellsJson,
  Function: CellsFunction,
} = cellsGlobal;
const { then } = CellsPromise.prototype;
const { parse } = cellsJson;
const functionMethods = CellsFunction.prototype;

/** A promise of a cell's, waited for by its own `then`, whatever the realm of cells has now. */
export function adopt<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    Reflect.apply(then, promise, [resolve, reject]);
  });
}

/** The same promise, as one that cells can have. */
export function promiseForCells<T>(promise: Promise<T>): Promise<T> {
  return new CellsPromise((resolve, reject) => void promise.then(resolve, reject));
}

/** The same function, with the methods of functions that cells know. */
export function functionForCells<F extends object>(body: F): F {
  return Object.setPrototypeOf(body, functionMethods);
}

/** A new object, as cells make them. */
export function objectForCells(): object {
  return new CellsObject();
}

/** The object that this JSON stands for, as cells would parse it. */
export function parseForCells(json: string): unknown {
  return parse(json);
}

/** What is in a Set of a cell's. */
export function listOf<T>(set: ReadonlySet<T>): readonly T[] {
  const items: T[] = [];
  Reflect.apply(Set.prototype.forEach, set, [(item: T) => items.push(item)]);
  return items;
}

/** A copy of bytes, as cells would make it. */
export function bytesForCells(bytes: Uint8Array): Uint8Array {
  const copy = new CellsBytes(bytes.length);
  Reflect.apply(Uint8Array.prototype.set, copy, [bytes]);
  return copy;
}
