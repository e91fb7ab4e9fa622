import { OptionError, ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import { coarse } from "./json.js";
import { type ChartOptions, chartLayout, lowColorBar, lowColorBarHeight, lowRows } from "./layout.js";
import { diverging, neutral } from "./palette.js";
import { countOf, formatNumber } from "./text.js";
import { checkCount, extent, shapeText, type TensorLike, toFlat } from "./values.js";

export interface KernelsOptions extends ChartOptions {
  /** [height, width] of the pictures that a dense layer's units look at. Default: square. */
  readonly size?: readonly [number, number];
  /** How many kernels to draw. Default 16. */
  readonly count?: number;
  /** Kernels in a row. Default: up to 8. */
  readonly columns?: number;
}

const narrowPlot = 330;

/**
 * What a layer looks for: its kernels as small pictures, blue for negative weights, vermillion for positive.
 *
 * `weights` [height, width, in, out] of a convolution (each pair of input and output channel is a picture),
 * or [in, out] of a dense layer over pictures (each unit is one). All share one color scale around 0.
 *
 * @throws ShapeError for weights of another shape, or a dense layer whose inputs are no picture of `size`;
 * OptionError for a count outside 1…64.
 *
 * @example
 * plot.kernels({ data: [1, 0, -1, 2, 0, -2, 1, 0, -1], shape: [3, 3, 1, 1] }, { title: "Sobel" });
 */
export function kernels(weights: TensorLike, options?: KernelsOptions): Figure {
  const {
    size,
    count = 16,
    columns = 8,
    title = "Kernels",
    alt,
    height,
  } = checkOptions("plot.kernels", options, 'title: "A title", alt, height#, size, count#, columns#');
  const { all, tall, wide } = splitKernels(weights, size);
  const shown = all.slice(0, checkCount(count, where, { least: 1, most: 64 }));
  const across = Math.min(shown.length, checkCount(columns, where, { least: 1, most: 64 }));
  const down = Math.ceil(shown.length / across);
  const gap = Math.max(1, Math.round(wide / 12));
  const [total, deep] = [across * (wide + gap) - gap, down * (tall + gap) - gap];
  const range = extent(shown.flat());
  if (range === undefined) {
    throw new OptionError(`${where}: expected finite weights, got none; try looking for NaN in the layer`);
  }
  const most = Math.max(Math.abs(range[0]), Math.abs(range[1])) || 1;
  const mosaic = Array.from({ length: deep }, () => new Array<number | null>(total).fill(null));
  shown.forEach((kernel, index) => {
    const left = (index % across) * (wide + gap);
    const top = Math.floor(index / across) * (tall + gap);
    coarse(kernel, most).forEach((value, pixel) => {
      const row = mosaic[top + Math.floor(pixel / wide)];
      if (row !== undefined) row[left + (pixel % wide)] = value;
    });
  });
  const scale = Math.min(narrowPlot / total, 40);
  const hidden = { showticklabels: false, ticks: "", showgrid: false, zeroline: false, constrain: "domain" };
  return new Figure({
    title,
    alt:
      alt ??
      `${countOf(shown.length, "kernel")}${shown.length < all.length ? ` of ${all.length}` : ""}, ${tall} × ${wide}, ` +
        `weights from ${formatNumber(range[0], 3)} to ${formatNumber(range[1], 3)}.`,
    data: [
      {
        type: "heatmap",
        z: mosaic,
        zmin: -most,
        zmax: most,
        colorscale: diverging,
        colorbar: lowColorBar("weight", 8),
        hoverongaps: false,
        hovertemplate: "weight %{z:.3~g}<extra></extra>",
      },
    ],
    layout: chartLayout({
      title,
      height: height ?? Math.round(deep * scale) + 54 + lowColorBarHeight,
      top: 6,
      bottom: 8,
      left: 12,
      rest: {
        ...lowRows,
        xaxis: { ...hidden, color: neutral, range: [-0.5, total - 0.5] },
        yaxis: { ...hidden, color: neutral, range: [deep - 0.5, -0.5], scaleanchor: "x" },
      },
    }),
  });
}

const where = "plot.kernels";

/** Each kernel as its rows of weights, one after the other. */
function splitKernels(
  weights: TensorLike,
  size: readonly [number, number] | undefined,
): { readonly all: number[][]; readonly tall: number; readonly wide: number } {
  const { shape } = weights;
  const flat = toFlat(weights, where);
  const [first = 0, second = 0, third = 1, fourth = 1] = shape;
  if (shape.length === 2) {
    const side = Math.sqrt(first);
    const [tall, wide] = size ?? [side, side];
    if (!Number.isInteger(tall) || !Number.isInteger(wide) || tall * wide !== first) {
      throw new ShapeError(
        `${where}: expected a dense layer's weights [height · width, units], got shape ${shapeText(shape)}; try { size: [height, width] }`,
      );
    }
    const all = Array.from({ length: second }, (_, unit) => takeEvery(flat, unit, second));
    return { all, tall, wide };
  }
  if (shape.length !== 4 || flat.length === 0) {
    throw new ShapeError(
      `${where}: expected weights [height, width, in, out] or [in, out], got shape ${shapeText(shape)}; try layer.kernel`,
    );
  }
  const pairs = third * fourth;
  return {
    all: Array.from({ length: pairs }, (_, pair) => takeEvery(flat, pair, pairs)),
    tall: first,
    wide: second,
  };
}

function takeEvery(values: readonly number[], start: number, step: number): number[] {
  return values.filter((_, index) => index % step === start);
}
