import { ShapeError } from "../errors.js";
import type { Loss } from "../losses/index.js";
import { isLibraryLoss } from "../losses/named.js";
import type { Module } from "../nn/module.js";
import { add } from "../ops/add.js";
import { isLibraryPart, ownCode } from "../recorder/own-code.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import { formatShape } from "../tensor/shape.js";

/** A loss as a step calls it: one of the user's runs every time, also where the rest is replayed. */
export function lossInStep(loss: Loss, sampleWeight: AnyTensor | undefined): Loss {
  if (isLibraryLoss(loss)) return loss;
  return (...given) => ownCode([...given, sampleWeight], () => loss(...given));
}

/** A loss with the penalties of a model's regularizers. Throws ShapeError when it is not a single number. */
export function totalLoss(where: string, value: unknown, model: Module): AnyTensor {
  let loss = asTensor(value as AnyTensor);
  if (loss?.size !== 1) {
    throw new ShapeError(
      `${where}: expected a loss that is a single number, got ${loss?.shape === undefined ? typeof value : `shape ${formatShape(loss.shape)}`}; try .mean() at its end`,
    );
  }
  for (const module of model.modules()) {
    const penalties = isLibraryPart(module, "apply", "penalties")
      ? module.penalties()
      : ownCode([], () => module.penalties());
    for (const penalty of penalties) loss = asTensor(add(loss, penalty));
  }
  return loss;
}
