import type { GraphNode } from "../nn/graph/graph.js";

/** Operations that ONNX has no name for, as several that it has. `one` is the name of a constant 1 of the input's dtype. */
export function spelledOut(node: GraphNode, one: (node: GraphNode) => string): readonly GraphNode[] {
  const [a, b] = node.inputs;
  const out = node.outputs[0]!;
  const step = (op: string, inputs: readonly string[], result: string): GraphNode => ({
    op,
    inputs,
    outputs: [result],
    attributes: {},
  });
  switch (node.op) {
    case "Expm1":
      return [step("Exp", [a!], `${out}_exp`), step("Sub", [`${out}_exp`, one(node)], out)];
    case "Log1p":
      return [step("Add", [a!, one(node)], `${out}_sum`), step("Log", [`${out}_sum`], out)];
    case "FloorMod":
      return [
        step("Div", [a!, b!], `${out}_quotient`),
        step("Floor", [`${out}_quotient`], `${out}_floor`),
        step("Mul", [`${out}_floor`, b!], `${out}_product`),
        step("Sub", [a!, `${out}_product`], out),
      ];
    default:
      return [node];
  }
}
