import { apply } from "../../autograd/apply.js";
import type { Operation } from "../../autograd/operation.js";
import type { ReductionLayout, StridedLayout } from "../../engine/engine.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { type Shape, sameShape } from "../../tensor/shape.js";
import { reshape } from "../reshape.js";
import { broadcastStrides } from "./broadcast.js";
import { applyToGroups, keptShape, type ReductionAttributes, reduction } from "./reduction.js";

/*
 * Stretching repeats values along axes, summing adds them up along axes: each is the gradient of the other, and so
 * both stand here.
 */

const stretching: Operation<Shape, StridedLayout> = {
  name: "broadcastTo",
  plan: ([x], shape) => ({
    shape,
    dtype: x!.dtype,
    plan: { shape, strides: broadcastStrides(x!.shape, shape), offset: 0 },
  }),
  run: (engine, [x], out, layout) => engine.strided(x!, out, layout),
  backward: ({ inputs, gradient }) => [sumTo(gradient, inputs[0]!.shape)],
};

const summing: Operation<ReductionAttributes, ReductionLayout> = {
  ...reduction("sum"),
  backward({ inputs: [x], attributes, gradient }) {
    const kept: Operand = attributes.keepDims ? gradient : reshape(gradient, keptShape(x!.shape, attributes));
    return [stretch(kept, x!.shape)];
  },
};

/** The values repeated to fill a shape that they are known to stretch to. */
export function stretch<Result extends Operand>(x: Operand, shape: Shape): Result {
  return apply(stretching, [x], shape);
}

/** The sum over sorted axes. */
export function sumOver(x: Operand, axes: readonly number[], keepDims = false): AnyTensor {
  return applyToGroups(asTensor(x), { axes, keepDims, operation: summing });
}

/** Sums a gradient over the axes along which an operand was repeated: the reverse of broadcasting. */
export function sumTo(gradient: Operand, shape: Shape): AnyTensor {
  if (sameShape(gradient.shape, shape)) return asTensor(gradient);
  const missing = gradient.shape.length - shape.length;
  const axes: number[] = [];
  gradient.shape.forEach((size, axis) => {
    if (axis < missing || (shape[axis - missing] === 1 && size !== 1)) axes.push(axis);
  });
  const total = sumOver(gradient, axes);
  // Axes of size 1 that were stretched are gone now and have to come back.
  return sameShape(total.shape, shape) ? total : asTensor(reshape(total, shape) as Operand);
}
