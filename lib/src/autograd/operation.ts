import type { Engine } from "../engine/engine.js";
import type { AnyTensor } from "../tensor/base.js";
import type { DType, Values } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";

/** What is known of a tensor before its values are: enough to plan with. */
export interface Signature {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** The result's signature, and whatever the kernel has to be told beside its arrays. */
export interface Planned<Plan> extends Signature {
  readonly plan: Plan;
}

/** What backward sees of one use of an operation. */
export interface BackwardStep<Attributes> {
  readonly inputs: readonly AnyTensor[];
  readonly output: AnyTensor;
  readonly attributes: Attributes;
  /** The gradient that arrives at the output; of the output's shape and dtype. */
  readonly gradient: AnyTensor;
  /** Whether input number i wants a gradient. */
  needs(i: number): boolean;
}

/**
 * One operation as data: how to plan it, run it and send gradients back through it.
 *
 * `plan` looks at shapes and dtypes only and `run` writes into memory it is given, so that a recorded step
 * can plan once and run many times.
 */
export interface Operation<Attributes, Plan> {
  readonly name: string;
  /** Checks the inputs and describes the result. Throws ShapeError, DTypeError or OptionError. */
  plan(inputs: readonly Signature[], attributes: Attributes): Planned<Plan>;
  /** Computes the result with the engine's kernels. */
  run(engine: Engine, inputs: readonly Values[], out: Values, plan: Plan): void;
  /** Which values backward reads; changing one of them in place before backward is an error. */
  readonly saves?: readonly ("inputs" | "output")[];
  /**
   * The gradient for each input (undefined where none flows), written with tensor operations, so that
   * gradients of gradients come by themselves. Left out when the operation has no gradient.
   */
  backward?(step: BackwardStep<Attributes>): readonly (Operand | undefined)[];
}
