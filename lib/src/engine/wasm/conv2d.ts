import type { Values } from "../../tensor/dtype.js";
import type { ConvLayout, Engine } from "../engine.js";
import { blocksOf } from "../reference/blocks.js";
import { type Arena, activeArena, inFloats } from "./arena.js";
import { inputGradient, kernelGradient } from "./conv2d-gradients.js";
import { TILES } from "./matmul.js";
import { PASS, share } from "./share.js";
import { visit } from "./visit.js";

type ConvKernel = (x: Values, y: Values, out: Values, layout: ConvLayout) => void;

/** Computes a convolution on arrays in the arena, unless its bits could differ. Says whether it did. */
export type ArenaConvKernel = (
  arena: Arena,
  arrays: readonly [x: Values, y: Values, out: Values],
  layout: ConvLayout,
) => boolean;

const convolve: ArenaConvKernel = (arena, [x, kernel, out], layout) => {
  const border = borderOf(layout);
  // The reference engine adds nothing where zeros stand in the border.
  if (border.bytes > 0 && !onlyFinite(arena, kernel)) return false;
  const { batch, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } = layout;
  const depth = windowHeight * windowWidth * channels;
  // Windows of long sums are laid out as four rows.
  const own = TILES + (blocksOf(depth) > 1 ? depth * 16 : 0);
  const room = arena.scratch(border.bytes + depth * Math.ceil(outChannels / 8) * 32 + own * arena.threads);
  const panels = room + border.bytes;
  const tiles = panels + depth * Math.ceil(outChannels / 8) * 32;
  arena.kernels.pack(kernel.byteOffset, panels, depth, outChannels, outChannels * 4, 4);
  const from = border.add(arena, x, room);
  const places = batch * outHeight * outWidth;
  const numbers = [from, panels, out.byteOffset, 0, places, tiles, ...sizesOf(border.layout)];
  share(arena, "convolve", [...numbers, layout.dilationY, layout.dilationX], {
    size: 4,
    moves: { 3: 1 },
    scratch: { 5: own },
    unit: 4,
    work: multiplications(layout),
  });
  return true;
};

/** Below this many multiplications copies into WebAssembly's memory cost more than its kernel saves. */
const WORTH_COPYING = 50_000;

/** A convolution that works where its arrays lie, or on copies of them; else the fallback's. */
function withFallback(run: ArenaConvKernel, fallback: ConvKernel): ConvKernel {
  return (x, y, out, layout) => {
    const arena = activeArena();
    const isInside = arena !== undefined && inFloats(arena, x, y, out);
    const done = isInside
      ? run(arena, [x, y, out], layout)
      : multiplications(layout) >= WORTH_COPYING &&
        visit([x, y], out, (other, [a, b], to) => run(other, [a!, b!, to], layout));
    if (!done) fallback(x, y, out, layout);
  };
}

export function wasmConv2d(fallback: Engine["conv2d"]): Engine["conv2d"] {
  return withFallback(convolve, fallback);
}

export function wasmConv2dInputGradient(
  fallback: Engine["conv2dInputGradient"],
): Engine["conv2dInputGradient"] {
  return withFallback(inputGradient, fallback);
}

export function wasmConv2dKernelGradient(
  fallback: Engine["conv2dKernelGradient"],
): Engine["conv2dKernelGradient"] {
  return withFallback(kernelGradient, fallback);
}

export function multiplications(layout: ConvLayout): number {
  const { batch, outHeight, outWidth, windowHeight, windowWidth, channels, outChannels } = layout;
  return batch * outHeight * outWidth * windowHeight * windowWidth * channels * outChannels;
}

/** The sizes and strides, in the order in which all kernels take them. */
export function sizesOf(layout: ConvLayout): number[] {
  const { height, width, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } = layout;
  const sizes = [height, width, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels];
  return [...sizes, layout.strideY, layout.strideX];
}

/** What windows cover beside the input. */
interface Border {
  /** Of the input with its border. */
  readonly layout: ConvLayout;
  /** The room that the input takes with its border; 0 where there is none. */
  readonly bytes: number;
  /** The address of an input with its border, which is made in some room if there is one. */
  add(arena: Arena, x: Values, room: number): number;
}

export function borderOf(layout: ConvLayout): Border {
  const { batch, channels, outHeight, outWidth, windowHeight, windowWidth } = layout;
  const { strideY, strideX, padTop, padLeft, dilationY, dilationX } = layout;
  const height = (outHeight - 1) * strideY + (windowHeight - 1) * dilationY + 1;
  const width = (outWidth - 1) * strideX + (windowWidth - 1) * dilationX + 1;
  if (padTop === 0 && padLeft === 0 && height <= layout.height && width <= layout.width) {
    return { layout, bytes: 0, add: (_arena, x) => x.byteOffset };
  }
  const image = height * width * channels;
  return {
    layout: { ...layout, height, width },
    bytes: batch * image * 4 + 64,
    add(arena, x, room) {
      const sizes = [layout.height, layout.width, channels, height, width, padTop, padLeft];
      share(arena, "borderImages", [x.byteOffset, room, batch, ...sizes], {
        size: 2,
        moves: { 0: layout.height * layout.width * channels * 4, 1: image * 4 },
        unit: 1,
        work: batch * image * PASS,
      });
      return room;
    },
  };
}

/** Whether no value is infinite or NaN. */
export function onlyFinite(arena: Arena, values: Values): boolean {
  return arena.kernels.allFinite(values.byteOffset, values.length) === 1;
}
