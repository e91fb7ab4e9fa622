import { DataError } from "../../errors.js";
import { currentRecording } from "../../recorder/current.js";
import { type AnyTensor, fromValues, isTensor, valuesOf } from "../../tensor/base.js";
import type { Values } from "../../tensor/dtype.js";
import type { GraphAttribute, GraphNode } from "./graph.js";

/**
 * Sizes, axes or places, which no recorded step has to look for in tensors. A single one may stand for itself, without
 * an axis.
 */
export class Sizes {
  constructor(
    readonly values: readonly number[],
    readonly isSingle = false,
  ) {}

  /** The same as a tensor. */
  tensor(): AnyTensor {
    const shape = this.isSingle ? [] : [this.values.length];
    return fromValues(Int32Array.from(this.values), shape, "int32");
  }
}

/** What the nodes of a graph compute with. */
export type GraphValue = AnyTensor | Sizes;

/** The values of a tensor. A recorded step may use those of constants; what it has computed itself would end it. */
function numbersOf(tensor: AnyTensor): Values {
  return currentRecording()?.made(tensor) ? tensor.data : valuesOf(tensor);
}

/** What a node is given, checked as it is asked for. Throws DataError for what is not there or of another kind. */
export class Given {
  constructor(
    readonly node: GraphNode,
    readonly values: readonly (GraphValue | undefined)[],
  ) {}

  fail(expected: string, got: unknown): never {
    throw new DataError(
      `${this.node.op} node that gives ${this.node.outputs[0]}: expected ${expected}, got ${JSON.stringify(got) ?? "none"}; try another version of the operations where the file was made`,
    );
  }

  has(input: number): boolean {
    return this.values[input] !== undefined;
  }

  /** An input as a tensor. */
  tensor(input: number): AnyTensor {
    const value = this.values[input];
    if (value === undefined) this.fail(`an input number ${input}`, undefined);
    return isTensor(value) ? value : value.tensor();
  }

  /** All inputs as tensors. */
  tensors(): readonly AnyTensor[] {
    return this.values.map((_, i) => this.tensor(i));
  }

  /** An input as sizes; undefined when it is left out. */
  sizes(input: number): readonly number[] | undefined {
    const value = this.values[input];
    if (value === undefined) return undefined;
    return isTensor(value) ? [...numbersOf(value)] : value.values;
  }

  /** An input as one number. */
  single(input: number, otherwise?: number): number {
    const size = this.sizes(input)?.[0] ?? otherwise;
    return size ?? this.fail(`a number as input ${input}`, undefined);
  }

  /** All inputs as sizes, when none is a tensor. */
  allSizes(): readonly Sizes[] | undefined {
    return this.values.every((value) => value instanceof Sizes)
      ? (this.values as readonly Sizes[])
      : undefined;
  }

  number(name: string, otherwise?: number): number {
    const value = this.#attribute(name);
    if (value === undefined && otherwise !== undefined) return otherwise;
    return typeof value === "number" ? value : this.fail(`a number as ${name}`, value);
  }

  text(name: string, otherwise: string): string {
    const value = this.#attribute(name) ?? otherwise;
    return typeof value === "string" ? value : this.fail(`a text as ${name}`, value);
  }

  numbers(name: string): readonly number[] | undefined {
    const value = this.#attribute(name);
    if (value === undefined) return undefined;
    return typeof value === "object" ? value : this.fail(`numbers as ${name}`, value);
  }

  /** Ends it when an attribute has another value than those that are known here. */
  only(name: string, ...known: readonly (number | string)[]): void {
    const value = this.#attribute(name);
    if (value !== undefined && !known.includes(value as number)) {
      this.fail(`${name} of ${known.map((each) => JSON.stringify(each)).join(" or ")}`, value);
    }
  }

  #attribute(name: string): GraphAttribute | undefined {
    return Object.hasOwn(this.node.attributes, name) ? this.node.attributes[name] : undefined;
  }
}

/** Computes what a node gives. */
export type Interpretation = (given: Given) => GraphValue | readonly GraphValue[];
