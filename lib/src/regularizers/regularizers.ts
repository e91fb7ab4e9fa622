import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { abs } from "../ops/abs.js";
import { add } from "../ops/add.js";
import { mul } from "../ops/mul.js";
import { sum } from "../ops/sum.js";
import { libraryFunction } from "../recorder/own-code.js";
import type { DType } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Adds a penalty on weights to the loss: weights → a single number. One of your own may name a narrower type. */
export type Regularizer = {
  /** Weights → their penalty. */
  call(weights: Tensor<Shape, DType>): Tensor<[], DType>;
}["call"];

/** Options of {@link l1l2}. */
export interface L1L2Options {
  /** Factor of the sum of absolute values. Default 0. */
  readonly l1?: number;
  /** Factor of the sum of squares. Default 0. */
  readonly l2?: number;
}

/**
 * rate · Σ |w|: pushes weights to exactly 0. Keras's default rate is 0.01.
 *
 * @example
 * ```ts
 * nn.dense(64, { kernelRegularizer: regularizers.l1(1e-4) });
 * ```
 */
export function l1(rate = 0.01): Regularizer {
  return l1l2({ l1: rate });
}

/** rate · Σ w²: keeps weights small. Its gradient is 2 · rate · w: half of it is the usual weight decay. */
export function l2(rate = 0.01): Regularizer {
  return l1l2({ l2: rate });
}

/** l1 · Σ |w| + l2 · Σ w². Throws OptionError when both are 0 or one is negative. */
export function l1l2(options: L1L2Options): Regularizer {
  const { l1 = 0, l2 = 0 } = checkOptions("l1l2", options, "l1#: 0.01, l2#: 0.01");
  if (!(l1 >= 0 && l2 >= 0 && l1 + l2 > 0)) {
    throw new OptionError(
      `regularizers: expected rates of at least 0, one of them above 0, got l1 ${l1} and l2 ${l2}; try l2(0.01)`,
    );
  }
  const regularizer: Regularizer = libraryFunction<Regularizer>((weights) => {
    const absolute = l1 > 0 ? mul(sum(abs(weights)), l1) : undefined;
    const squared = l2 > 0 ? mul(sum(mul(weights, weights)), l2) : undefined;
    const penalty =
      absolute !== undefined && squared !== undefined ? add(absolute, squared) : (absolute ?? squared);
    return penalty as Tensor<[], DType>;
  });
  rates.set(regularizer, { l1, l2 });
  return regularizer;
}

const rates = new WeakMap<Regularizer, L1L2Options>();

/** The rates of a regularizer made here; undefined for one's own function. */
export function ratesOf(regularizer: Regularizer): L1L2Options | undefined {
  return rates.get(regularizer);
}
