import { DataError, OptionError } from "../errors.js";
import { maximum, minimum } from "../ops/maximum-minimum.js";
import { effect } from "../recorder/effect.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import { remark, remarksOf, type Squashing } from "../tensor/remarks.js";

export type { Squashing } from "../tensor/remarks.js";

/** Remembers which logits probabilities came from, for a last layer with sigmoid or softmax. */
export function rememberLogits(probabilities: Operand, by: Squashing, logits: Operand): void {
  remark(probabilities, { by, logits: asTensor(logits) });
}

/** The logits behind probabilities: from a layer that told, or from the graph; undefined when neither knows. */
export function logitsBehind(probabilities: Operand, by: Squashing): AnyTensor | undefined {
  const told = remarksOf(probabilities);
  if (told.by !== undefined) return told.by === by ? told.logits : undefined;
  const node = asTensor(probabilities).node;
  if (node?.operation.name !== by || node.released) return undefined;
  // A softmax along another axis than the classes' is something else.
  if (by === "softmax" && node.attributes !== node.inputs[0]!.rank - 1) return undefined;
  return node.inputs[0];
}

/** What made probabilities of the logits behind all of these; undefined when the logits of one are not known. */
export function squashingOf(predictions: readonly AnyTensor[]): Squashing | undefined {
  const all: readonly Squashing[] = ["sigmoid", "softmax"];
  return all.find((by) => predictions.every((y) => logitsBehind(y, by) !== undefined));
}

/** Throws OptionError when what is called logits are probabilities. */
export function checkLogits(where: string, yPred: Operand): void {
  const by = (["softmax", "sigmoid"] as const).find((name) => logitsBehind(yPred, name) !== undefined);
  if (by === undefined) return;
  throw new OptionError(
    `${where}: expected logits with fromLogits: true, got the probabilities of a ${by}; try leaving one of the two out`,
  );
}

/** Throws DataError when what is called probabilities cannot be. NaN passes: it shows in the loss. */
export function checkProbabilities(where: string, yPred: AnyTensor): void {
  effect(
    "check probabilities",
    [],
    ([data]) => {
      for (let i = 0; i < data!.length; i++) {
        // A little more than 1 is rounding.
        if (data![i]! < -1e-3 || data![i]! > 1.001) {
          throw new DataError(
            `${where}: expected probabilities from 0 to 1, got ${data![i]}; try { fromLogits: true }, or a sigmoid or softmax as the last layer`,
          );
        }
      }
    },
    { reads: [yPred] },
  );
}

/** Throws DataError when targets lie outside [0, 1]. */
export function checkTargets(where: string, yTrue: AnyTensor): void {
  effect(
    "check targets",
    [],
    ([data]) => {
      for (let i = 0; i < data!.length; i++) {
        if (!(data![i]! >= 0 && data![i]! <= 1)) {
          throw new DataError(
            `${where}: expected labels from 0 to 1, got ${data![i]}; try sparseCategoricalCrossentropy for class numbers`,
          );
        }
      }
    },
    { reads: [yTrue] },
  );
}

/** How far probabilities are kept from 0 and 1, so that their logarithm is finite; Keras's epsilon. */
const margin = 1e-7;

/** Probabilities kept between the margin and 1 minus it; beyond, no gradient flows. */
export function awayFromEdges(p: AnyTensor): AnyTensor {
  return asTensor(minimum(maximum(p, margin), 1 - margin));
}
