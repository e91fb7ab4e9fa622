import { ShapeError } from "../errors.js";
import type { Module } from "../nn/module.js";
import { add } from "../ops/add.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import { formatShape } from "../tensor/shape.js";

/** A loss with the penalties of a model's regularizers. Throws ShapeError when it is not a single number. */
export function totalLoss(where: string, value: unknown, model: Module): AnyTensor {
  let loss = asTensor(value as AnyTensor);
  if (loss?.size !== 1) {
    throw new ShapeError(
      `${where}: expected a loss that is a single number, got ${loss?.shape === undefined ? typeof value : `shape ${formatShape(loss.shape)}`}; try .mean() at its end`,
    );
  }
  for (const module of model.modules()) {
    for (const penalty of module.penalties()) loss = asTensor(add(loss, penalty));
  }
  return loss;
}
