import type { DType } from "../../tensor/dtype.js";
import type { Shape } from "../../tensor/shape.js";
import { type GraphAttribute, type GraphConstant, type GraphNode, inputName } from "./graph.js";

/** Puts a graph together, node by node. */
export class GraphWriter {
  readonly #nodes: GraphNode[] = [];
  readonly #constants = new Map<string, GraphConstant>();
  #named = 0;

  /** Adds an operation with one output; gives the output's name. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, GraphAttribute>> = {},
  ): string {
    return this.nodes(op, inputs, { attributes })[0]!;
  }

  /** Adds an operation; gives the names of its first outputs. */
  nodes(
    op: string,
    inputs: readonly string[],
    { attributes = {}, count = 1 }: { attributes?: GraphNode["attributes"]; count?: number },
  ): readonly string[] {
    const outputs = Array.from({ length: count }, () => `${op.toLowerCase()}_${this.#named++}`);
    this.#nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  /** Numbers that never change; gives their name. */
  constant(values: ArrayLike<number>, shape: Shape, dtype: DType | "int64"): string {
    const name = `constant_${this.#named++}`;
    this.#constants.set(name, { dtype, shape, values });
    return name;
  }

  /** Sizes, axes or places. */
  integers(...values: readonly number[]): string {
    return this.constant(values, [values.length], "int64");
  }

  /** A single number. */
  number(value: number, dtype: DType | "int64"): string {
    return this.constant([value], [], dtype);
  }

  /**
   * A shape of which two are known: for two examples and for three. Sizes that are the same in both are fixed; the
   * others follow from the number of examples.
   */
  sizes(two: Shape, three: Shape): string {
    if (two.every((size, axis) => size === three[axis])) return this.integers(...two);
    const examples = this.node("Slice", [
      this.node("Shape", [inputName]),
      this.integers(0),
      this.integers(1),
    ]);
    const parts = two.map((size, axis) => {
      // size = per · examples + more
      const per = three[axis]! - size;
      const more = size - 2 * per;
      if (per === 0) return this.integers(size);
      const multiple = per === 1 ? examples : this.node("Mul", [examples, this.integers(per)]);
      return more === 0 ? multiple : this.node("Add", [multiple, this.integers(more)]);
    });
    return this.node("Concat", parts, { axis: 0 });
  }

  /** The nodes and constants that some values need. */
  neededFor(output: string): { nodes: readonly GraphNode[]; constants: ReadonlyMap<string, GraphConstant> } {
    const needed = new Set([output]);
    const nodes: GraphNode[] = [];
    for (const node of [...this.#nodes].reverse()) {
      if (!node.outputs.some((name) => needed.has(name))) continue;
      nodes.push(node);
      for (const name of node.inputs) needed.add(name);
    }
    const constants = new Map([...this.#constants].filter(([name]) => needed.has(name)));
    return { nodes: nodes.reverse(), constants };
  }
}
