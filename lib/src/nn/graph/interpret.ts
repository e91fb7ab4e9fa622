import { DataError } from "../../errors.js";
import { type AnyTensor, fromValues, isTensor } from "../../tensor/base.js";
import { allocate } from "../../tensor/dtype.js";
import { arrangement } from "./arrangement.js";
import { elementwise } from "./elementwise.js";
import { Given, type GraphValue, type Interpretation, Sizes } from "./given.js";
import type { Graph, GraphConstant } from "./graph.js";
import { recurrentNodes } from "./recurrent-nodes.js";
import { summaries } from "./summaries.js";
import { windows } from "./windows.js";

/** What each operation of a graph computes, by its name. */
const interpretations: Readonly<Record<string, Interpretation>> = {
  ...elementwise,
  ...arrangement,
  ...summaries,
  ...windows,
  ...recurrentNodes,
};

/** What computes an operation; undefined when it is not known. */
export function interpretationOf(op: string): Interpretation | undefined {
  return Object.hasOwn(interpretations, op) ? interpretations[op] : undefined;
}

/** The operations that are known. */
export function knownOperations(): readonly string[] {
  return Object.keys(interpretations).sort();
}

/** A constant as nodes are given it: sizes where it has at most one axis of int64, else a tensor. */
export function constantValue({ dtype, shape, values }: GraphConstant): GraphValue {
  if (dtype === "int64" && shape.length <= 1) return new Sizes(Array.from(values), shape.length === 0);
  const kind = dtype === "int64" ? "int32" : dtype;
  const data = allocate(kind, values.length);
  data.set(Array.from(values));
  return fromValues(data, shape, kind);
}

/** What runs a graph's nodes. */
export interface GraphMachine {
  readonly graph: Graph;
  /** Weights and constants by name. */
  readonly values: ReadonlyMap<string, GraphValue>;
  /** Applies a part of the model. */
  readonly applyPart: (part: string, x: AnyTensor) => AnyTensor;
}

/** Runs a graph on one input. Throws DataError for a node that does not fit what it is given. */
export function runGraph({ graph, values, applyPart }: GraphMachine, x: AnyTensor): AnyTensor {
  const known = new Map<string, GraphValue>(values).set(graph.input.name, x);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => (name === "" ? undefined : known.get(name)));
    const given = new Given(node, inputs);
    const result =
      node.op === "Layer"
        ? applyPart(given.text("part", ""), given.tensor(0))
        : interpretationOf(node.op)!(given);
    const results = Array.isArray(result) ? (result as readonly GraphValue[]) : [result as GraphValue];
    node.outputs.forEach((name, i) => {
      if (name !== "" && results[i] !== undefined) known.set(name, results[i]);
    });
  }
  const output = known.get(graph.output.name);
  if (output === undefined) {
    throw new DataError(
      `graph: expected a node that gives ${graph.output.name}, got none; the file is damaged: get it again`,
    );
  }
  return isTensor(output) ? output : output.tensor();
}
