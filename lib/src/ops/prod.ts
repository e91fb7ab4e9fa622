import { checkOptions } from "../given.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import type { Arithmetic, DType } from "../tensor/dtype.js";
import { arithmetic } from "../tensor/dtype.js";
import { ones } from "../tensor/fill.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import { normalizeAxes } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { concat } from "./concat.js";
import { mul } from "./mul.js";
import { reshape } from "./reshape.js";
import { type Range, slice } from "./slice.js";
import { operand } from "./support/operands.js";
import { type ReduceOptions, withoutAxes } from "./support/reduction.js";

/** The product along one axis, which keeps size 1: halves of pairs, so that gradients need no division. */
function productAlong(x: AnyTensor, axis: number): AnyTensor {
  const part = (from: number, to: number, step = 1): AnyTensor => {
    const ranges: Range[] = x.shape.map(() => null);
    ranges[axis] = [from, to, step];
    return asTensor(slice(x, ranges) as Operand);
  };
  const length = x.shape[axis]!;
  if (length === 1) return x;
  if (length === 0) {
    const shape = x.shape.map((size, i) => (i === axis ? 1 : size));
    return asTensor(ones(shape, { dtype: x.dtype }) as Operand);
  }
  const even = length - (length % 2);
  const pairs: Operand = mul(part(0, even, 2), part(1, even, 2));
  if (even === length) return productAlong(asTensor(pairs), axis);
  return productAlong(asTensor(concat([pairs, part(even, length)], axis) as Operand), axis);
}

/**
 * The product of the values, over all axes or the ones given.
 *
 * Shapes: `x [4, 2] → []`, `prod(x, 0) → [2]`, `prod(x, 1, { keepDims: true }) → [4, 1]`. bool gives
 * int32. The product of no values is 1.
 * Order: neighbours are multiplied in pairs, then the products in pairs, and so on; each rounded.
 * Throws OptionError for an axis that is not there.
 *
 * @example
 * prod(tensor([[1, 2], [3, 4]]), 0).toArray() // [3, 8]
 */
export function prod<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: ReduceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, Arithmetic<D>> {
  let result = operand("prod", x, arithmetic);
  const { keepDims = false } = checkOptions("prod", options, "keepDims?: true");
  const axes = normalizeAxes("prod", axis, x.shape.length);
  for (const a of axes) result = productAlong(result, a);
  return reshape(result, withoutAxes(x.shape, axes, keepDims)) as Operand as Tensor<
    Reduce<S, Axis, Keep>,
    Arithmetic<D>
  >;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The product of the values. See {@link prod}. */
    prod<
      S extends Shape,
      D extends DType,
      const Axis extends AxisOption | undefined = undefined,
      const Keep extends boolean = false,
    >(
      this: Operand<S, D>,
      axis?: Axis,
      options?: ReduceOptions & { readonly keepDims?: Keep },
    ): Tensor<Reduce<S, Axis, Keep>, Arithmetic<D>>;
  }
}
addMethod("prod", prod);
