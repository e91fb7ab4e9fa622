import { OptionError, ShapeError } from "../errors.js";
import { quoted } from "../given.js";

/** The sizes of a tensor's axes, outermost first; `[]` is a single number. */
export type Shape = readonly number[];

/** How many values a shape holds: the product of its sizes, 1 for `[]`. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
}

/** A shape as people write it: `[4, 2]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** True when two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Row-major strides, counted in values: [4, 2] → [2, 1]. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i]!;
  }
  return strides;
}

/** Checks that a shape is a list. Throws ShapeError. */
export function checkList(where: string, shape: Shape): void {
  if (!Array.isArray(shape)) {
    const instead = typeof shape === "number" ? `[${shape}]` : "[2, 3]";
    throw new ShapeError(`${where}: expected a list of sizes, got ${quoted(shape)}; try ${instead}`);
  }
}

/** Checks that a shape is a list in which every size is a whole number of at least 0. Throws ShapeError. */
export function checkShape(where: string, shape: Shape): void {
  checkList(where, shape);
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0) {
      throw new ShapeError(
        `${where}: expected sizes that are whole numbers of at least 0, got ${quoted(shape)}; try a shape such as [2, 3]`,
      );
    }
  }
}

/** Turns an axis that may count from the end (-1 is the last) into an index. Throws OptionError. */
export function normalizeAxis(where: string, axis: number, rank: number): number {
  const index = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || index < 0 || index >= rank) {
    const range =
      rank === 0 ? "no axis, as the tensor is a single number" : `an axis from ${-rank} to ${rank - 1}`;
    throw new OptionError(`${where}: expected ${range}, got ${quoted(axis)}; try -1 for the last axis`);
  }
  return index;
}

/** The axes an operation works on, sorted; undefined means all of them. Throws OptionError. */
export function normalizeAxes(where: string, axis: number | Shape | undefined, rank: number): number[] {
  if (axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  if (typeof axis !== "number" && !Array.isArray(axis)) {
    throw new OptionError(
      `${where}: expected an axis or a list of axes, got ${quoted(axis)}; try ${where}(x, 0), with options after the axis`,
    );
  }
  const axes = (typeof axis === "number" ? [axis] : axis).map((a) => normalizeAxis(where, a, rank));
  axes.sort((a, b) => a - b);
  for (let i = 1; i < axes.length; i++) {
    if (axes[i] === axes[i - 1]) {
      throw new OptionError(
        `${where}: expected each axis once, got axis ${axes[i]} twice in ${formatShape(axis as Shape)}; try naming it once`,
      );
    }
  }
  return axes;
}

/**
 * The shape two shapes broadcast to: aligned at the last axis, a size of 1 (or a missing axis) stretches.
 * Throws ShapeError when two sizes differ and neither is 1.
 */
export function broadcastShapes(where: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const result = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const x = a[a.length - i] ?? 1;
    const y = b[b.length - i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new ShapeError(
        `${where}: shapes do not broadcast: ${formatShape(a)} and ${formatShape(b)}; expected equal sizes or 1, counted from the last axis, got ${x} and ${y}; try reshape or expandDims`,
      );
    }
    result[rank - i] = x === 1 ? y : x;
  }
  return result;
}
