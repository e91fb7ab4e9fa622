import type { Values } from "../../tensor/dtype.js";
import type { ConvLayout, Engine } from "../engine.js";
import { blocksOf } from "../reference/blocks.js";
import { activeArena, inFloats } from "./arena.js";
import { inputGradient, kernelGradient } from "./conv2d-gradients.js";
import { type ArenaConvKernel, borderOf, multiplications, onlyFinite, sizesOf } from "./conv2d-windows.js";
import { TILES } from "./matmul.js";
import { share } from "./share.js";
import { visit } from "./visit.js";

type ConvKernel = (x: Values, y: Values, out: Values, layout: ConvLayout) => void;

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
