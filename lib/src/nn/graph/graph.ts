import type { DType } from "../../tensor/dtype.js";
import type { Shape } from "../../tensor/shape.js";

/** What a node is told besides its inputs. */
export type GraphAttribute = number | string | readonly number[];

/**
 * One operation of a graph, in ONNX's vocabulary: `MatMul`, `Add`, …; or `Layer`, which applies the part of the model that
 * its attribute `part` names.
 */
export interface GraphNode {
  /** What it computes. */
  readonly op: string;
  /** Names of values: the graph's input, weights, constants, outputs of nodes before it. Empty for one that is left out. */
  readonly inputs: readonly string[];
  /** The names that its results have from here on. */
  readonly outputs: readonly string[];
  /** Options, such as an axis, by their names. */
  readonly attributes: Readonly<Record<string, GraphAttribute>>;
}

/** Numbers that never change. */
export interface GraphConstant {
  /** int64 is for sizes and axes. */
  readonly dtype: DType | "int64";
  /** The size of each axis. */
  readonly shape: Shape;
  /** Row after row. */
  readonly values: ArrayLike<number>;
}

/** What is known of a value before it is computed. */
export interface GraphSignature {
  /** The size of each axis; null for the number of examples, and for what changes with it. */
  readonly shape: readonly (number | null)[];
  /** The values' type. */
  readonly dtype: DType;
}

/** A value by its name. */
export interface GraphValueInfo extends GraphSignature {
  /** What nodes call it. */
  readonly name: string;
}

/** A weight that the graph itself holds, beside those of its parts. */
export interface GraphWeight {
  /** The size of each axis. */
  readonly shape: Shape;
  /** The values' type. */
  readonly dtype: DType;
  /** Whether an optimizer may change it. */
  readonly trainable: boolean;
}

/** What a model computes from one input, as operations in the order in which they run. */
export interface Graph {
  /** What it is given. */
  readonly input: GraphValueInfo;
  /** Its own weights by name. */
  readonly weights: ReadonlyMap<string, GraphWeight>;
  /** Its constants by name. */
  readonly constants: ReadonlyMap<string, GraphConstant>;
  /** The operations, each after those whose results it takes. */
  readonly nodes: readonly GraphNode[];
  /** What it gives. */
  readonly output: GraphValueInfo;
}

/** The name of the input of graphs that are made here. */
export const inputName = "input";
