import { add } from "../../ops/add.js";
import { averagePool2d } from "../../ops/average-pool2d.js";
import { conv2d } from "../../ops/conv2d.js";
import { conv2dTranspose } from "../../ops/conv2d-transpose.js";
import { div } from "../../ops/div.js";
import { groupedConv2d } from "../../ops/grouped-conv2d.js";
import { max } from "../../ops/max-min.js";
import { maxPool2d } from "../../ops/max-pool2d.js";
import { mean } from "../../ops/mean.js";
import { pad } from "../../ops/pad.js";
import { reshape } from "../../ops/reshape.js";
import { slice } from "../../ops/slice.js";
import { transpose } from "../../ops/transpose.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { ones } from "../../tensor/fill.js";
import type { Operand } from "../../tensor/operand.js";
import type { Given, Interpretation } from "./given.js";

/* Windows over images [N, C, H, W], which become [N, H, W, C] on the way; over sequences [N, C, L], images of one row. */

type Two = readonly [number, number];

/** What a node says of its windows, for images. */
interface Windows {
  readonly size: Two;
  readonly strides: Two;
  readonly dilation: Two;
  /** Before and behind, of rows and of columns. */
  readonly pads: readonly [Two, Two];
}

function windowsOf(given: Given, x: AnyTensor, size: readonly number[]): Windows {
  const isImage = x.rank === 4;
  const axes = isImage ? 2 : 1;
  const two = (values: readonly number[], otherwise: number): Two =>
    isImage ? [values[0]!, values[1]!] : [otherwise, values[0]!];
  const named = (name: string): Two => two(given.numbers(name) ?? new Array<number>(axes).fill(1), 1);
  const [window, strides, dilation] = [two(size, 1), named("strides"), named("dilations")];
  given.only("auto_pad", "NOTSET", "VALID", "SAME_UPPER");
  if (given.text("auto_pad", "NOTSET") === "SAME_UPPER") {
    const shape = isImage ? x.shape.slice(2) : [1, x.shape[2]!];
    const widths = shape.map((length, i): Two => {
      const reach = (window[i]! - 1) * dilation[i]! + 1;
      const total = Math.max((Math.ceil(length / strides[i]!) - 1) * strides[i]! + reach - length, 0);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
    return { size: window, strides, dilation, pads: [widths[0]!, widths[1]!] };
  }
  const pads = given.numbers("pads") ?? new Array<number>(2 * axes).fill(0);
  const [before, behind] = [two(pads.slice(0, axes), 0), two(pads.slice(axes), 0)];
  return {
    size: window,
    strides,
    dilation,
    pads: [
      [before[0], behind[0]],
      [before[1], behind[1]],
    ],
  };
}

/** Runs something on [N, H, W, C] and brings its result back. */
function onImages(given: Given, x: AnyTensor, run: (images: Operand) => Operand): AnyTensor {
  if (x.rank !== 3 && x.rank !== 4) given.fail("images [N, C, H, W] or sequences [N, C, L]", x.shape);
  const [n, c, length] = x.shape as readonly [number, number, number];
  const images: Operand = x.rank === 4 ? x : reshape(x, [n, c, 1, length]);
  const y: Operand = transpose(run(transpose(images, [0, 2, 3, 1]) as Operand), [0, 3, 1, 2]);
  return asTensor(x.rank === 4 ? y : (reshape(y, [n, y.shape[1]!, y.shape[3]!]) as Operand));
}

/** [O, I, KH, KW] → [KH, KW, I, O]. */
const kernelLast = (kernel: AnyTensor): Operand => {
  const [o, i, length] = kernel.shape as readonly [number, number, number];
  const four: Operand = kernel.rank === 4 ? kernel : reshape(kernel, [o, i, 1, length]);
  return transpose(four, [2, 3, 1, 0]);
};

const isEven = ([before, behind]: Two): boolean => before === behind;

/** Images with their borders, and the padding that is left for the operation itself to do. */
function bordered(images: Operand, { pads }: Windows, value = 0): { x: Operand; padding: Two } {
  if (pads.every(isEven)) return { x: images, padding: [pads[0][0], pads[1][0]] };
  return { x: pad(images, [[0, 0], pads[0], pads[1], [0, 0]], { value }) as Operand, padding: [0, 0] };
}

function withBias(given: Given, y: Operand): Operand {
  return given.has(2) ? (add(y, given.tensor(2)) as Operand) : y;
}

function convolution(given: Given): AnyTensor {
  const [image, kernel] = [given.tensor(0), given.tensor(1)];
  const windows = windowsOf(given, image, kernel.shape.slice(2));
  const groups = given.number("group", 1);
  return onImages(given, image, (images) => {
    const { x, padding } = bordered(images, windows);
    const options = { strides: windows.strides, dilation: windows.dilation, padding };
    const rows = kernelLast(kernel);
    const y = groups === 1 ? conv2d(x, rows, options) : groupedConv2d(x, rows, { ...options, groups });
    return withBias(given, y as Operand);
  });
}

function transposedConvolution(given: Given): AnyTensor {
  given.only("group", 1);
  given.only("auto_pad", "NOTSET");
  if (given.numbers("output_shape") !== undefined)
    given.fail("pads in place of output_shape", given.numbers("output_shape"));
  const [image, kernel] = [given.tensor(0), given.tensor(1)];
  const { strides, dilation, pads } = windowsOf(given, image, kernel.shape.slice(2));
  const more = given.numbers("output_padding") ?? [0, 0];
  const extra = image.rank === 4 ? more : [0, more[0]!];
  return onImages(given, image, (images) => {
    const all = conv2dTranspose(images, kernelLast(kernel) as never, {
      strides,
      dilation,
      padding: 0,
    }) as Operand;
    const [, height, width] = all.shape as readonly [number, number, number, number];
    // What the result has beyond its windows is zeros.
    const grown: Operand = pad(all, [
      [0, 0],
      [0, extra[0]!],
      [0, extra[1]!],
      [0, 0],
    ]);
    const rows = [pads[0][0], height - pads[0][1] + extra[0]!] as const;
    const columns = [pads[1][0], width - pads[1][1] + extra[1]!] as const;
    return withBias(given, slice(grown, [null, rows, columns]) as Operand);
  });
}

function poolWindowsOf(given: Given, image: AnyTensor): Windows {
  given.only("ceil_mode", 0);
  const windows = windowsOf(given, image, given.numbers("kernel_shape") ?? []);
  if (windows.dilation.some((width) => width !== 1)) given.fail("windows without holes", windows.dilation);
  return windows;
}

function maxPooling(given: Given): AnyTensor {
  const image = given.tensor(0);
  const windows = poolWindowsOf(given, image);
  return onImages(given, image, (images) => {
    const { x, padding } = bordered(images, windows, Number.NEGATIVE_INFINITY);
    return maxPool2d(x, { size: windows.size, strides: windows.strides, padding }) as Operand;
  });
}

function averagePooling(given: Given): AnyTensor {
  const image = given.tensor(0);
  const windows = poolWindowsOf(given, image);
  const { size, strides, pads } = windows;
  const countsBorder = given.number("count_include_pad", 0) === 1;
  return onImages(given, image, (images) => {
    if (!countsBorder && pads.every(isEven)) {
      return averagePool2d(images, { size, strides, padding: [pads[0][0], pads[1][0]] }) as Operand;
    }
    const widths = [[0, 0], pads[0], pads[1], [0, 0]] as const;
    const means: Operand = averagePool2d(pad(images, widths) as Operand, { size, strides });
    if (countsBorder) return means;
    const inside = ones([1, ...images.shape.slice(1, 3), 1]) as Operand;
    return div(means, averagePool2d(pad(inside, widths) as Operand, { size, strides }) as Operand);
  });
}

const global =
  (run: typeof max | typeof mean): Interpretation =>
  (given) => {
    const x = given.tensor(0);
    const axes = x.shape.map((_, axis) => axis).slice(2);
    return asTensor(run(x, axes, { keepDims: true }) as Operand);
  };

export const windows: Readonly<Record<string, Interpretation>> = {
  Conv: convolution,
  ConvTranspose: transposedConvolution,
  MaxPool: maxPooling,
  AveragePool: averagePooling,
  GlobalMaxPool: global(max),
  GlobalAveragePool: global(mean),
};
