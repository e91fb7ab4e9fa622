import type { BackwardStep, Operation } from "../../autograd/operation.js";
import type { BinaryName, BroadcastLayout } from "../../engine/engine.js";
import type { DType } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import { broadcastShapes } from "../../tensor/shape.js";
import { broadcastLayout } from "./broadcast.js";
import { sumTo } from "./stretch.js";

export interface BinaryDefinition {
  /** The dtype of the result; that of the operands by default. */
  readonly dtype?: DType;
  readonly saves?: readonly ("inputs" | "output")[];
  /** The gradients of a and b before they are summed to their shapes; left out when there is none. */
  readonly gradients?: readonly [BinaryGradient, BinaryGradient];
}

export type BinaryGradient = (step: BackwardStep<undefined>) => Operand;

/** An operation on two operands of one dtype that broadcast, run by the engine's kernel of that name. */
export function binaryOperation(
  name: BinaryName,
  { dtype, saves = [], gradients }: BinaryDefinition,
): Operation<undefined, BroadcastLayout> {
  return {
    name,
    saves,
    plan([a, b]) {
      const shape = broadcastShapes(name, a!.shape, b!.shape);
      return { shape, dtype: dtype ?? a!.dtype, plan: broadcastLayout(a!.shape, b!.shape, shape) };
    },
    run(engine, [a, b], out, layout) {
      if (out.length > 0) engine.binary[name](a!, b!, out, layout);
    },
    ...(gradients && {
      backward: (step: BackwardStep<undefined>) =>
        step.inputs.map((input, i) => (step.needs(i) ? sumTo(gradients[i]!(step), input.shape) : undefined)),
    }),
  };
}
