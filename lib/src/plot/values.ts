import { DTypeError, OptionError, ShapeError } from "../errors.js";
import { quoted } from "../given.js";

/** Anything with a tensor's values and shape: the library's tensors, and others'. */
export interface TensorLike {
  /** The values, row after row. */
  readonly data: ArrayLike<number>;
  /** The size of each axis. */
  readonly shape: readonly number[];
}

/** A list of numbers: an array, a typed array or a tensor with one axis. */
export type Vector = ArrayLike<number> | TensorLike;

/** Rows of numbers: arrays of arrays, or a tensor with two axes. */
export type Matrix = readonly ArrayLike<number>[] | TensorLike;

/** Numbers in any arrangement. */
export type Numbers = Vector | Matrix;

/** True for tensors and whatever looks like one. */
export function isTensorLike(value: unknown): value is TensorLike {
  return typeof value === "object" && value !== null && "shape" in value && "data" in value;
}

/** A list of numbers, checked. A tensor of shape [N, 1] or [1, N] counts as a list. */
export function toVector(value: Vector, where: string): number[] {
  if (isTensorLike(value)) {
    const long = value.shape.filter((size) => size !== 1);
    if (long.length > 1) {
      throw new ShapeError(
        `${where}: expected a list [N], got shape ${shapeText(value.shape)}; try .flatten(), or pass one row`,
      );
    }
    return toNumbers(value.data, where);
  }
  return toNumbers(value, where);
}

/** All numbers of a list, a matrix or a tensor, in order. */
export function toFlat(value: Numbers, where: string): number[] {
  if (isTensorLike(value)) return toNumbers(value.data, where);
  const first: unknown = value[0];
  if (typeof first === "object" && first !== null) return toMatrix(value as Matrix, where).flat();
  return toNumbers(value as ArrayLike<number>, where);
}

/** Rows of equal length, checked. */
export function toMatrix(value: Matrix, where: string): number[][] {
  if (isTensorLike(value)) {
    const [rows, columns] = value.shape;
    if (value.shape.length !== 2 || rows === undefined || columns === undefined) {
      throw new ShapeError(
        `${where}: expected a matrix [rows, columns], got shape ${shapeText(value.shape)}; try .reshape([rows, columns])`,
      );
    }
    const flat = toNumbers(value.data, where);
    return Array.from({ length: rows }, (_, row) => flat.slice(row * columns, (row + 1) * columns));
  }
  const rows = Array.from(value as ArrayLike<unknown>);
  if (rows.some((row) => typeof row !== "object" || row === null)) {
    throw new ShapeError(
      `${where}: expected a matrix [rows, columns], got shape [${rows.length}]; try [[…], […]], one array for each row`,
    );
  }
  const matrix = rows.map((row) => toNumbers(row as ArrayLike<number>, where));
  const width = matrix[0]?.length ?? 0;
  const uneven = matrix.findIndex((row) => row.length !== width);
  if (uneven >= 0) {
    throw new ShapeError(
      `${where}: expected rows of ${width} numbers, got ${matrix[uneven]?.length} in row ${uneven}; try rows of equal length`,
    );
  }
  return matrix;
}

/** Points in a plane, checked: rows of two numbers. */
export function toPoints(value: Matrix, where: string): [number, number][] {
  if (!isTensorLike(value) && value.length === 0) return [];
  const matrix = toMatrix(value, where);
  return matrix.map((row) => {
    const [x, y] = row;
    if (row.length !== 2 || x === undefined || y === undefined) {
      throw new ShapeError(
        `${where}: expected points [N, 2], got shape [${matrix.length}, ${row.length}]; try two columns of them`,
      );
    }
    return [x, y];
  });
}

/** One number out of a number, a list of one or a tensor of one value. */
export function toScalar(value: number | Vector, where: string): number {
  if (typeof value === "number") return value;
  const list = isTensorLike(value) ? Array.from(value.data) : Array.from(value ?? []);
  const [only] = list;
  if (list.length !== 1 || typeof only !== "number") {
    const got = isTensorLike(value) ? `shape ${shapeText(value.shape)}` : `${list.length} values`;
    throw new ShapeError(
      `${where}: expected one number for each point, got ${got}; try .item() on the output`,
    );
  }
  return only;
}

function toNumbers(values: ArrayLike<number>, where: string): number[] {
  const list = Array.from(values);
  const wrong = list.findIndex((value) => typeof value !== "number" && typeof value !== "boolean");
  if (wrong >= 0) {
    const got: unknown = list[wrong];
    throw new DTypeError(
      `${where}: expected numbers, got ${quoted(got)} at index ${wrong}; try Number(value), or drop it`,
    );
  }
  return list.map(Number);
}

/** Class labels: whole numbers from 0, one for each of `count` points. */
export function toLabels(value: Vector, count: number, where: string): number[] {
  const labels = toVector(value, where);
  if (labels.length !== count) {
    throw new ShapeError(
      `${where}: expected ${count} labels, one for each point, got ${labels.length}; try labels in the points' order`,
    );
  }
  const wrong = labels.find((label) => !Number.isInteger(label) || label < 0);
  if (wrong !== undefined) {
    throw new OptionError(
      `${where}: expected labels 0, 1, 2, …, got ${quoted(wrong)}; try the index of each point's class`,
    );
  }
  return labels;
}

/** The least and the greatest of the finite numbers; undefined if there is none. */
export function extent(values: Iterable<number>): [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** A range, checked: [low, high] with low < high. */
export function checkRange(range: readonly [number, number], where: string): [number, number] {
  const [low, high] = range;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new OptionError(
      `${where}: expected a range [low, high] with low < high, got [${low}, ${high}]; try [0, 1]`,
    );
  }
  return [low, high];
}

/** A count, checked: a whole number from `least` to `most`. */
export function checkCount(
  count: number,
  where: string,
  limits: { readonly least: number; readonly most: number },
): number {
  const { least, most } = limits;
  if (!Number.isInteger(count) || count < least || count > most) {
    throw new OptionError(
      `${where}: expected a whole number from ${least} to ${most}, got ${quoted(count)}; try ${Math.min(30, most)}`,
    );
  }
  return count;
}

/** Numbers from low to high in even steps, both ends included. */
export function linspace(range: readonly [number, number], count: number): number[] {
  const [low, high] = range;
  return Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1));
}

/** `[4, 2]`. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
