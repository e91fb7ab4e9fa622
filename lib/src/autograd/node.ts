import type { AnyTensor, Origin } from "../tensor/base.js";
import type { Operation } from "./operation.js";

/** How a tensor came about: the operation, what went in, and enough to tell whether that still stands. */
export interface GraphNode extends Origin {
  /** What was computed. */
  readonly operation: Operation<unknown, unknown>;
}

/** How a tensor came about; undefined for one that was made from values. */
export function nodeOf(tensor: AnyTensor): GraphNode | undefined {
  // Only `apply` makes nodes, and it makes whole ones.
  return tensor.node as GraphNode | undefined;
}
