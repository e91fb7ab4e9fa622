import type { WindowLayout } from "../../engine/engine.js";
import { OptionError, ShapeError } from "../../errors.js";
import { quoted } from "../../given.js";
import { formatShape, type Shape } from "../../tensor/shape.js";

/** One number for both axes, or one for each: [vertical, horizontal]. */
export type Pair = number | readonly [vertical: number, horizontal: number];

/**
 * What surrounds the input: `"valid"` nothing, `"same"` as many zeros as make the output ⌈size / stride⌉
 * (the odd one at the end, as in TensorFlow), or widths: one for all sides, or [vertical, horizontal].
 */
export type Padding = "valid" | "same" | Pair;

/** How windows lie over [N, H, W, C]. */
export interface Windows {
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/** Two whole numbers of at least `least`. Throws OptionError. */
export function pair(
  where: string,
  value: Pair,
  { name, least }: { name: string; least: number },
): [number, number] {
  const both: readonly number[] = typeof value === "number" ? [value, value] : value;
  if (both.length !== 2 || !both.every((n) => Number.isInteger(n) && n >= least)) {
    throw new OptionError(
      `${where}: expected ${name} of one or two whole numbers of at least ${least}, got ${quoted(value)}; try ${name}: ${Math.max(least, 1)}`,
    );
  }
  return [both[0]!, both[1]!];
}

/** The widths before the input and the size of the output along one axis. */
function axisWindows(
  where: string,
  size: number,
  {
    window,
    stride,
    dilation,
    padding,
  }: { window: number; stride: number; dilation: number; padding: "same" | number },
): { before: number; out: number } {
  const reach = (window - 1) * dilation + 1;
  if (padding === "same") {
    const out = Math.ceil(size / stride);
    const total = Math.max((out - 1) * stride + reach - size, 0);
    return { before: Math.floor(total / 2), out };
  }
  const out = Math.floor((size + 2 * padding - reach) / stride) + 1;
  if (out < 1) {
    throw new ShapeError(
      `${where}: expected a window that fits the input, got a reach of ${reach} over ${size + 2 * padding}; try padding: "same" or a smaller window`,
    );
  }
  return { before: padding, out };
}

/** How windows of a size lie over an input [N, H, W, C]. Throws ShapeError or OptionError. */
export function windowLayout(
  where: string,
  input: Shape,
  { size, windows }: { size: readonly [number, number]; windows: Windows },
): WindowLayout {
  if (input.length !== 4) {
    throw new ShapeError(
      `${where}: expected an input [N, H, W, C], got ${formatShape(input)}; try expandDims(-1) for the channels or expandDims(0) for the batch`,
    );
  }
  const [batch, height, width, channels] = input as readonly [number, number, number, number];
  const [strideY, strideX] = pair(where, windows.strides, { name: "strides", least: 1 });
  const [dilationY, dilationX] = pair(where, windows.dilation, { name: "dilation", least: 1 });
  const [padY, padX] = paddings(where, windows.padding);
  const [windowHeight, windowWidth] = size;
  const y = axisWindows(where, height, {
    window: windowHeight,
    stride: strideY,
    dilation: dilationY,
    padding: padY,
  });
  const x = axisWindows(where, width, {
    window: windowWidth,
    stride: strideX,
    dilation: dilationX,
    padding: padX,
  });
  return {
    batch,
    height,
    width,
    channels,
    windowHeight,
    windowWidth,
    outHeight: y.out,
    outWidth: x.out,
    strideY,
    strideX,
    padTop: y.before,
    padLeft: x.before,
    dilationY,
    dilationX,
  };
}

function paddings(where: string, padding: Padding): readonly ["same" | number, "same" | number] {
  if (padding === "same") return ["same", "same"];
  if (padding === "valid") return [0, 0];
  if (typeof padding === "string") {
    throw new OptionError(
      `${where}: expected padding "valid", "same" or widths, got ${quoted(padding)}; try "same"`,
    );
  }
  return pair(where, padding, { name: "padding", least: 0 });
}
