import { rememberLogits } from "../losses/logits.js";
import { byName } from "../names.js";
import { elu } from "../ops/elu.js";
import { gelu } from "../ops/gelu.js";
import { leakyRelu } from "../ops/leaky-relu.js";
import { relu } from "../ops/relu.js";
import { sigmoid } from "../ops/sigmoid.js";
import { softmax } from "../ops/softmax.js";
import { softplus } from "../ops/softplus.js";
import { warnOfOneUnit } from "../ops/support/one-unit.js";
import { tanh } from "../ops/tanh.js";
import { isLibraryFunction, ownCode } from "../recorder/own-code.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** The activations that go by name. */
export type ActivationName =
  | "linear"
  | "sigmoid"
  | "tanh"
  | "relu"
  | "leakyRelu"
  | "elu"
  | "gelu"
  | "softplus"
  | "softmax";

/** A function of a tensor that keeps its shape. One of your own may name a narrower type, `(x: Tensor) => …`. */
export type ActivationFunction = {
  /** x → a tensor of its shape. */
  call(x: Tensor<Shape, DType>): Operand;
}["call"];

/** An activation by name or as a function. */
export type ActivationOption = ActivationName | ActivationFunction;

const table: Readonly<Record<ActivationName, (x: AnyTensor) => Operand>> = {
  linear: (x) => x,
  // Sigmoid and softmax tell the losses where their probabilities came from: see logitsBehind.
  sigmoid(z) {
    const p = sigmoid(z);
    rememberLogits(p, "sigmoid", z);
    return p;
  },
  softmax(z) {
    if (z.shape.at(-1) === 1) warnOfOneUnit();
    const p = softmax(z);
    rememberLogits(p, "softmax", z);
    return p;
  },
  tanh: (x) => tanh(x),
  relu: (x) => relu(x),
  leakyRelu: (x) => leakyRelu(x),
  elu: (x) => elu(x),
  gelu: (x) => gelu(x),
  softplus: (x) => softplus(x),
};

/** The function for an activation. Throws OptionError that lists the known names. */
export function activationFrom(option: ActivationOption, where: string): (x: AnyTensor) => AnyTensor {
  const run = typeof option === "function" ? option : byName(where, "an activation", option, table);
  const call = (x: AnyTensor) => asTensor((run as (x: AnyTensor) => Operand)(x));
  return typeof option !== "function" || isLibraryFunction(option)
    ? call
    : (x) => ownCode([x], () => call(x));
}
