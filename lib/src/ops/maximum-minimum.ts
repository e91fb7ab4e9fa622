import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType, type Promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Met, Operand, OperandDType, OperandOrNumber, OperandShape } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { type BinaryGradient, binaryOperation } from "./support/binary.js";
import { meet } from "./support/operands.js";
import { greaterOrTie } from "./support/ties.js";

const toTheGreater: BinaryGradient = ({ inputs: [a, b], gradient }) => mul(gradient, greaterOrTie(a!, b!));
const toTheLesser: BinaryGradient = ({ inputs: [a, b], gradient }) => mul(gradient, greaterOrTie(b!, a!));

// For a and b: where a is the greater, b is the lesser.
const greater = binaryOperation("maximum", { saves: ["inputs"], gradients: [toTheGreater, toTheLesser] });
const lesser = binaryOperation("minimum", { saves: ["inputs"], gradients: [toTheLesser, toTheGreater] });

/**
 * Element-wise maximum: the greater of a and b.
 *
 * Shapes broadcast: `a [4, 2], b [2] → [4, 2]`. dtypes promote (bool → int32 → float32 → float64). NaN
 * when either is. Equal values share the gradient in halves.
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * maximum(tensor([1, 5]), 3).toArray() // [3, 5]
 */
export function maximum<const A extends OperandOrNumber, const B extends OperandOrNumber>(
  a: A,
  b: B & Demand<BroadcastError<"maximum", OperandShape<A>, OperandShape<B>>>,
): Tensor<Broadcast<OperandShape<A>, OperandShape<B>>, Arithmetic<Met<A, B>>> {
  return apply(greater, meet("maximum", a, b, arithmetic), undefined);
}

/**
 * Element-wise minimum: the lesser of a and b.
 *
 * Shapes broadcast: `a [4, 2], b [2] → [4, 2]`. dtypes promote (bool → int32 → float32 → float64). NaN
 * when either is. Equal values share the gradient in halves.
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * minimum(tensor([1, 5]), 3).toArray() // [1, 3]
 */
export function minimum<const A extends OperandOrNumber, const B extends OperandOrNumber>(
  a: A,
  b: B & Demand<BroadcastError<"minimum", OperandShape<A>, OperandShape<B>>>,
): Tensor<Broadcast<OperandShape<A>, OperandShape<B>>, Arithmetic<Met<A, B>>> {
  return apply(lesser, meet("minimum", a, b, arithmetic), undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise maximum: the greater of a and b. See {@link maximum}. */
    maximum<S extends Shape, D extends DType, const B extends OperandOrNumber>(
      this: Operand<S, D>,
      b: B & Demand<BroadcastError<"maximum", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, Arithmetic<Promote<D, OperandDType<B, D>>>>;
    /** Element-wise minimum: the lesser of a and b. See {@link minimum}. */
    minimum<S extends Shape, D extends DType, const B extends OperandOrNumber>(
      this: Operand<S, D>,
      b: B & Demand<BroadcastError<"minimum", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, Arithmetic<Promote<D, OperandDType<B, D>>>>;
  }
}
addMethod("maximum", maximum);
addMethod("minimum", minimum);
