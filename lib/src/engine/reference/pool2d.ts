import type { Values } from "../../tensor/dtype.js";
import type { WindowLayout } from "../engine.js";
import { inBlocks } from "./blocks.js";
import { roundingOf } from "./round.js";

/** Calls `visit` for each channel of each output place with the input places its window covers, in order. */
function forEachWindow(
  layout: WindowLayout,
  visit: (output: number, places: Int32Array, count: number) => void,
): void {
  const { batch, height, width, channels, windowHeight, windowWidth, outHeight, outWidth } = layout;
  const places = new Int32Array(windowHeight * windowWidth);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let c = 0; c < channels; c++) {
          let count = 0;
          for (let ky = 0; ky < windowHeight; ky++) {
            const y = oy * layout.strideY - layout.padTop + ky * layout.dilationY;
            if (y < 0 || y >= height) continue;
            for (let kx = 0; kx < windowWidth; kx++) {
              const x = ox * layout.strideX - layout.padLeft + kx * layout.dilationX;
              if (x >= 0 && x < width) places[count++] = ((n * height + y) * width + x) * channels + c;
            }
          }
          visit(((n * outHeight + oy) * outWidth + ox) * channels + c, places, count);
        }
      }
    }
  }
}

/** Where the greatest value of each window lies, the first of equals; of the first NaN when there is one. */
export function maxPool2dIndices(x: Values, out: Int32Array, layout: WindowLayout): void {
  forEachWindow(layout, (output, places, count) => {
    let best = places[0]!;
    for (let i = 1; i < count; i++) {
      const place = places[i]!;
      if (x[place]! > x[best]! || (Number.isNaN(x[place]!) && !Number.isNaN(x[best]!))) best = place;
    }
    out[output] = best;
  });
}

/**
 * The mean of each window: its values added in order, each sum rounded, more than 4,096 in blocks (blocks.ts); then
 * divided by how many there are.
 */
export function averagePool2d(x: Values, out: Values, layout: WindowLayout): void {
  const round = roundingOf(out);
  forEachWindow(layout, (output, places, count) => {
    const sum = (from: number, to: number): number => {
      let s = 0;
      for (let i = from; i < to; i++) s = round(s + x[places[i]!]!);
      return s;
    };
    out[output] = inBlocks(count, sum, (a, b) => round(a + b)) / count;
  });
}

/** Each window's gradient divided by its size and added to the places it covers, windows in order. */
export function averagePool2dGradient(gradient: Values, out: Values, layout: WindowLayout): void {
  const round = roundingOf(out);
  out.fill(0);
  forEachWindow(layout, (output, places, count) => {
    const share = round(gradient[output]! / count);
    for (let i = 0; i < count; i++) out[places[i]!] = out[places[i]!]! + share;
  });
}
