import { apply } from "../autograd/apply.js";
import type { BackwardStep } from "../autograd/operation.js";
import { type DType, type Floating, floating, type Promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Met, Operand, OperandDType, OperandOrNumber, OperandShape } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { equal } from "./equal.js";
import { log } from "./log.js";
import { mul } from "./mul.js";
import { sub } from "./sub.js";
import { binaryOperation } from "./support/binary.js";
import { meet } from "./support/operands.js";
import { where } from "./where.js";

const operation = binaryOperation("pow", {
  saves: ["inputs", "output"],
  gradients: [baseGradient, exponentGradient],
});

/** ∂a^b/∂a = b · a^(b-1); 0 for b = 0, where the power is 1 for every a, 0 included. */
function baseGradient({ inputs: [a, b], gradient }: BackwardStep<undefined>): Operand {
  const exponent: Operand = sub(where(equal(b!, 0), 1, b!), 1);
  return mul(gradient, mul(b!, pow(a!, exponent)));
}

/** ∂a^b/∂b = a^b · ln a, and 0 at a = 0, where the power is flat in b. */
function exponentGradient({ inputs: [a], output, gradient }: BackwardStep<undefined>): Operand {
  const safe = where(equal(a!, 0), 1, a!);
  return mul(gradient, mul(output, log(safe)));
}

/**
 * Element-wise power: a^b.
 *
 * Shapes broadcast: `a [4, 2], b [] → [4, 2]`. Whole numbers give float32. Whole exponents are exact
 * products, so x² is x · x; a negative base with any other exponent gives NaN.
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * pow(tensor([1, 2, 3]), 2).toArray() // [1, 4, 9]
 */
export function pow<const A extends OperandOrNumber, const B extends OperandOrNumber>(
  a: A,
  b: B & Demand<BroadcastError<"pow", OperandShape<A>, OperandShape<B>>>,
): Tensor<Broadcast<OperandShape<A>, OperandShape<B>>, Floating<Met<A, B>>> {
  return apply(operation, meet("pow", a, b, floating), undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise power: this^b. See {@link pow}. */
    pow<S extends Shape, D extends DType, const B extends OperandOrNumber>(
      this: Operand<S, D>,
      b: B & Demand<BroadcastError<"pow", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, Floating<Promote<D, OperandDType<B, D>>>>;
  }
}
addMethod("pow", pow);
