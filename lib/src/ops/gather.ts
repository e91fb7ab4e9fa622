import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { GatherLayout } from "../engine/engine.js";
import { checkOptions } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape, sizeOf } from "../tensor/shape.js";
import type { AxisIndex } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkIndices } from "./support/indices.js";
import { checkTensor } from "./support/operands.js";
import { reductionLayout } from "./support/reduction.js";

/** The shape of a gather: the indices' shape in place of the axis. */
export type Gathered<S extends Shape, I extends Shape, Axis extends number> = number extends S["length"]
  ? Shape
  : number extends I["length"]
    ? Shape
    : number extends Axis
      ? Shape
      : ReplaceByShape<S, I, AxisIndex<S, Axis>, []>;
type ReplaceByShape<
  S extends Shape,
  I extends Shape,
  Index,
  Seen extends readonly unknown[],
> = S extends readonly [infer First extends number, ...infer Rest extends Shape]
  ? Seen["length"] extends Index
    ? [...I, ...Rest]
    : [First, ...ReplaceByShape<Rest, I, Index, [...Seen, 0]>]
  : [];

/** What a gather picks along; its layout's groups where they are known. */
export interface GatherAlong extends Pick<GatherLayout, "groups"> {
  readonly axis: number;
}

/** The operation behind {@link gather}, for indices that are known to be right. */
export const gatherOperation: Operation<GatherAlong, GatherLayout> = {
  name: "gather",
  saves: ["inputs"],
  plan([x, indices], { axis }) {
    const shape = [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)];
    const layout = reductionLayout(x!.shape, { start: axis, end: axis + 1 });
    return { shape, dtype: x!.dtype, plan: { ...layout, count: sizeOf(indices!.shape) } };
  },
  run: (engine, [x, indices], out, layout) => engine.gather(x!, indices as Int32Array, out, layout),
  backward: ({ inputs: [x, indices], attributes, gradient }) => [
    apply<ScatterTo, GatherLayout, Operand>(scatterOperation, [gradient, indices!], {
      ...attributes,
      shape: x!.shape,
    }),
    undefined,
  ],
};

interface ScatterTo extends GatherAlong {
  readonly shape: Shape;
}

/** Adds rows to the places they were gathered from: the reverse of gather. */
const scatterOperation: Operation<ScatterTo, GatherLayout> = {
  name: "gatherAdd",
  saves: ["inputs"],
  plan([x, indices], { axis, shape, groups = 1 }) {
    const layout = reductionLayout(shape, { start: axis, end: axis + 1 });
    return { shape, dtype: x!.dtype, plan: { ...layout, count: sizeOf(indices!.shape), groups } };
  },
  run: (engine, [x, indices], out, layout) => engine.gatherAdd(x!, indices as Int32Array, out, layout),
  backward: ({ inputs: [, indices], attributes, gradient }) => [
    apply<GatherAlong, GatherLayout, Operand>(gatherOperation, [gradient, indices!], attributes),
    undefined,
  ],
};

/** Entries added to zeros at the places that they could be gathered from, which are known to be right. */
export function putBack(x: Operand, indices: Operand, to: ScatterTo): Operand {
  return apply(scatterOperation, [x, indices], to);
}

/**
 * Picks entries along an axis (the first by default) by their numbers, as an embedding looks up rows.
 *
 * Shapes: `gather(x [10, 4], indices [3]) → [3, 4]`, `gather(x [10, 4], indices [2, 5]) → [2, 5, 4]`.
 * Throws DTypeError when the indices are not int32, OptionError for an axis that is not there, DataError
 * for an index that is not.
 *
 * @example
 * gather(tensor([[1, 2], [3, 4]]), tensor([1, 0, 1], { dtype: "int32" })).toArray() // [[3, 4], [1, 2], [3, 4]]
 */
export function gather<S extends Shape, D extends DType, I extends Shape, const Axis extends number = 0>(
  x: Operand<S, D>,
  indices: Operand<I, "int32">,
  options?: { readonly axis?: Axis },
): Tensor<Gathered<S, I, Axis>, D> {
  checkTensor("gather", x);
  const { axis } = checkOptions("gather", options, "axis#: 1");
  const along = normalizeAxis("gather", axis ?? 0, x.shape.length);
  checkIndices("gather", indices, x.shape[along]!);
  return apply(gatherOperation, [x, indices], { axis: along });
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Picks entries along an axis by their numbers. See {@link gather}. */
    gather<S extends Shape, D extends DType, I extends Shape, const Axis extends number = 0>(
      this: Operand<S, D>,
      indices: Operand<I, "int32">,
      options?: { readonly axis?: Axis },
    ): Tensor<Gathered<S, I, Axis>, D>;
  }
}
addMethod("gather", gather);
