import { byName } from "../names.js";
import { binaryCrossentropy } from "./binary-crossentropy.js";
import { categoricalCrossentropy } from "./categorical-crossentropy.js";
import { huber } from "./huber.js";
import type { Loss } from "./loss.js";
import { meanAbsoluteError } from "./mean-absolute-error.js";
import { meanSquaredError } from "./mean-squared-error.js";
import { sparseCategoricalCrossentropy } from "./sparse-categorical-crossentropy.js";

/** The names that {@link lossNamed} knows. */
export type LossName =
  | "meanSquaredError"
  | "meanAbsoluteError"
  | "huber"
  | "binaryCrossentropy"
  | "categoricalCrossentropy"
  | "sparseCategoricalCrossentropy"
  | "klDivergence"
  | "hinge"
  | "cosineSimilarity"
  | "binaryFocalCrossentropy"
  | "categoricalFocalCrossentropy";

const table: Record<string, Loss> = {
  meanSquaredError,
  meanAbsoluteError,
  huber,
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
};

/** Makes a loss known by its name once its file is loaded: a page that a bundler made has what it imports. */
export function nameLoss(name: LossName, loss: Loss): void {
  table[name] = loss;
}

/** Whether a loss is the library's own. */
export function isLibraryLoss(loss: Loss): boolean {
  return Object.values(table).includes(loss);
}

/** A loss with its default options, by name. Throws OptionError that lists the known names. */
export function lossNamed(name: string, where = "lossNamed"): Loss {
  return byName(where, "a loss", name, table);
}
