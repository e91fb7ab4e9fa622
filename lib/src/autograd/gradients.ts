import { GradientError } from "../errors.js";
import { checkOptions } from "../given.js";
import { asTensor, fromValues } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Tensor as WrittenTensor } from "../tensor/public.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { apply } from "./apply.js";
import { type BackwardOptions, backwardOptions, gradientsOf } from "./backward.js";
import { withGrad } from "./grad-mode.js";
import type { Operation } from "./operation.js";

/** The gradients for a list of tensors: each has its tensor's shape and dtype. */
export type GradientsFor<Xs extends readonly Operand[]> = {
  -readonly [I in keyof Xs]: Xs[I] extends Operand<infer S, infer D> ? Tensor<S, D> : never;
};

/**
 * The gradients of a value with respect to some tensors, without touching anyone's `grad`.
 *
 * Options as for `backward`. Throws GradientError as `backward` does, and when the value does not depend
 * on one of the tensors.
 *
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * const [slope] = gradients(x.mul(x), [x]);
 * slope.item() // 6
 */
export function gradients<const Xs extends readonly Operand[]>(
  y: Operand,
  xs: Xs,
  options?: BackwardOptions,
): GradientsFor<Xs> {
  const all = gradientsOf(asTensor(y), checkOptions("gradients", options, backwardOptions));
  const found = xs.map((x, i) => {
    const gradient = all.get(asTensor(x));
    if (gradient === undefined) {
      const name = asTensor(x).name ?? `tensor ${i} of shape ${formatShape(x.shape)}`;
      throw new GradientError(
        `gradients: expected a value that depends on ${name}, got one that does not; try requiresGrad: true on it, and compute the value from it`,
      );
    }
    return gradient;
  });
  return found as readonly Operand[] as GradientsFor<Xs>;
}

/** The same values as a new node of the graph. */
const identity: Operation<undefined, undefined> = {
  name: "identity",
  plan: ([x]) => ({ shape: x!.shape, dtype: x!.dtype, plan: undefined }),
  run: (engine, [x], out) => engine.unary.copy(x!, out),
  backward: ({ gradient }) => [gradient],
};

/**
 * The derivative of a function of one tensor, as a function: grad(f)(x) = ∂f/∂x at x, with the shape of x.
 *
 * f gives a single number. The result has gradients itself when x has, so grad(grad(f)) is the second
 * derivative.
 * Throws GradientError when f does not depend on its argument or gives more than one number.
 *
 * @example
 * const cube = (x: Tensor<[]>) => x.mul(x).mul(x);
 * grad(cube)(tensor(2)).item() // 12
 */
export function grad<S extends Shape, D extends DType>(
  f: (x: WrittenTensor<S, D>) => Operand,
): (x: Operand<S, D>) => Tensor<S, D> {
  return (x) => {
    const outer = asTensor(x);
    // A value of our own, so that f's gradient is found even if f or its caller uses x elsewhere.
    const inner = outer.requiresGrad
      ? asTensor(apply<undefined, undefined, Operand>(identity, [outer], undefined))
      : fromValues(outer.data, outer.shape, outer.dtype, { requiresGrad: true });
    return withGrad(true, () => {
      const y = f(inner as Operand as WrittenTensor<S, D>);
      return gradients(y, [inner], { createGraph: outer.requiresGrad })[0] as Operand as Tensor<S, D>;
    });
  };
}
