import { byName } from "../names.js";
import { adagrad } from "./adagrad.js";
import { adam } from "./adam.js";
import { adamW } from "./adam-w.js";
import { nadam } from "./nadam.js";
import type { Optimizer } from "./optimizer.js";
import { rmsprop } from "./rmsprop.js";
import { sgd } from "./sgd.js";

const table: Record<string, () => Optimizer> = {
  adam: () => adam(),
  sgd: () => sgd(),
  rmsprop: () => rmsprop(),
  adagrad: () => adagrad(),
  adamW: () => adamW(),
  nadam: () => nadam(),
};

/** The names that {@link optimizerNamed} knows. */
export type OptimizerName =
  | "adam"
  | "sgd"
  | "rmsprop"
  | "adagrad"
  | "adamW"
  | "nadam"
  | "adamax"
  | "adadelta";

/** Makes an optimizer known by its name once its file is loaded: a page that a bundler made has what it imports. */
export function nameOptimizer(name: OptimizerName, make: () => Optimizer): void {
  table[name] = make;
}

/** A new optimizer with its default options, by name. Throws OptionError that lists the known names. */
export function optimizerNamed(name: string, where = "optimizerNamed"): Optimizer {
  return byName(where, "an optimizer", name, table)();
}
