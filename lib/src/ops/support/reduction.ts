import { apply } from "../../autograd/apply.js";
import type { Operation } from "../../autograd/operation.js";
import type { ReductionLayout, ReductionName } from "../../engine/engine.js";
import { ShapeError } from "../../errors.js";
import { checkOptions } from "../../given.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { DType } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import { formatShape, normalizeAxes, type Shape, sizeOf } from "../../tensor/shape.js";
import type { AxisOption } from "../../tensor/shape-types.js";
import { checkTensor } from "./operands.js";

/** A run of adjacent axes, the end not included. */
export interface AxisGroup {
  readonly start: number;
  readonly end: number;
}

/** What a reduction over one group of axes is told. */
export interface ReductionAttributes extends AxisGroup {
  /** Whether the axes stay, with size 1. */
  readonly keepDims: boolean;
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

/** The shape in which each axis of a group has size 1. */
export function keptShape(shape: Shape, { start, end }: AxisGroup): number[] {
  return shape.map((size, axis) => (axis >= start && axis < end ? 1 : size));
}

/** The forward half of a reduction over one group of axes. */
export function reduction(
  name: ReductionName,
  dtype: (x: DType) => DType = (x) => x,
): Omit<Operation<ReductionAttributes, ReductionLayout>, "backward"> {
  return {
    name,
    plan([x], group) {
      const { start, end, keepDims } = group;
      const shape = keepDims
        ? keptShape(x!.shape, group)
        : [...x!.shape.slice(0, start), ...x!.shape.slice(end)];
      return { shape, dtype: dtype(x!.dtype), plan: reductionLayout(x!.shape, group) };
    },
    run: (engine, [x], out, layout) => engine.reduction[name](x!, out, layout),
  };
}

/** A reduction to be done over all axes or some. */
export interface GroupedReduction {
  readonly x: Operand;
  readonly axis: AxisOption | undefined;
  readonly options: ReduceOptions | undefined;
  readonly operation: Operation<ReductionAttributes, ReductionLayout>;
}

/** Applies a reduction to each group of neighbours among some axes, the last first. */
export function applyToGroups(x: AnyTensor, { axes, keepDims, operation }: GroupsOfAxes): AnyTensor {
  let result = x;
  // No axes at all: an empty group, so that the result is a tensor of its own.
  const groups = axes.length === 0 ? [{ start: x.rank, end: x.rank }] : groupAxes(axes);
  for (const group of groups) {
    result = asTensor(
      apply<ReductionAttributes, ReductionLayout, Operand>(operation, [result], { ...group, keepDims }),
    );
  }
  return result;
}

/** Sorted axes to reduce over and the operation that does it. */
export interface GroupsOfAxes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
  readonly operation: Operation<ReductionAttributes, ReductionLayout>;
}

/**
 * Reduces over each group of neighbouring axes, the last first, with an operation that needs a value to
 * choose from. Throws OptionError for an axis that is not there, ShapeError when a result would have no value.
 */
export function reduceGroups(where: string, { x, axis, options, operation }: GroupedReduction): AnyTensor {
  checkTensor(where, x);
  const axes = normalizeAxes(where, axis, x.shape.length);
  const { keepDims = false } = checkOptions(where, options, "keepDims?: true");
  if (sizeOf(x.shape) === 0 && sizeOf(withoutAxes(x.shape, axes, keepDims)) > 0) {
    throw new ShapeError(
      `${where}: expected at least one value to choose from, got shape ${formatShape(x.shape)}; try an axis that is not empty`,
    );
  }
  return applyToGroups(asTensor(x), { axes, keepDims, operation });
}
