import type { Values } from "../../tensor/dtype.js";
import type { ConvLayout, Engine, WindowLayout } from "../engine.js";
import { type Arena, activeArena, inFloats } from "./arena.js";
import { share } from "./share.js";
import { visit } from "./visit.js";

/*
 * Convolutions of recorded steps as matrix products over tiles of windows laid out as rows. The order of
 * summation is the reference engine's; zeros stand where it adds nothing, which changes no bit as long as the
 * other factor is finite, so kernels and gradients with infinities or NaN are left to the reference engine.
 */

/** Bytes of windows laid out at a time: they stay in the second-level cache. */
const ROWS_BYTES = 256 * 1024;
const TILE = 128;

function windowNumbers(layout: ConvLayout, channels: number): number[] {
  const { height, width, windowHeight, windowWidth, outHeight, outWidth } = layout;
  const { strideY, strideX, padTop, padLeft, dilationY, dilationX } = layout;
  const windows = [windowHeight, windowWidth, outHeight, outWidth, strideY, strideX, padTop, padLeft];
  return [height, width, channels, ...windows, dilationY, dilationX];
}

/** How many rows of k values are laid out at a time. */
function rowsAtATime(k: number): number {
  return Math.max(8, Math.floor(ROWS_BYTES / (k * 4)) & ~3);
}

/** The windows of x laid out as rows [places, k] · a kernel [k, n], for any part of the places. */
interface Convolution {
  readonly x: Values;
  /** The address of the kernel [k, n], and whether it has to be laid out transposed first. */
  readonly kernel: Values;
  readonly out: Values;
  readonly places: number;
  readonly k: number;
  readonly n: number;
  readonly backward: boolean;
  readonly windows: readonly number[];
}

function convolve(arena: Arena, convolution: Convolution): void {
  const { x, kernel, out, places, k, n, backward, windows } = convolution;
  const some = rowsAtATime(k);
  const panelBytes = k * Math.ceil(n / 8) * 32;
  const swapped = panelBytes + k * n * 4 + 64;
  const own = TILE + (some + 4) * k * 4 + 64;
  const panels = arena.scratch(swapped + own * arena.threads);
  let from = kernel.byteOffset;
  if (backward) {
    from = panels + panelBytes;
    arena.kernels.transposeBlocks(
      kernel.byteOffset,
      from,
      windows[3]! * windows[4]!,
      n,
      k / (windows[3]! * windows[4]!),
    );
  }
  arena.kernels.pack(from, panels, k, n, n * 4, 4);
  const scratch = panels + swapped;
  const numbers = [x.byteOffset, panels, out.byteOffset, 0, places, some, k, n, scratch, backward ? 1 : 0];
  share(arena, "convolve", [...numbers, ...windows], {
    size: 4,
    moves: { 2: n * 4, 3: 1 },
    scratch: { 8: own },
    unit: 4,
    work: places * k * n,
  });
}

type ConvKernel = (x: Values, y: Values, out: Values, layout: ConvLayout) => void;
type ArenaConvKernel = (arena: Arena, x: Values, y: Values, out: Values, layout: ConvLayout) => void;

/** Below this many multiplications copies into WebAssembly's memory cost more than its kernel saves. */
const WORTH_COPYING = 50_000;

/**
 * A convolution that works where its arrays lie, or on copies of them; the reference engine's where zeros at the
 * border would be multiplied by something infinite in y.
 */
function withFallback(run: ArenaConvKernel, fallback: ConvKernel): ConvKernel {
  const tried = (arena: Arena, x: Values, y: Values, out: Values, layout: ConvLayout): boolean => {
    if (!onlyFinite(arena, y)) return false;
    run(arena, x, y, out, layout);
    return true;
  };
  return (x, y, out, layout) => {
    const arena = activeArena();
    const isInside = arena !== undefined && inFloats(arena, x, y, out);
    const done = isInside
      ? tried(arena, x, y, out, layout)
      : multiplications(layout) >= WORTH_COPYING &&
        visit([x, y], out, (other, [a, b], to) => tried(other, a!, b!, to, layout));
    if (!done) fallback(x, y, out, layout);
  };
}

