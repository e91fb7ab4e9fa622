import type { Values } from "../../tensor/dtype.js";
import type { ConvLayout } from "../engine.js";
import type { Arena } from "./arena.js";
import { PASS, share } from "./share.js";

/* What a convolution and its gradients have in common: how they are called, the border, and what they cost. */

/** Computes a convolution on arrays in the arena, unless its bits could differ. Says whether it did. */
export type ArenaConvKernel = (
  arena: Arena,
  arrays: readonly [x: Values, y: Values, out: Values],
  layout: ConvLayout,
) => boolean;

/** How many products of two values a convolution adds up, and each of its gradients. */
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
  const { kernels } = arena.setWith("allFinite", values.length * PASS);
  return kernels.allFinite(values.byteOffset, values.length) === 1;
}
