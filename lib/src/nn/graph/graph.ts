import type { DType } from "../../tensor/dtype.js";
import type { Shape } from "../../tensor/shape.js";

/** What a node is told besides its inputs. */
export type GraphAttribute = number | string | readonly number[];

/**
 * One operation of a graph, in ONNX's vocabulary: `MatMul`, `Add`, …; or `Layer`, which applies the part of the model that
 * its attribute `part` names.
 */
export interface GraphNode {
  readonly op: string;
  /** Names of values: the graph's input, weights, constants, outputs of nodes before it. Empty for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, GraphAttribute>>;
}

/** Numbers that never change. int64 is for sizes and axes. */
export interface GraphConstant {
  readonly dtype: DType | "int64";
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

/** A value with the sizes that are known; null for the number of examples, and for what changes with it. */
export interface GraphSignature {
  readonly shape: readonly (number | null)[];
  readonly dtype: DType;
}

/** A weight that the graph itself holds, beside those of its parts. */
export interface GraphWeight {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly trainable: boolean;
}

/** What a model computes from one input, as operations in the order in which they run. */
export interface Graph {
  readonly input: GraphSignature & { readonly name: string };
  readonly weights: ReadonlyMap<string, GraphWeight>;
  readonly constants: ReadonlyMap<string, GraphConstant>;
  readonly nodes: readonly GraphNode[];
  readonly output: GraphSignature & { readonly name: string };
}

/** The name of the input of graphs that are made here. */
export const inputName = "input";
