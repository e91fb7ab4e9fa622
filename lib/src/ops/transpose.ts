import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { StridedLayout } from "../engine/engine.js";
import { OptionError } from "../errors.js";
import { quoted } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, normalizeAxis, type Shape, stridesOf } from "../tensor/shape.js";
import type { AxisIndex, Reverse } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkTensor } from "./support/operands.js";

/** The shape after its axes are put in another order, or (undefined) reversed. */
export type Transposed<S extends Shape, Order> = Order extends readonly number[]
  ? number extends S["length"]
    ? Shape
    : number extends Order["length"]
      ? Shape
      : Permuted<S, Order>
  : Reverse<S>;

type Permuted<S extends Shape, Order extends readonly number[]> = Order extends readonly [
  infer First extends number,
  ...infer Rest extends readonly number[],
]
  ? [S[AxisIndex<S, First>], ...Permuted<S, Rest>]
  : [];

const operation: Operation<readonly number[], StridedLayout> = {
  name: "transpose",
  plan([x], order) {
    const strides = stridesOf(x!.shape);
    const shape = order.map((axis) => x!.shape[axis]!);
    return {
      shape,
      dtype: x!.dtype,
      plan: { shape, strides: order.map((axis) => strides[axis]!), offset: 0 },
    };
  },
  run: (engine, [x], out, layout) => engine.strided(x!, out, layout),
  backward({ attributes: order, gradient }) {
    const back = new Array<number>(order.length);
    order.forEach((axis, i) => {
      back[axis] = i;
    });
    return [transpose(gradient, back)];
  },
};

/**
 * Puts the axes in another order; reverses them when none is given. Axis i of the result is axis order[i]
 * of x.
 *
 * Shapes: `x [4, 2] → [2, 4]`, `transpose(x [2, 3, 4], [0, 2, 1]) → [2, 4, 3]`.
 * Throws OptionError when the order does not name every axis once.
 *
 * @example
 * transpose(tensor([[1, 2], [3, 4]])).toArray() // [[1, 3], [2, 4]]
 */
export function transpose<
  S extends Shape,
  D extends DType,
  const Order extends readonly number[] | undefined = undefined,
>(x: Operand<S, D>, order?: Order): Tensor<Transposed<S, Order>, D> {
  checkTensor("transpose", x);
  const rank = x.shape.length;
  if (order !== undefined && !Array.isArray(order)) {
    throw new OptionError(
      `transpose: expected a list of axes, got ${quoted(order)}; try ${formatShape(Array.from({ length: rank }, (_, i) => rank - 1 - i))}`,
    );
  }
  const axes = order ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const normal = axes.map((axis) => normalizeAxis("transpose", axis, rank));
  if (new Set(normal).size !== rank || normal.length !== rank) {
    throw new OptionError(
      `transpose: expected each of ${rank} axes once, got ${formatShape(axes)}; try an order such as ${formatShape(Array.from({ length: rank }, (_, i) => rank - 1 - i))}`,
    );
  }
  return apply(operation, [x], normal);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Puts the axes in another order; reverses them when none is given. See {@link transpose}. */
    transpose<
      S extends Shape,
      D extends DType,
      const Order extends readonly number[] | undefined = undefined,
    >(this: Operand<S, D>, order?: Order): Tensor<Transposed<S, Order>, D>;
  }
}
addMethod("transpose", transpose);
