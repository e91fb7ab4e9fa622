import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { add } from "../add.js";
import { cast } from "../cast.js";
import { div } from "../div.js";
import { equal } from "../equal.js";
import { greater } from "../greater.js";
import { mul } from "../mul.js";
import { reshape } from "../reshape.js";
import { sum } from "../sum.js";
import { keptShape, type ReductionAttributes } from "./reduction.js";

/** 1 where a > b, ½ where they are equal, else 0: how a maximum shares its gradient. */
export function greaterOrTie(a: AnyTensor, b: AnyTensor): AnyTensor {
  const more: Operand = cast(greater(a, b), a.dtype);
  const tie: Operand = cast(equal(a, b), a.dtype);
  return asTensor(add(more, mul(tie, 0.5)) as Operand);
}

/** What a reduction to its greatest or least values knows when a gradient comes back. */
interface Chosen {
  readonly x: AnyTensor;
  readonly output: AnyTensor;
  readonly gradient: AnyTensor;
  readonly attributes: ReductionAttributes;
}

/** The gradient of a greatest or least value: shared evenly by the values that equal it. */
export function shareAmongTies({ x, output, gradient, attributes }: Chosen): Operand {
  const kept = keptShape(x.shape, attributes);
  const best: Operand = reshape(output, kept);
  const arrived: Operand = reshape(gradient, kept);
  const chosen: Operand = cast(equal(x, best) as Operand, x.dtype);
  const axes = Array.from({ length: attributes.end - attributes.start }, (_, i) => attributes.start + i);
  const count: Operand = sum(chosen, axes, { keepDims: true });
  return mul(chosen, div(arrived, count) as Operand);
}
