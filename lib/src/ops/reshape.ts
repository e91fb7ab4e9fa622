import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import { ShapeError } from "../errors.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { checkList, checkShape, formatShape, type Shape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkTensor } from "./support/operands.js";

/** The shape that reshape gives: what was asked for, a -1 becoming a size that is known only when it runs. */
export type Reshaped<To extends Shape> = number extends To["length"]
  ? Shape
  : { -readonly [I in keyof To]: To[I] extends -1 ? number : To[I] };

const operation: Operation<Shape, undefined> = {
  name: "reshape",
  plan: ([x], shape) => ({ shape, dtype: x!.dtype, plan: undefined }),
  run: (_engine, [x], out) => out.set(x!),
  backward: ({ inputs, gradient }) => [reshape(gradient, inputs[0]!.shape)],
};

/**
 * The same values, row after row, in another shape. One size may be -1: it is worked out from the others.
 *
 * Shapes: `x [4, 6] → [2, 12]`, `x.reshape([-1, 8]) → [3, 8]`.
 * Throws ShapeError when the number of values differs.
 *
 * @example
 * reshape(tensor([1, 2, 3, 4]), [2, 2]).toArray() // [[1, 2], [3, 4]]
 */
export function reshape<D extends DType, const To extends Shape>(
  x: Operand<Shape, D>,
  shape: To,
): Tensor<Reshaped<To>, D> {
  checkTensor("reshape", x);
  return apply(operation, [x], resolve(x.shape, shape));
}

/** The asked-for shape with its -1 worked out. */
function resolve(from: Shape, to: Shape): Shape {
  const size = sizeOf(from);
  checkList("reshape", to);
  const open = to.indexOf(-1);
  const known = to.filter((length) => length !== -1);
  checkShape("reshape", known);
  const rest = sizeOf(known);
  if (to.length - known.length > 1 || (open === -1 ? rest !== size : rest === 0 || size % rest !== 0)) {
    throw new ShapeError(
      `reshape: expected a shape for ${size} values, got ${formatShape(to)} for ${formatShape(from)}; try one -1 in place of a size, as in [-1]`,
    );
  }
  return open === -1 ? to.slice() : to.map((length) => (length === -1 ? size / rest : length));
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The same values in another shape. See {@link reshape}. */
    reshape<D extends DType, const To extends Shape>(
      this: Operand<Shape, D>,
      shape: To,
    ): Tensor<Reshaped<To>, D>;
  }
}
addMethod("reshape", reshape);
