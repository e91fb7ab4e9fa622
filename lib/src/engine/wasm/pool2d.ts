import type { Engine } from "../engine.js";
import { activeArena, inFloats } from "./arena.js";
import { share } from "./share.js";

export function wasmMaxPool2dIndices(fallback: Engine["maxPool2dIndices"]): Engine["maxPool2dIndices"] {
  return (x, out, layout) => {
    const arena = activeArena();
    const plain = layout.dilationY === 1 && layout.dilationX === 1;
    if (arena === undefined || !plain || !inFloats(arena, x) || !arena.owns(out.buffer)) {
      fallback(x, out, layout);
      return;
    }
    const { batch, height, width, channels, windowHeight, windowWidth, outHeight, outWidth } = layout;
    const { strideY, strideX, padTop, padLeft } = layout;
    const sizes = [batch, height, width, channels, windowHeight, windowWidth, outHeight, outWidth];
    const image = outHeight * outWidth * channels;
    const numbers = [x.byteOffset, out.byteOffset, 0, ...sizes, strideY, strideX, padTop, padLeft];
    share(arena, "maxPool2dIndices", numbers, {
      size: 3,
      moves: { 1: image * 4, 2: 1 },
      unit: 1,
      // Other channels than fours are written past the end of a part, so there is only one.
      work: channels % 4 === 0 ? batch * image * windowHeight * windowWidth * 2 : 0,
    });
  };
}
