import { apply } from "../../autograd/apply.js";
import type { Operation } from "../../autograd/operation.js";
import type { DType } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";

const operation: Operation<DType, undefined> = {
  name: "cast",
  plan: ([x], dtype) => ({ shape: x!.shape, dtype, plan: undefined }),
  run: (engine, [x], out) => engine.cast(x!, out),
  backward: ({ inputs, gradient }) => [castTo(gradient, inputs[0]!.dtype)],
};

/** The same values as another dtype, of operands and dtypes that are known to be such. */
export function castTo<Result extends Operand>(x: Operand, dtype: DType): Result {
  return apply(operation, [x], dtype);
}
