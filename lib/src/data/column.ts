import { DTypeError, ShapeError } from "../errors.js";
import { fromDeferred, fromValues, isTensor } from "../tensor/base.js";
import { allocate, type DType, type Values } from "../tensor/dtype.js";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.js";
import { TensorSpec } from "./element-spec.js";
import { PackedImages } from "./packed-images.js";

/** One part of the data, cut along its first axis into rows. */
export interface Column {
  readonly length: number;
  /** What one row is. */
  readonly spec: TensorSpec;
  /** One row by itself. */
  row(index: number): unknown;
  /** The given rows, one below the other. */
  gather(rows: readonly number[]): unknown;
}

/** Copies rows of `size` values each; rows that follow each other in the data are copied in one piece. */
function gatherValues(from: Values, rows: readonly number[], target: { size: number; out: Values }): void {
  const { size, out } = target;
  if (size === 1) {
    for (let r = 0; r < rows.length; r++) out[r] = from[rows[r]!]!;
    return;
  }
  for (let r = 0; r < rows.length; ) {
    let end = r + 1;
    while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
    const first = rows[r]! * size;
    out.set(from.subarray(first, first + (end - r) * size), r * size);
    r = end;
  }
}

function valuesColumn(values: Values, shape: Shape, dtype: DType): Column {
  const rowShape = shape.slice(1);
  const size = sizeOf(rowShape);
  return {
    length: shape[0]!,
    spec: new TensorSpec(rowShape, dtype),
    row: (index) => fromValues(values.slice(index * size, (index + 1) * size), rowShape, dtype),
    gather(rows) {
      const out = allocate(dtype, rows.length * size);
      gatherValues(values, rows, { size, out });
      return fromValues(out, [rows.length, ...rowShape], dtype);
    },
  };
}

function packedColumn(images: PackedImages): Column {
  const size = images.height * images.width;
  // A batch is four times its bytes: a recorded step has it written straight into its own memory.
  const gather = (rows: readonly number[], shape: Shape): unknown => {
    const write = (to: Values): void => images.gather(rows, to as Float32Array);
    return fromDeferred(write, shape, "float32");
  };
  return {
    length: images.length,
    spec: new TensorSpec([size], "float32"),
    row: (index) => gather([index], [size]),
    gather: (rows) => gather(rows, [rows.length, size]),
  };
}

function textColumn(texts: readonly string[]): Column {
  return {
    length: texts.length,
    spec: new TensorSpec([], "string"),
    row: (index) => texts[index],
    gather: (rows) => rows.map((row) => texts[row]),
  };
}

/** True for nested arrays of numbers, booleans or strings: one column, not a tuple of columns. */
function isNestedData(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  const isData = (item: unknown): boolean =>
    typeof item === "number" || typeof item === "boolean" || typeof item === "string" || isNestedData(item);
  return value.every(isData);
}

const countOf = (length: number | undefined): string =>
  length === undefined ? "a single value" : `an array of ${length}`;

/** Shape and flat values of nested arrays. Throws ShapeError when rows differ in length. */
function flatten(where: string, nested: readonly unknown[]): { shape: number[]; flat: unknown[] } {
  const shape: number[] = [];
  for (let level: unknown = nested; Array.isArray(level); level = level[0]) shape.push(level.length);
  const flat: unknown[] = [];
  const visit = (value: unknown, axis: number): void => {
    const expected = shape[axis];
    const got = Array.isArray(value) ? value.length : undefined;
    if (got !== expected) {
      throw new ShapeError(
        `${where}: expected rows of one shape ${formatShape(shape)}, got ${countOf(got)} ` +
          `instead of ${countOf(expected)} on axis ${axis}; ` +
          "for several columns wrap each in tensor(...)",
      );
    }
    if (Array.isArray(value)) for (const item of value) visit(item, axis + 1);
    else flat.push(value);
  };
  visit(nested, 0);
  return { shape, flat };
}

function nestedColumn(where: string, nested: readonly unknown[]): Column {
  const { shape, flat } = flatten(where, nested);
  const kinds = new Set(flat.map((value) => typeof value));
  if (kinds.size > 1) {
    throw new DTypeError(
      `${where}: expected values of one kind, got ${[...kinds].join(" and ")}; ` +
        "for several columns wrap each in tensor(...)",
    );
  }
  if (kinds.has("string")) {
    if (shape.length > 1) {
      throw new ShapeError(
        `${where}: expected strings in a flat array, got shape ${formatShape(shape)}; ` +
          "try one array of strings per column",
      );
    }
    return textColumn(flat as string[]);
  }
  if (kinds.has("boolean")) return valuesColumn(Uint8Array.from(flat as number[], Number), shape, "bool");
  return valuesColumn(Float32Array.from(flat as number[]), shape, "float32");
}

/** Cuts a value into rows, or returns `undefined` when it is a tuple or record of such values. */
export function toColumn(where: string, value: unknown): Column | undefined {
  if (isTensor(value)) {
    if (value.rank === 0) {
      throw new ShapeError(
        `${where}: expected data with at least one axis to cut along, got a single number; try [value]`,
      );
    }
    return valuesColumn(value.data, value.shape, value.dtype);
  }
  if (value instanceof PackedImages) return packedColumn(value);
  if (value instanceof Float32Array) return valuesColumn(value, [value.length], "float32");
  if (value instanceof Float64Array) return valuesColumn(value, [value.length], "float64");
  if (value instanceof Int32Array) return valuesColumn(value, [value.length], "int32");
  if (value instanceof Uint8Array) return valuesColumn(Int32Array.from(value), [value.length], "int32");
  return isNestedData(value) ? nestedColumn(where, value) : undefined;
}
