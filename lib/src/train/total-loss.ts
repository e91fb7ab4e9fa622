import { ShapeError } from "../errors.js";
import { quoted } from "../given.js";
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
    const shape = loss?.shape;
    const got = shape === undefined ? quoted(value) : `shape ${formatShape(shape)}`;
    const advice = value instanceof Promise ? "a function without async" : ".mean() at its end";
    throw new ShapeError(
      `${where}: expected a loss that is a single number as a tensor, got ${got}; try ${advice}`,
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
