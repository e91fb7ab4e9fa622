import { apply } from "../../autograd/apply.js";
import type { Operation } from "../../autograd/operation.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";

const operation: Operation<undefined, undefined> = {
  name: "copy",
  plan: ([x]) => ({ shape: x!.shape, dtype: x!.dtype, plan: undefined }),
  run: (engine, [x], out) => engine.unary.copy(x!, out),
};

/** The same values in an array of their own, outside the graph. */
export function copyOf(x: Operand): AnyTensor {
  return asTensor(apply<undefined, undefined, Operand>(operation, [x], undefined));
}
