import type { Module } from "./module.js";

/*
 * Which models are made of this library's layers alone. What tells them apart (architecture.ts) builds on models,
 * whose methods ask here: so the answer comes in later. A page that does not take architecture.ts along has no plain
 * models.
 */

let check: (model: Module) => boolean = () => false;
const known = new WeakMap<Module, boolean>();

/** Says how to tell; called once, when architecture.ts is loaded. */
export function definePlain(isWritable: (model: Module) => boolean): void {
  check = isWritable;
}

/** Whether a model has no code of the user's in it, so that it computes the same from call to call. */
export function isPlain(model: Module): boolean {
  const answer = known.get(model) ?? check(model);
  known.set(model, answer);
  return answer;
}
