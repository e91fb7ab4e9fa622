import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Every, Nested, ShapeOf } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import type { PackedImages } from "./packed-images.js";

/** A shape without its first axis: what is left when data is cut into rows. */
type RowShape<S extends Shape> = S extends readonly [number, ...infer Rest extends Shape] ? Rest : Shape;

/** What one row of a column is; `never` for what is no column. */
type RowOf<C> = C extends PackedImages
  ? Tensor<[number]>
  : C extends Operand<infer S, infer D>
    ? Tensor<RowShape<S>, D>
    : C extends Float32Array
      ? Tensor<[]>
      : C extends Float64Array
        ? Tensor<[], "float64">
        : C extends Int32Array | Uint8Array
          ? Tensor<[], "int32">
          : C extends readonly string[]
            ? string
            : C extends readonly boolean[]
              ? Tensor<[], "bool">
              : C extends readonly Nested[]
                ? Tensor<RowShape<ShapeOf<C>>>
                : never;

/** The element type of `Dataset.fromTensorSlices(data)`: every component without its first axis. */
export type SliceOf<T> = [RowOf<T>] extends [never] ? { -readonly [K in keyof T]: SliceOf<T[K]> } : RowOf<T>;

/** The type of a batch of `B` elements: every component with a new first axis. */
export type Batched<T, B extends number> =
  T extends Operand<infer S, infer D>
    ? Tensor<[B, ...S], D>
    : T extends number
      ? Tensor<[B]>
      : T extends boolean
        ? Tensor<[B], "bool">
        : T extends string
          ? string[]
          : { -readonly [K in keyof T]: Batched<T[K], B> };

/** The type of a row of a batch: the reverse of {@link Batched}. */
export type Unbatched<T> =
  T extends Operand<infer S, infer D>
    ? Tensor<RowShape<S>, D>
    : T extends readonly string[]
      ? string
      : { -readonly [K in keyof T]: Unbatched<T[K]> };

/** The type of a batch of elements that were filled up to one shape: every size is that of the largest. */
export type PaddedBatch<T, B extends number> =
  T extends Operand<infer S, infer D>
    ? Tensor<[B, ...Every<S, number>], D>
    : T extends number | boolean | string
      ? Batched<T, B>
      : { -readonly [K in keyof T]: PaddedBatch<T[K], B> };

/** The element type of a dataset. */
export type ElementOf<D> = D extends AsyncIterable<infer T> ? T : never;