function multiplications(layout: ConvLayout): number {
  const { batch, outHeight, outWidth, windowHeight, windowWidth, channels, outChannels } = layout;
  return batch * outHeight * outWidth * windowHeight * windowWidth * channels * outChannels;
}

export function wasmConv2d(fallback: Engine["conv2d"]): Engine["conv2d"] {
  return withFallback((arena, x, kernel, out, layout) => {
    const { batch, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } = layout;
    convolve(arena, {
      x,
      kernel,
      out,
      places: batch * outHeight * outWidth,
      k: windowHeight * windowWidth * channels,
      n: outChannels,
      backward: false,
      windows: windowNumbers(layout, channels),
    });
  }, fallback);
}

export function wasmConv2dInputGradient(
  fallback: Engine["conv2dInputGradient"],
): Engine["conv2dInputGradient"] {
  return withFallback((arena, gradient, kernel, out, layout) => {
    const { batch, height, width, channels, windowHeight, windowWidth, outChannels } = layout;
    convolve(arena, {
      x: gradient,
      kernel,
      out,
      places: batch * height * width,
      k: windowHeight * windowWidth * outChannels,
      n: channels,
      backward: true,
      windows: windowNumbers(layout, outChannels),
    });
  }, fallback);
}

/** Fewer channels than these are not worth laying out window place by window place. */
const FEW_CHANNELS = 8;

export function wasmConv2dKernelGradient(
  fallback: Engine["conv2dKernelGradient"],
): Engine["conv2dKernelGradient"] {
  return withFallback((arena, x, gradient, out, layout) => {
    const { batch, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } = layout;
    const windows = windowHeight * windowWidth;
    const some = rowsAtATime(windows * channels);
    const own = TILE + some * Math.ceil(outChannels / 8) * 32 + (some * windows * channels + 64) * 4;
    const scratch = arena.scratch(own * arena.threads);
    const places = batch * outHeight * outWidth;
    const addresses = [x.byteOffset, gradient.byteOffset, out.byteOffset];
    const numbers = [...addresses, 0, windows, places, some, outChannels, scratch];
    share(arena, "kernelGradient", [...numbers, ...windowNumbers(layout, channels)], {
      size: 4,
      moves: { 2: channels * outChannels * 4, 3: 1 },
      scratch: { 8: own },
      unit: channels < FEW_CHANNELS ? windows : 1,
      work: multiplications(layout),
    });
  }, fallback);
}

export function wasmMaxPool2dIndices(fallback: Engine["maxPool2dIndices"]): Engine["maxPool2dIndices"] {
  return (x, out, layout) => {
    const arena = activeArena();
    const plain = layout.dilationY === 1 && layout.dilationX === 1;
    if (arena === undefined || !plain || !inFloats(arena, x) || !arena.owns(out.buffer)) {
      fallback(x, out, layout);
      return;
    }
    const { batch, outHeight, outWidth, channels, windowHeight, windowWidth } = layout;
    const image = outHeight * outWidth * channels;
    share(arena, "maxPool2dIndices", [x.byteOffset, out.byteOffset, 0, ...poolNumbers(layout)], {
      size: 3,
      moves: { 1: image * 4, 2: 1 },
      unit: 1,
      work: batch * image * windowHeight * windowWidth * 2,
    });
  };
}

function poolNumbers(layout: WindowLayout): number[] {
  const { batch, height, width, channels, windowHeight, windowWidth, outHeight, outWidth } = layout;
  const { strideY, strideX, padTop, padLeft } = layout;
  const sizes = [batch, height, width, channels, windowHeight, windowWidth, outHeight, outWidth];
  return [...sizes, strideY, strideX, padTop, padLeft];
}

/** Whether no value is infinite or NaN. */
function onlyFinite(arena: Arena, values: Values): boolean {
  return arena.kernels.allFinite(values.byteOffset, values.length) === 1;
}
