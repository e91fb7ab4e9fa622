import { DTypeError, OptionError } from "../errors.js";
import { checkNumber, checkOptions, quoted } from "../given.js";
import { fromValues } from "./base.js";
import { allocate, checkDType, type DType, type Values, written } from "./dtype.js";
import type { Operand } from "./operand.js";
import { checkShape, type Shape, sizeOf } from "./shape.js";
import type { Literal } from "./shape-types.js";
import type { Tensor } from "./tensor.js";

/** Options of tensors that are made from a rule. */
export interface FillOptions<D extends DType = DType> {
  /** Default float32. */
  readonly dtype?: D;
  /** Collect gradients for this tensor. Default false; only for float32 and float64. */
  readonly requiresGrad?: boolean;
  /** A name for graphs, summaries and messages. */
  readonly name?: string;
}

/** Options of {@link arange}. */
export interface ArangeOptions<D extends DType = DType> {
  /** The first value. Default 0. */
  readonly start?: number;
  /** The distance from one value to the next; may be negative. Default 1. */
  readonly step?: number;
  /** Default float32. */
  readonly dtype?: D;
}

/** Options of {@link linspace}. */
export interface LinspaceOptions<D extends DType = DType> {
  /** How many values. Default 50. */
  readonly count?: number;
  /** Default float32. */
  readonly dtype?: D;
}

function build<S extends Shape, D extends DType>(
  where: string,
  shape: S,
  options: FillOptions<D> | undefined,
  fill: (data: Values) => void,
): Tensor<Literal<S>, D> {
  checkShape(where, shape);
  const {
    dtype = "float32",
    requiresGrad = false,
    name,
  } = checkOptions(where, options, 'dtype: "int32", requiresGrad?, name');
  checkDType(where, dtype);
  if (requiresGrad && dtype !== "float32" && dtype !== "float64") {
    throw new OptionError(
      `${where}: expected float32 or float64 for requiresGrad, got ${dtype}; try { dtype: "float32", requiresGrad: true }`,
    );
  }
  const data = allocate(dtype, sizeOf(shape), where);
  fill(data);
  return fromValues(data, shape.slice(), dtype, { requiresGrad, name }) as Operand as Tensor<Literal<S>, D>;
}

/**
 * A tensor full of zeros.
 *
 * @example
 * zeros([2, 2]).toArray() // [[0, 0], [0, 0]]
 */
export function zeros<const S extends Shape, D extends DType = "float32">(
  shape: S,
  options?: FillOptions<D>,
): Tensor<Literal<S>, D> {
  return build("zeros", shape, options, () => {});
}

/**
 * A tensor full of ones.
 *
 * @example
 * ones([2]).toArray() // [1, 1]
 */
export function ones<const S extends Shape, D extends DType = "float32">(
  shape: S,
  options?: FillOptions<D>,
): Tensor<Literal<S>, D> {
  return build("ones", shape, options, (data) => data.fill(1));
}

/**
 * A tensor full of one value.
 *
 * Throws DTypeError for a value that the dtype does not hold: 1.5 in int32, 2 in bool.
 *
 * @example
 * full([2], 0.5).toArray() // [0.5, 0.5]
 */
export function full<const S extends Shape, D extends DType = "float32">(
  shape: S,
  value: number | boolean,
  options?: FillOptions<D>,
): Tensor<Literal<S>, D> {
  if (typeof value !== "number" && typeof value !== "boolean") {
    throw new DTypeError(`full: expected a number, got ${quoted(value)}; try full([2, 3], 0.5)`);
  }
  const number = written("full", value, options?.dtype ?? "float32");
  return build("full", shape, options, (data) => data.fill(number));
}

/** Zeros with the shape and dtype of another tensor. */
export function zerosLike<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, D> {
  return fromValues(allocate(x.dtype, sizeOf(x.shape)), x.shape, x.dtype) as Operand as Tensor<S, D>;
}

/** Ones with the shape and dtype of another tensor. */
export function onesLike<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, D> {
  const data = allocate(x.dtype, sizeOf(x.shape)).fill(1);
  return fromValues(data, x.shape, x.dtype) as Operand as Tensor<S, D>;
}

/**
 * The identity matrix: ones on the diagonal.
 *
 * @example
 * eye(2).toArray() // [[1, 0], [0, 1]]
 */
export function eye<const N extends number, D extends DType = "float32">(
  n: N,
  options?: FillOptions<D>,
): Tensor<Literal<readonly [N, N]>, D> {
  return build("eye", [n, n] as const, options, (data) => {
    for (let i = 0; i < n; i++) data[i * n + i] = 1;
  });
}

/**
 * The values start, start + step, … below `stop` (above it when step is negative).
 *
 * Throws OptionError when step is 0 or a value is not finite, DTypeError for a value that the dtype does not hold.
 *
 * @example
 * arange(4).toArray() // [0, 1, 2, 3]
 */
export function arange<D extends DType = "float32">(
  stop: number,
  options?: ArangeOptions<D>,
): Tensor<[number], D> {
  const { start = 0, step = 1, dtype } = checkOptions("arange", options, "start#: 1, step#, dtype");
  checkNumber("arange", "stop", stop);
  const count = Math.ceil((stop - start) / step);
  if (!Number.isFinite(count)) {
    throw new OptionError(
      `arange: expected finite numbers and a step that is not 0, got start ${start}, stop ${stop}, step ${step}; try step: 1`,
    );
  }
  return build("arange", [Math.max(count, 0)] as [number], { dtype: (dtype ?? "float32") as D }, (data) => {
    for (let i = 0; i < data.length; i++) data[i] = written("arange", start + i * step, dtype ?? "float32");
  });
}

/**
 * Evenly spaced values from `start` to `stop`, both included.
 *
 * Throws OptionError when count is not a whole number of at least 0, DTypeError for a value that the dtype does not
 * hold.
 *
 * @example
 * linspace(0, 1, { count: 5 }).toArray() // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace<D extends DType = "float32">(
  start: number,
  stop: number,
  options?: LinspaceOptions<D>,
): Tensor<[number], D> {
  const { count = 50, dtype } = checkOptions("linspace", options, "count#: 5, dtype");
  checkNumber("linspace", "start", start);
  checkNumber("linspace", "stop", stop);
  if (!Number.isInteger(count) || count < 0) {
    throw new OptionError(`linspace: expected a count of at least 0, got ${quoted(count)}; try count: 50`);
  }
  return build("linspace", [count] as [number], { dtype: (dtype ?? "float32") as D }, (data) => {
    for (let i = 0; i < count; i++) {
      const value = i > 0 && i === count - 1 ? stop : start + ((stop - start) * i) / Math.max(count - 1, 1);
      data[i] = written("linspace", value, dtype ?? "float32");
    }
  });
}
