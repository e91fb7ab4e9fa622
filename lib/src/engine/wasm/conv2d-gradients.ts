import { BLOCK, blocksOf, runOf } from "../reference/blocks.js";
import { type ArenaConvKernel, borderOf, multiplications, onlyFinite, sizesOf } from "./conv2d-windows.js";
import { share } from "./share.js";

/*
 * Gradients of convolutions from lists of what is not zero in the gradient of the output, in the reference engine's
 * order. After max pooling of 2 x 2 three of four values are zero; where none is, they are as fast as products of
 * matrices.
 */

const ENTRY_BYTES = 8;
/** Bytes of sums next to each other, and of levels of their tree. */
const TREE = 1536;
/** Tells kernels to list zeros too, because they are multiplied by something infinite or NaN. */
const EVERY = 15;
/** Values of the gradient whose entries are listed at a time, beside those for the windows' height. */
const LISTED = 32768;
/** About how many values of the images are taken at a time: they stay in the nearest cache. */
const NEAR = 4096;
/** About the share of values that are not zero, for an estimate of the work. */
const USUAL = 0.3;
/** Up to so many values of a window native kernels multiply whole: the same number as in native/c/gradients.h. */
const FEW_VALUES = 32;
/** Which of kernelGradient's arguments is the window's height. */
const WINDOW_HEIGHT = 13;

export const inputGradient: ArenaConvKernel = (arena, [gradient, kernel, out], layout) => {
  const { batch, height, channels, outHeight, outWidth, outChannels } = layout;
  const { strideY, padTop, padLeft, dilationY, dilationX } = layout;
  const areFinite = onlyFinite(arena, gradient) && onlyFinite(arena, kernel);
  // Zeros stand in the holes of a window.
  if (!areFinite && dilationY * dilationX > 1) return false;
  const windowHeight = (layout.windowHeight - 1) * dilationY + 1;
  const windowWidth = (layout.windowWidth - 1) * dilationX + 1;
  const turned = windowHeight * (windowWidth + 2) * outChannels * Math.ceil(channels / 16) * 64 + 64;
  const some = Math.ceil((LISTED * strideY) / (outWidth * outChannels));
  const most = Math.min(outHeight, Math.ceil((some + windowHeight) / strideY));
  const own = TREE + (most * outWidth + 4) * 4 + most * outWidth * outChannels * ENTRY_BYTES + 64;
  const weights = arena.scratch(turned + own * arena.threads);
  const size = [layout.windowHeight, layout.windowWidth, channels, outChannels] as const;
  arena.kernels.turnKernel(kernel.byteOffset, weights, ...size, dilationY, dilationX);
  const numbers = [gradient.byteOffset, weights, out.byteOffset, 0, batch * height, weights + turned];
  const sizes = sizesOf({ ...layout, windowHeight, windowWidth });
  const rest = [...sizes, dilationY, dilationX, padTop, padLeft];
  share(arena, "inputGradient", [...numbers, some, most, areFinite ? 1 : 0, ...rest], {
    size: 4,
    moves: { 3: 1 },
    scratch: { 5: own },
    unit: 1,
    // Other channels than fours are written past the end of a part, so there is only one.
    work: channels % 4 === 0 ? multiplications(layout) * USUAL : 0,
  });
  return true;
};

export const kernelGradient: ArenaConvKernel = (arena, [x, gradient, out], layout) => {
  const { batch, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } = layout;
  const { strideY, strideX, dilationY, dilationX } = layout;
  const border = borderOf(layout);
  // The reference engine adds nothing where zeros stand in the border.
  if (border.bytes > 0 && !onlyFinite(arena, gradient)) return false;
  const places = batch * outHeight * outWidth;
  // A power of two blocks of long sums.
  const some = BLOCK * 2 ** Math.max(0, Math.round(Math.log2(NEAR / (strideY * strideX * channels) / BLOCK)));
  const vectors = Math.ceil((((windowWidth - 1) * dilationX + 1) * channels) / 4) * windowHeight;
  const filled = Math.ceil(vectors / 6) * 6;
  // Of short sums there is one, which is added to.
  const slots = blocksOf(places) > 1 ? 32 - Math.clz32(Math.ceil(places / some)) : 1;
  const lists = 4 * some * ENTRY_BYTES + (some / runOf(places)) * 16 + 256;
  const own = lists + TREE + filled * 4 + outChannels * slots * filled * 16 + 64;
  const room = arena.scratch(border.bytes + own * arena.threads);
  const from = border.add(arena, x, room);
  const every = onlyFinite(arena, x) ? 0 : EVERY;
  const numbers = [from, gradient.byteOffset, out.byteOffset, 0, outChannels, room + border.bytes];
  const sizes = [...sizesOf(border.layout), dilationY, dilationX];
  const work = multiplications(layout) * USUAL;
  const isDense =
    windowHeight * windowWidth * channels <= FEW_VALUES &&
    arena.setWith("kernelGradient", work).native !== undefined;
  const row = 4 * channels * border.layout.width * dilationY;
  share(arena, "kernelGradient", [...numbers, every, batch, some, slots, ...sizes], {
    // Native vectors hold all of a few channels: such a part has rows of the window.
    ...(isDense && outChannels < 32
      ? { size: WINDOW_HEIGHT, moves: { 0: row, 2: 4 * windowWidth * channels * outChannels }, unit: 1 }
      : // Lists are made four channels at a time, and each part reads all of x.
        { size: 4, moves: { 3: 1 }, unit: isDense ? 16 : outChannels < 32 ? 4 : 8 }),
    scratch: { 5: own },
    work,
  });
  return true;
};
