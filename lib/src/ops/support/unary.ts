import type { BackwardStep, Operation } from "../../autograd/operation.js";
import type { UnaryName } from "../../engine/engine.js";
import type { Operand } from "../../tensor/operand.js";

export interface UnaryDefinition {
  readonly saves?: readonly ("inputs" | "output")[];
  readonly gradient?: (step: BackwardStep<undefined>) => Operand;
}

/** An element-wise operation on one operand, run by the engine's kernel of that name. */
export function unaryOperation(
  name: UnaryName,
  { saves = [], gradient }: UnaryDefinition,
): Operation<undefined, undefined> {
  return {
    name,
    saves,
    plan: ([x]) => ({ shape: x!.shape, dtype: x!.dtype, plan: undefined }),
    run: (engine, [x], out) => engine.unary[name](x!, out),
    ...(gradient && { backward: (step: BackwardStep<undefined>) => [gradient(step)] }),
  };
}
