import { ShapeError } from "../errors.js";
import { type AnyTensor, asTensor } from "./base.js";
import type { DType } from "./dtype.js";
import { addMethod } from "./methods.js";
import type { Operand } from "./operand.js";
import { formatShape, type Shape } from "./shape.js";

/** One value as JavaScript knows it. */
export type Scalar<D extends DType> = [D] extends ["bool"] ? boolean : number;

/** Values as nested arrays of a shape: [4, 2] → number[][]. */
export type NestedArray<S extends Shape, V> = number extends S["length"]
  ? V | NestedValues<V>[]
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? NestedArray<Rest, V>[]
    : V;

/** Values nested to a depth that is not known. */
export type NestedValues<V> = V | NestedValues<V>[];

declare module "./operations.js" {
  interface Operations {
    /** The one value of a tensor that holds one. Throws ShapeError when it holds more or none. */
    item<D extends DType>(this: Operand<Shape, D>): Scalar<D>;
    /** The values as nested arrays. */
    toArray<S extends Shape, D extends DType>(this: Operand<S, D>): NestedArray<S, Scalar<D>>;
    /** What `JSON.stringify` writes: the values as nested arrays. JSON has null for NaN and infinities. */
    toJSON<S extends Shape, D extends DType>(this: Operand<S, D>): NestedArray<S, Scalar<D>>;
  }
}

function item(x: AnyTensor): number | boolean {
  if (x.size !== 1) {
    throw new ShapeError(
      `item: expected a tensor of one value, got shape ${formatShape(x.shape)}; try .sum(), .mean() or .toArray()`,
    );
  }
  return scalar(x, 0);
}

function toArray(x: AnyTensor): NestedValues<number | boolean> {
  let position = 0;
  const level = (axis: number): NestedValues<number | boolean> => {
    if (axis === x.rank) return scalar(x, position++);
    return Array.from({ length: x.shape[axis]! }, () => level(axis + 1));
  };
  return level(0);
}

function scalar(x: AnyTensor, i: number): number | boolean {
  return x.dtype === "bool" ? asTensor(x).data[i] !== 0 : x.data[i]!;
}

addMethod("item", item);
addMethod("toArray", toArray);
addMethod("toJSON", toArray);
