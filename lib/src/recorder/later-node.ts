import type { GraphNode } from "../autograd/node.js";
import type { AnyTensor } from "../tensor/base.js";
import type { OperationInstruction } from "./program.js";

/** How a tensor came about in a part that a run left out: the tensors it was computed from are made when somebody asks. */
export class LaterNode implements GraphNode {
  readonly operation: GraphNode["operation"];
  readonly attributes: unknown;
  readonly versions: readonly number[];
  released = false;
  #inputs: readonly AnyTensor[] | (() => readonly AnyTensor[]);

  constructor(
    { operation, attributes }: OperationInstruction,
    versions: readonly number[],
    inputs: () => readonly AnyTensor[],
  ) {
    this.operation = operation;
    this.attributes = attributes;
    this.versions = versions;
    this.#inputs = inputs;
  }

  get inputs(): readonly AnyTensor[] {
    if (typeof this.#inputs === "function") this.#inputs = this.#inputs();
    return this.#inputs;
  }
  set inputs(inputs: readonly AnyTensor[]) {
    this.#inputs = inputs;
  }
}
