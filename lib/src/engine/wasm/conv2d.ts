import type { Values } from "../../tensor/dtype.js";
import type { ConvLayout, Engine, WindowLayout } from "../engine.js";
import { type Arena, activeArena, inFloats } from "./arena.js";

/*
 * Convolutions of recorded steps as matrix products over tiles of windows laid out as rows. The order of
 * summation is the reference engine's; zeros stand where it adds nothing, which changes no bit as long as the
 * other factor is finite, so kernels and gradients with infinities or NaN are left to the reference engine.
 */

/** Bytes of windows laid out at a time: they stay in the second-level cache. */
const ROWS_BYTES = 256 * 1024;
const TILE = 128;

/** The scratch regions of a product of laid-out rows [count, k] with a packed [k, n]. */
interface Regions {
  readonly tile: number;
  readonly panels: number;
  readonly other: number;
  readonly rows: number;
  /** Rows laid out at a time. */
  readonly count: number;
}

function regions(arena: Arena, k: number, n: number): Regions {
  const panels = k * Math.ceil(n / 8) * 32;
  const other = k * n * 4 + 64;
  const count = Math.max(8, Math.floor(ROWS_BYTES / (k * 4)) & ~3);
  // Rows past the end are read, so there is room for four more.
  const tile = arena.scratch(TILE + panels + other + (count + 4) * k * 4 + 64);
  return {
    tile,
    panels: tile + TILE,
    other: tile + TILE + panels,
    rows: tile + TILE + panels + other,
    count,
  };
}

function windowNumbers(layout: ConvLayout, channels: number): number[] {
  const { height, width, windowHeight, windowWidth, outHeight, outWidth } = layout;
  const { strideY, strideX, padTop, padLeft, dilationY, dilationX } = layout;
  const windows = [windowHeight, windowWidth, outHeight, outWidth, strideY, strideX, padTop, padLeft];
  return [height, width, channels, ...windows, dilationY, dilationX];
}

export function wasmConv2d(fallback: Engine["conv2d"]): Engine["conv2d"] {
  return (x, kernel, out, layout) => {
    const arena = activeArena();
    if (arena === undefined || !inFloats(arena, x, kernel, out) || !allFinite(kernel)) {
      fallback(x, kernel, out, layout);
      return;
    }
    const { batch, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } = layout;
    const k = windowHeight * windowWidth * channels;
    const { tile, panels, rows, count } = regions(arena, k, outChannels);
    const numbers = windowNumbers(layout, channels);
    const { kernels } = arena;
    kernels.pack(kernel.byteOffset, panels, k, outChannels, outChannels * 4, 4);
    const places = batch * outHeight * outWidth;
    for (let first = 0; first < places; first += count) {
      const some = Math.min(count, places - first);
      kernels.imageToRows(x.byteOffset, rows, first, some, ...numbers);
      const to = out.byteOffset + first * outChannels * 4;
      kernels.multiply(rows, panels, to, some, k, outChannels, k * 4, 4, outChannels * 4, tile, 0);
    }
  };
}

export function wasmConv2dInputGradient(
  fallback: Engine["conv2dInputGradient"],
): Engine["conv2dInputGradient"] {
  return (gradient, kernel, out, layout) => {
    const arena = activeArena();
    if (arena === undefined || !inFloats(arena, gradient, kernel, out) || !allFinite(kernel)) {
      fallback(gradient, kernel, out, layout);
      return;
    }
    const { batch, height, width, channels, windowHeight, windowWidth, outChannels } = layout;
    const k = windowHeight * windowWidth * outChannels;
    const { tile, panels, other, rows, count } = regions(arena, k, channels);
    const numbers = windowNumbers(layout, outChannels);
    const { kernels } = arena;
    kernels.transposeBlocks(kernel.byteOffset, other, windowHeight * windowWidth, channels, outChannels);
    kernels.pack(other, panels, k, channels, channels * 4, 4);
    const places = batch * height * width;
    for (let first = 0; first < places; first += count) {
      const some = Math.min(count, places - first);
      kernels.gradientToRows(gradient.byteOffset, rows, first, some, ...numbers);
      const to = out.byteOffset + first * channels * 4;
      kernels.multiply(rows, panels, to, some, k, channels, k * 4, 4, channels * 4, tile, 0);
    }
  };
}

export function wasmConv2dKernelGradient(
  fallback: Engine["conv2dKernelGradient"],
): Engine["conv2dKernelGradient"] {
  return (x, gradient, out, layout) => {
    const arena = activeArena();
    if (arena === undefined || !inFloats(arena, x, gradient, out) || !allFinite(gradient)) {
      fallback(x, gradient, out, layout);
      return;
    }
    const { batch, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } = layout;
    const k = windowHeight * windowWidth * channels;
    const count = Math.max(8, Math.floor(ROWS_BYTES / (k * 4)) & ~3);
    const panelBytes = count * Math.ceil(outChannels / 8) * 32;
    const tile = arena.scratch(TILE + panelBytes + (count * k + 64) * 4);
    const panels = tile + TILE;
    const rows = panels + panelBytes;
    const numbers = windowNumbers(layout, channels);
    const { kernels } = arena;
    const places = batch * outHeight * outWidth;
    for (let first = 0; first < places; first += count) {
      const some = Math.min(count, places - first);
      kernels.imageToRows(x.byteOffset, rows, first, some, ...numbers);
      kernels.pack(
        gradient.byteOffset + first * outChannels * 4,
        panels,
        some,
        outChannels,
        outChannels * 4,
        4,
      );
      const more = first === 0 ? 0 : 1;
      const to = out.byteOffset;
      kernels.multiply(rows, panels, to, k, some, outChannels, 4, k * 4, outChannels * 4, tile, more);
    }
  };
}

export function wasmMaxPool2dIndices(fallback: Engine["maxPool2dIndices"]): Engine["maxPool2dIndices"] {
  return (x, out, layout) => {
    const arena = activeArena();
    const plain = layout.dilationY === 1 && layout.dilationX === 1;
    if (arena === undefined || !plain || !inFloats(arena, x) || !arena.owns(out.buffer)) {
      fallback(x, out, layout);
      return;
    }
    arena.kernels.maxPool2dIndices(x.byteOffset, out.byteOffset, ...poolNumbers(layout));
  };
}

function poolNumbers(layout: WindowLayout): number[] {
  const { batch, height, width, channels, windowHeight, windowWidth, outHeight, outWidth } = layout;
  const { strideY, strideX, padTop, padLeft } = layout;
  const sizes = [batch, height, width, channels, windowHeight, windowWidth, outHeight, outWidth];
  return [...sizes, strideY, strideX, padTop, padLeft];
}

/** Whether no value is infinite or NaN: x - x is 0 for all others. */
function allFinite(values: Values): boolean {
  let rest = 0;
  for (let i = 0; i < values.length; i++) rest += values[i]! - values[i]!;
  return rest === 0;
}
