import { apply } from "../../autograd/apply.js";
import type { Operation } from "../../autograd/operation.js";
import type { ReductionLayout, ReductionName } from "../../engine/engine.js";
import { ShapeError } from "../../errors.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { DType } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import { formatShape, normalizeAxes, type Shape, sizeOf } from "../../tensor/shape.js";
import type { AxisOption } from "../../tensor/shape-types.js";
import { reshape } from "../reshape.js";
import { checkTensor } from "./operands.js";

/** A run of adjacent axes, the end not included. */
export interface AxisGroup {
  readonly start: number;
  readonly end: number;
}

/** Options of every reduction. */
export interface ReduceOptions {
  /** Keep the reduced axes with size 1. Default false. */
  readonly keepDims?: boolean;
}

/** Sorted axes as runs of neighbours, the last first: [0, 1, 3] → [3, 4), [0, 2). */
export function groupAxes(axes: readonly number[]): AxisGroup[] {
  const groups: { start: number; end: number }[] = [];
  for (const axis of axes) {
    const last = groups[groups.length - 1];
    if (last !== undefined && last.end === axis) last.end = axis + 1;
    else groups.push({ start: axis, end: axis + 1 });
  }
  return groups.reverse();
}

/** A shape without some axes, or with 1 in their place. */
export function withoutAxes(shape: Shape, axes: readonly number[], keepDims: boolean): number[] {
  if (keepDims) return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** A group of axes of a shape as a kernel sees it. */
export function reductionLayout(shape: Shape, { start, end }: AxisGroup): ReductionLayout {
  return {
    outer: sizeOf(shape.slice(0, start)),
    length: sizeOf(shape.slice(start, end)),
    inner: sizeOf(shape.slice(end)),
  };
}

/** The forward half of a reduction over one group of axes, which keep size 1. */
export function reduction(
  name: ReductionName,
  dtype: (x: DType) => DType = (x) => x,
): Omit<Operation<AxisGroup, ReductionLayout>, "backward"> {
  return {
    name,
    plan([x], group) {
      const { start, end } = group;
      const shape = x!.shape.map((size, axis) => (axis >= start && axis < end ? 1 : size));
      return { shape, dtype: dtype(x!.dtype), plan: reductionLayout(x!.shape, group) };
    },
    run: (engine, [x], out, layout) => engine.reduction[name](x!, out, layout),
  };
}

/** A reduction to be done over all axes or some. */
export interface GroupedReduction {
  readonly x: Operand;
  readonly axis: AxisOption | undefined;
  readonly options: ReduceOptions;
  readonly operation: Operation<AxisGroup, ReductionLayout>;
}

/**
 * Reduces over each group of neighbouring axes, the last first, with an operation that needs a value to choose
 * from. Throws OptionError for an axis that is not there, ShapeError when a result would have no value.
 */
export function reduceGroups(where: string, { x, axis, options, operation }: GroupedReduction): AnyTensor {
  checkTensor(where, x);
  const axes = normalizeAxes(where, axis, x.shape.length);
  const kept = withoutAxes(x.shape, axes, options.keepDims ?? false);
  if (sizeOf(x.shape) === 0 && sizeOf(kept) > 0) {
    throw new ShapeError(
      `${where}: expected at least one value to choose from, got shape ${formatShape(x.shape)}; try an axis that is not empty`,
    );
  }
  let result = asTensor(x);
  for (const group of groupAxes(axes))
    result = asTensor(apply<AxisGroup, ReductionLayout, Operand>(operation, [result], group));
  return asTensor(reshape(result, kept) as Operand);
}
