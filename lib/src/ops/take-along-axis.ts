import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { GatherLayout } from "../engine/engine.js";
import { ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkIndices } from "./support/indices.js";
import { checkTensor } from "./support/operands.js";
import { reductionLayout } from "./support/reduction.js";

const takeOperation: Operation<number, GatherLayout> = {
  name: "takeAlongAxis",
  saves: ["inputs"],
  plan([x, indices], axis) {
    const layout = reductionLayout(x!.shape, { start: axis, end: axis + 1 });
    return { shape: indices!.shape, dtype: x!.dtype, plan: { ...layout, count: indices!.shape[axis]! } };
  },
  run: (engine, [x, indices], out, layout) => engine.gatherElements(x!, indices as Int32Array, out, layout),
  backward: ({ inputs: [x, indices], attributes: axis, gradient }) => [
    apply<PutTo, GatherLayout, Operand>(putOperation, [gradient, indices!], { axis, shape: x!.shape }),
    undefined,
  ],
};

interface PutTo {
  readonly axis: number;
  readonly shape: Shape;
}

/** Adds values to the places they were taken from: the reverse of takeAlongAxis. */
const putOperation: Operation<PutTo, GatherLayout> = {
  name: "putAlongAxis",
  saves: ["inputs"],
  plan([x, indices], { axis, shape }) {
    const layout = reductionLayout(shape, { start: axis, end: axis + 1 });
    return { shape, dtype: x!.dtype, plan: { ...layout, count: indices!.shape[axis]! } };
  },
  run: (engine, [x, indices], out, layout) =>
    engine.gatherElementsAdd(x!, indices as Int32Array, out, layout),
  backward: ({ inputs: [, indices], attributes, gradient }) => [
    apply<number, GatherLayout, Operand>(takeOperation, [gradient, indices!], attributes.axis),
    undefined,
  ],
};

/**
 * Picks one value for each index along an axis (the last by default): y[i, j] = x[i, indices[i, j]].
 *
 * Shapes: `x [4, 10], indices [4, 3] → [4, 3]`; all other axes are the same. It is how sorted values, or the
 * probability of each example's label, are picked out.
 * Throws ShapeError when another axis differs, DTypeError when the indices are not int32, OptionError for an
 * axis that is not there, DataError for an index that is not.
 *
 * @example
 * takeAlongAxis(tensor([[1, 2], [3, 4]]), tensor([[1], [0]], { dtype: "int32" })).toArray() // [[2], [3]]
 */
export function takeAlongAxis<D extends DType, I extends Shape>(
  x: Operand<Shape, D>,
  indices: Operand<I, "int32">,
  options?: { readonly axis?: number },
): Tensor<I, D> {
  checkTensor("takeAlongAxis", x);
  const { axis = -1 } = checkOptions("takeAlongAxis", options, "axis#: 1");
  const along = normalizeAxis("takeAlongAxis", axis, x.shape.length);
  checkIndices("takeAlongAxis", indices, x.shape[along]!);
  const fits =
    indices.shape.length === x.shape.length &&
    x.shape.every((size, i) => i === along || size === indices.shape[i]);
  if (!fits) {
    throw new ShapeError(
      `takeAlongAxis: expected indices that differ from ${formatShape(x.shape)} in axis ${along} only, got ${formatShape(indices.shape)}; try expandDims on the indices, or gather to pick whole entries`,
    );
  }
  return apply(takeOperation, [x, indices], along);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Picks one value for each index along an axis. See {@link takeAlongAxis}. */
    takeAlongAxis<D extends DType, I extends Shape>(
      this: Operand<Shape, D>,
      indices: Operand<I, "int32">,
      options?: { readonly axis?: number },
    ): Tensor<I, D>;
  }
}
addMethod("takeAlongAxis", takeAlongAxis);
