import { GradientError } from "../errors.js";
import { checkOptions } from "../given.js";
import { mul } from "../ops/mul.js";
import { sum } from "../ops/sum.js";
import { convert } from "../ops/support/operands.js";
import { type AnyTensor, asTensor, fromValues } from "../tensor/base.js";
import { isFloat } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { gradientsOf } from "./backward.js";
import { noGrad, withGrad } from "./grad-mode.js";

/** Options of `gradientCheck`. */
export interface GradientCheckOptions {
  /** How far each value is moved to both sides, times max(1, |value|). Default 1e-5. */
  readonly step?: number;
  /** The relative error that still passes. Default 1e-6. */
  readonly tolerance?: number;
}

/** What {@link gradientCheck} found. */
export interface GradientReport {
  /** True when every relative error is within the tolerance. */
  readonly passed: boolean;
  /** The largest of |analytic - numeric| / max(1, |analytic|, |numeric|). */
  readonly relativeError: number;
  /** Where that error is, and both gradients there. */
  readonly worst: {
    /** Which input. */
    readonly input: number;
    /** Which of its values, in flat order. */
    readonly index: number;
    /** The gradient from `backward`. */
    readonly analytic: number;
    /** The gradient from differences. */
    readonly numeric: number;
  };
}

/** The inputs as float64 tensors of the same shapes; int32 and bool stay. */
export type DoubleInputs<Xs extends readonly Operand[]> = {
  -readonly [I in keyof Xs]: Xs[I] extends Operand<infer S, infer D>
    ? Tensor<S, D extends "float32" ? "float64" : D>
    : never;
};

/**
 * Compares the gradients of a function with differences of its values, in float64:
 * ∂f/∂x ≈ (f(x + h) - f(x - h)) / 2h.
 *
 * The inputs are copied to float64; int32 and bool inputs are passed on and not checked. A result of more
 * than one number is weighted with fixed numbers and summed, so that every entry of it counts.
 * Throws GradientError when there is no float input. Meaningless at kinks (relu at 0) and ties (max of
 * equals).
 *
 * @example
 * gradientCheck((x) => x.sigmoid(), [tensor([1, -2])]).passed // true
 */
export function gradientCheck<const Xs extends readonly Operand[]>(
  f: (...inputs: DoubleInputs<Xs>) => Operand,
  inputs: Xs,
  options?: GradientCheckOptions,
): GradientReport {
  const { step = 1e-5, tolerance = 1e-6 } = checkOptions("gradientCheck", options, "tolerance#: 1e-5, step#");
  const leaves = inputs.map((x) => leaf(asTensor(x)));
  if (!leaves.some((x) => x.requiresGrad)) {
    throw new GradientError(
      "gradientCheck: expected at least one input of dtype float32 or float64, got none; try tensor(values)",
    );
  }
  const value = () => asTensor(weighted(f(...(leaves as readonly Operand[] as DoubleInputs<Xs>))));
  const analytic = withGrad(true, () => gradientsOf(value(), {}));
  let report: GradientReport = {
    passed: true,
    relativeError: 0,
    worst: { input: 0, index: 0, analytic: 0, numeric: 0 },
  };
  leaves.forEach((x, input) => {
    if (!x.requiresGrad) return;
    const gradient = analytic.get(x)?.data ?? new Float64Array(x.size);
    for (let index = 0; index < x.size; index++) {
      const a = gradient[index]!;
      // Not under noGrad: f may take gradients itself.
      const numeric = slope(x, index, { step, value: () => value().data[0]! });
      const relativeError = Math.abs(a - numeric) / Math.max(1, Math.abs(a), Math.abs(numeric));
      // NaN is the worst there is, and stays.
      if (!(relativeError <= report.relativeError) && !Number.isNaN(report.relativeError)) {
        report = {
          passed: relativeError <= tolerance,
          relativeError,
          worst: { input, index, analytic: a, numeric },
        };
      }
    }
  });
  return report;
}

function leaf(x: AnyTensor): AnyTensor {
  if (!isFloat(x.dtype)) return x;
  const values = noGrad(() => convert(x, "float64")).data.slice();
  return fromValues(values, x.shape, "float64", { requiresGrad: true, name: x.name });
}

/** (f(x + h) - f(x - h)) / 2h for one value of x, which is put back. */
function slope(x: AnyTensor, index: number, { step, value }: { step: number; value: () => number }): number {
  const kept = x.data[index]!;
  const h = step * Math.max(1, Math.abs(kept));
  x.data[index] = kept + h;
  const above = value();
  const far = x.data[index]!;
  x.data[index] = kept - h;
  const below = value();
  const distance = far - x.data[index]!;
  x.data[index] = kept;
  return (above - below) / distance;
}

/** A single number out of a result: Σ w_i y_i with weights that differ from place to place. */
function weighted(y: Operand): Operand {
  if (!isFloat(y.dtype)) {
    throw new GradientError(
      `gradientCheck: expected a result of dtype float64, got ${y.dtype} of shape ${formatShape(y.shape)}; try a function of floats`,
    );
  }
  const values = asTensor(y);
  const weights = values.data.map((_, i) => 0.5 + ((i * 7) % 11) / 11);
  return sum(mul(y, fromValues(weights, y.shape, y.dtype) as Operand) as Operand);
}
