import { DTypeError, OptionError, ShapeError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { fromValues } from "./base.js";
import { allocate, checkDType, type DType, isFloat, type Values, written } from "./dtype.js";
import type { Operand } from "./operand.js";
import { checkShape, formatShape, type Shape, sizeOf } from "./shape.js";
import type { Literal, Nested, ShapeOf } from "./shape-types.js";
import type { Tensor } from "./tensor.js";

/** What `tensor` takes: a number, nested arrays, or a typed array. */
export type TensorValues = Nested | Float32Array | Float64Array | Int32Array | Uint8Array;

/** Options of `tensor`; S and D are the shape and dtype asked for. */
export interface TensorOptions<S extends Shape = Shape, D extends DType = DType> {
  /**
   * The dtype. Default: bool for booleans, that of a Float64Array or Int32Array for those, int32 for a
   * Uint8Array, else float32.
   */
  readonly dtype?: D;
  /** The shape; by default that of the nesting. */
  readonly shape?: S;
  /** Collect gradients for this tensor. Default false; only for float32 and float64. */
  readonly requiresGrad?: boolean;
  /** A name for graphs, summaries and messages. */
  readonly name?: string;
}

/** The dtype that values have when none is asked for. */
export type DTypeOf<V> = V extends Float64Array
  ? "float64"
  : V extends Int32Array | Uint8Array
    ? "int32"
    : V extends Float32Array
      ? "float32"
      : [First<V>] extends [never]
        ? "float32"
        : First<V> extends boolean
          ? "bool"
          : "float32";
type First<V> = V extends readonly [infer A, ...(readonly unknown[])]
  ? A extends readonly unknown[]
    ? First<A>
    : A
  : V extends readonly (infer A)[]
    ? A extends readonly (infer B)[]
      ? B
      : A
    : V;

/** The shape that values have when none is asked for: that of the nesting. */
export type ShapeOfValues<V> = V extends Float32Array | Float64Array | Int32Array | Uint8Array
  ? [number]
  : ShapeOf<V>;

/**
 * A tensor from a number, nested arrays or a typed array; the values are copied.
 *
 * Shapes: the nesting, `[[0, 0], [0, 1], [1, 0]] → [3, 2]`, or `options.shape`. The type carries it.
 * Throws ShapeError for rows of different lengths or a shape that does not fit, DTypeError for a value
 * that is not a number or boolean or that the dtype does not hold (1.5 in int32, 2 in bool), OptionError for
 * requiresGrad on whole numbers.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).shape // [2, 2]
 * tensor(-2, { requiresGrad: true, name: "w" })
 */
export function tensor<
  const V extends TensorValues,
  const S extends Shape = ShapeOfValues<V>,
  D extends DType = DTypeOf<V>,
>(values: V, options?: TensorOptions<S, D>): Tensor<Literal<S>, D> {
  const {
    dtype: asked,
    shape: given,
    requiresGrad = false,
    name,
  } = checkOptions("tensor", options, 'dtype: "int32", shape, requiresGrad?, name');
  const nesting = measure(values);
  const dtype = asked ?? dtypeOf(values);
  checkDType("tensor", dtype);
  if (requiresGrad && !isFloat(dtype)) {
    throw new OptionError(
      `tensor: expected float32 or float64 for requiresGrad, got ${dtype}; try { dtype: "float32", requiresGrad: true }`,
    );
  }
  const shape = given ?? nesting;
  checkShape("tensor", shape);
  const size = sizeOf(nesting);
  if (sizeOf(shape) !== size) {
    throw new ShapeError(
      `tensor: expected ${sizeOf(shape)} values for shape ${formatShape(shape)}, got ${size}; try a shape whose sizes multiply to ${size}`,
    );
  }
  const data = allocate(dtype, size);
  fill({ data, dtype }, 0, values, nesting, 0);
  const result = fromValues(data, shape.slice(), dtype, { requiresGrad, name });
  return result as Operand as Tensor<Literal<S>, D>;
}

/** The lengths along the first element of each level. */
function measure(values: unknown): number[] {
  const shape: number[] = [];
  for (let level = values; Array.isArray(level) || ArrayBuffer.isView(level); ) {
    const list = level as ArrayLike<unknown>;
    shape.push(list.length);
    if (list.length === 0) break;
    level = list[0];
  }
  return shape;
}

function dtypeOf(values: unknown): DType {
  if (values instanceof Float64Array) return "float64";
  if (values instanceof Int32Array || values instanceof Uint8Array) return "int32";
  let first = values;
  while (Array.isArray(first)) first = first[0];
  return typeof first === "boolean" ? "bool" : "float32";
}

/** Where values go. */
interface Target {
  readonly data: Values;
  readonly dtype: DType;
}

/**
 * Copies nested values into data from position `at`, checking each level; returns the position after them.
 */
function fill(into: Target, at: number, values: unknown, shape: Shape, depth: number): number {
  if (depth === shape.length) {
    if (typeof values !== "number" && typeof values !== "boolean") throw notANumber(values, depth > 0);
    into.data[at] = written("tensor", values, into.dtype);
    return at + 1;
  }
  if (!Array.isArray(values) && !ArrayBuffer.isView(values)) {
    throw new ShapeError(
      `tensor: expected nested arrays of shape ${formatShape(shape)}, got ${describe(values)} at depth ${depth}; try the same nesting everywhere`,
    );
  }
  const list = values as ArrayLike<unknown>;
  if (list.length !== shape[depth]) {
    throw new ShapeError(
      `tensor: expected rows of one length, got ${shape[depth]} and ${list.length}; try padding the shorter ones`,
    );
  }
  let position = at;
  for (let i = 0; i < list.length; i++) position = fill(into, position, list[i], shape, depth + 1);
  return position;
}

function notANumber(value: unknown, nested: boolean): Error {
  if (nested && Array.isArray(value)) {
    return new ShapeError(
      "tensor: expected the same nesting everywhere, got an array beside a number; try brackets around each row",
    );
  }
  return new DTypeError(`tensor: expected numbers or booleans, got ${describe(value)}; try Number(value)`);
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null
    ? (value.constructor?.name ?? "an object")
    : quoted(value);
}
