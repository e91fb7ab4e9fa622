import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer } from "./layer.js";
import type { ApplyOptions, Module } from "./module.js";

/** What one layer put out. */
export interface Captured {
  /** The way to the layer in its model: `dense_1`. */
  readonly name: string;
  /** The layer that ran. */
  readonly module: Module;
  /** After `backward()` on something computed from it, `output.grad` is the gradient at this layer. */
  readonly output: Tensor<Shape, DType>;
}

/** A model's output and what each of its layers put out on the way, in order. */
export interface Capture {
  /** What the model returned. */
  readonly output: Tensor<Shape, DType>;
  /** What each layer received and returned, in the order they ran. */
  readonly layers: readonly Captured[];
}

/**
 * Runs a model and keeps what every layer in it puts out, for histograms of activations and of gradients.
 *
 * @example
 * ```ts
 * const { output, layers } = nn.capture(model, x);
 * losses.meanSquaredError(y, output).backward();
 * layers.map(({ name, output }) => [name, output.grad]);
 * ```
 */
export function capture(model: Module, x: Operand, options?: ApplyOptions): Capture {
  const layers: Captured[] = [];
  const unhook = namedLayers(model, "").map(([name, module]) =>
    module.onForward(({ output }) => layers.push({ name, module, output })),
  );
  try {
    return { output: model.apply(x, options) as Tensor<Shape, DType>, layers };
  } finally {
    for (const remove of unhook) remove();
  }
}

function namedLayers(module: Module, path: string): (readonly [string, Module])[] {
  const own = module instanceof Layer ? [[path, module] as const] : [];
  const inner = module
    .children()
    .flatMap(([name, child]) => namedLayers(child, path === "" ? name : `${path}.${name}`));
  return [...own, ...inner];
}
