import type { AnyTensor } from "../tensor/base.js";
import type { Operation } from "./operation.js";

/** How a tensor came about: the operation, what went in, and enough to tell whether that still stands. */
export interface GraphNode {
  /** What was computed. */
  readonly operation: Operation<unknown, unknown>;
  /** The tensors that went in; emptied once backward has used them. */
  inputs: readonly AnyTensor[];
  /** What it was computed with besides its inputs, such as an axis. */
  readonly attributes: unknown;
  /** The inputs' versions when the operation ran. */
  readonly versions: readonly number[];
  /** True once backward has gone through and let go of this node. */
  released: boolean;
}
