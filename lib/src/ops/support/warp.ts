import { apply } from "../../autograd/apply.js";
import type { Operation } from "../../autograd/operation.js";
import { type FillMode, warp as run, type WarpLayout, warpGradient } from "../../engine/reference/warp.js";
import type { Operand } from "../../tensor/operand.js";
import type { Shape } from "../../tensor/shape.js";

/** What lies outside the images. */
export interface WarpFill {
  readonly fillMode: FillMode;
  readonly fillValue: number;
}

const layoutOf = (shape: Shape, fill: WarpFill): WarpLayout => ({
  batch: shape[0]!,
  height: shape[1]!,
  width: shape[2]!,
  channels: shape[3]!,
  ...fill,
});

const forward: Operation<WarpFill, WarpLayout> = {
  name: "warp",
  saves: ["inputs"],
  plan: ([x], fill) => ({ shape: x!.shape, dtype: x!.dtype, plan: layoutOf(x!.shape, fill) }),
  run: (_engine, [x, transforms], out, layout) => run(x!, transforms!, out, layout),
  backward: ({ inputs: [, transforms], attributes, gradient }) => [
    apply<WarpFill, WarpLayout, Operand>(back, [gradient, transforms!], attributes),
    undefined,
  ],
};

const back: Operation<WarpFill, WarpLayout> = {
  name: "warpGradient",
  saves: ["inputs"],
  plan: ([g], fill) => ({ shape: g!.shape, dtype: g!.dtype, plan: layoutOf(g!.shape, fill) }),
  run: (_engine, [g, transforms], out, layout) => warpGradient(g!, transforms!, out, layout),
  backward: ({ inputs: [, transforms], attributes, gradient }) => [
    // What lies outside has no part in how the result changes with the images.
    apply<WarpFill, WarpLayout, Operand>(forward, [gradient, transforms!], { ...attributes, fillValue: 0 }),
    undefined,
  ],
};

/** Images [N, H, W, C] seen through affine maps [N, 6] of float64 (warp.ts of the reference engine says how). */
export function warp(images: Operand, transforms: Operand, fill: WarpFill): Operand {
  return apply(forward, [images, transforms], fill);
}
