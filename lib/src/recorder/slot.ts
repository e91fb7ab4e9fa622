import type { AnyTensor } from "../tensor/base.js";
import type { DType, Values } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";

/**
 * Where a value of a recorded step lives:
 * an argument of the step · a tensor from before it, such as a weight · a constant · memory that effects fill
 * anew each time, such as a dropout mask · the result of an operation.
 */
export type SlotKind = "input" | "external" | "constant" | "state" | "result";

export interface Slot {
  readonly kind: SlotKind;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly size: number;
  /** The tensor, for an external. */
  readonly tensor: AnyTensor | undefined;
  /** The values to start from, for a constant or state. */
  readonly start: Values | undefined;
}
