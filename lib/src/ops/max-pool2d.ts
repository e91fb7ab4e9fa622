import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { GatherLayout, WindowLayout } from "../engine/engine.js";
import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type GatherAlong, gatherOperation } from "./gather.js";
import { reshape } from "./reshape.js";
import { checkTensor } from "./support/operands.js";
import { type Padding, type Pair, pair, windowLayout } from "./support/windows.js";

/** Options of pooling. */
export interface Pool2dOptions {
  /** The window's [height, width]. Default 2. */
  readonly size?: Pair;
  /** How far the window moves. Default: its size. */
  readonly strides?: Pair;
  /** What surrounds the input; it never takes part. Default "valid": nothing. */
  readonly padding?: Padding;
}

/** The shape of pooled images. */
export type Pooled<S extends Shape> = S extends readonly [
  infer N extends number,
  number,
  number,
  infer C extends number,
]
  ? [N, number, number, C]
  : Shape;

/** The windows that pooling options describe. */
export function poolWindows(where: string, input: Shape, options?: Pool2dOptions): WindowLayout {
  const given = checkOptions(where, options, 'size: 2, strides, padding: "same"');
  const size = pair(where, given.size ?? 2, { name: "size", least: 1 });
  const layout = windowLayout(where, input, {
    size,
    windows: { strides: given.strides ?? size, padding: given.padding ?? "valid", dilation: 1 },
  });
  if (layout.padTop >= size[0] || layout.padLeft >= size[1]) {
    throw new OptionError(
      `${where}: expected padding smaller than the window of [${size.join(", ")}], got ${quoted(given.padding)}; try padding: "same"`,
    );
  }
  return layout;
}

/** Where the greatest value of each window lies; the values are then gathered, which brings the gradients. */
const indices: Operation<WindowLayout, WindowLayout> = {
  name: "maxPool2dIndices",
  plan: (_inputs, layout) => ({
    shape: [layout.batch, layout.outHeight, layout.outWidth, layout.channels],
    dtype: "int32",
    plan: layout,
  }),
  run: (engine, [x], out, layout) => engine.maxPool2dIndices(x!, out as Int32Array, layout),
};

/**
 * The greatest value of each window of each channel.
 *
 * Shapes: `x [N, H, W, C] → [N, OH, OW, C]`. The gradient goes to the greatest value, the first of equals.
 * Throws ShapeError when x is not a batch of images or a window does not fit, OptionError for options out
 * of range.
 *
 * @example
 * maxPool2d(tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] })).toArray() // [[[[4]]]]
 */
export function maxPool2d<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  options?: Pool2dOptions,
): Tensor<Pooled<S>, D> {
  checkTensor("maxPool2d", x);
  const places = apply<WindowLayout, WindowLayout, Operand<Shape, "int32">>(
    indices,
    [x],
    poolWindows("maxPool2d", x.shape, options),
  );
  const values = reshape(x, [-1]) as Operand;
  const along = { axis: 0, groups: x.shape[0]! };
  return apply<GatherAlong, GatherLayout, Operand>(
    gatherOperation,
    [values, places],
    along,
  ) as Operand as Tensor<Pooled<S>, D>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The greatest value of each window of each channel. See {@link maxPool2d}. */
    maxPool2d<S extends Shape, D extends DType>(
      this: Operand<S, D>,
      options?: Pool2dOptions,
    ): Tensor<Pooled<S>, D>;
  }
}
addMethod("maxPool2d", maxPool2d);
