import { readFileSync } from "node:fs";
import * as gradbook from "gradbook";
import { type DType, isTensor, type Operand, type Shape, type Tensor, tensor } from "gradbook";
import * as ops from "../../../lib/src/ops/index.js";

/** A tensor as the reference files write it. */
export interface TensorSpec {
  readonly shape: number[];
  readonly dtype: DType;
  readonly data: (number | string)[];
  readonly axes?: number[];
  readonly ranges?: (null | number | [number])[];
}

/** One call of an operation and what it should give. */
export interface Case {
  readonly op: string;
  readonly note: string;
  readonly args: unknown[];
  readonly expected: TensorSpec;
  /** Which part of a result of several tensors is meant. */
  readonly pick?: string;
}

/** A case with the gradients of Σ result · cotangent, null for what has none. */
export interface GradientCase extends Case {
  readonly cotangent: TensorSpec;
  readonly gradients: unknown[];
}

/** The files of the folder reference, which its generators write. */
export const referenceFiles = [
  "unary",
  "binary",
  "reduce",
  "moving",
  "products",
  "layouts",
  "einsum",
  "more",
] as const;

/** The operations by name, as the reference files call them. */
export const operations = gradbook as unknown as Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** Every operation: what lib/src/ops exports besides types. */
export const operationNames: readonly string[] = Object.keys(ops).sort();

/** The operations whose second argument is an axis. */
export const alongAnAxis = (
  "sum mean prod max min variance std logSumExp any all argmax argmin " +
  "softmax logSoftmax cumsum cumprod sort argsort flip squeeze norm"
).split(" ");

export function readCases(name: string): Case[] {
  return JSON.parse(readFileSync(new URL(`reference/${name}.json`, import.meta.url), "utf8"));
}

/** The cases with gradients. */
export function readGradientCases(): GradientCase[] {
  return ["more-gradients", "einsum-gradients"].flatMap((name) => readCases(name) as GradientCase[]);
}

/** Any tensor. */
export type Any = Tensor<Shape, DType>;

export function fromSpec(spec: TensorSpec): Operand {
  const values = spec.data.map(Number);
  const whole = tensor(values, { shape: spec.shape, dtype: spec.dtype }) as Operand as Any;
  if (spec.axes !== undefined) return whole.transpose(spec.axes) as Operand;
  if (spec.ranges !== undefined) return whole.slice(spec.ranges) as Operand;
  return whole;
}

/** An argument of a case: tensors, lists of them and those in options are built, anything else is passed on. */
export function toArgument(value: unknown): unknown {
  if (Array.isArray(value) && value.some((v) => typeof v === "object" && v !== null && "dtype" in v)) {
    return value.map(toArgument);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if ("data" in value) return fromSpec(value as TensorSpec);
  return Object.fromEntries(Object.entries(value).map(([name, option]) => [name, toArgument(option)]));
}

/** The largest error of a result, in units that 1 is the limit of; Infinity when shape or dtype differ. */
export function errorOf(result: unknown, expected: TensorSpec): number {
  if (!isTensor(result)) return Number.POSITIVE_INFINITY;
  if (result.dtype !== expected.dtype || result.shape.join() !== expected.shape.join()) {
    return Number.POSITIVE_INFINITY;
  }
  // A few units in the last place: 6e-8 is half of one for float32.
  const unit = result.dtype === "float64" ? 1e-14 : result.dtype === "float32" ? 4e-7 : 0.5;
  let worst = 0;
  expected.data.forEach((value, i) => {
    const e = Number(value);
    const r = result.data[i]!;
    if (Object.is(r, e) || r === e) return;
    const error = Math.abs(r - e) / (unit * Math.max(1, Math.abs(e)));
    worst = Math.max(worst, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
  });
  return worst;
}
