import type { Values } from "../../tensor/dtype.js";
import type { ConvLayout, WindowLayout } from "../engine.js";
import { sumSideBySide } from "./blocks.js";
import { roundingOf } from "./round.js";

/*
 * Convolution of x [N, H, W, I] with a kernel [KH, KW, I, O] to [N, OH, OW, O], as a matrix product would do it:
 * every result starts at +0 and its terms are added one by one, each product and each sum rounded; more than 4,096
 * terms in blocks (blocks.ts).
 *   conv2d:                (ky, kx, i) in order
 *   conv2dInputGradient:   (ky, kx, o) in order
 *   conv2dKernelGradient:  (n, oy, ox) in order
 * Places outside the input, and windows that do not cover it, are terms that add nothing.
 */

/** Calls `visit` for each of some output places and each kernel place that meets the input, the kernel in order. */
export function forEachMeeting(
  layout: WindowLayout,
  [first, end]: readonly [number, number],
  visit: (input: number, kernelPlace: number, outputPlace: number) => void,
): void {
  const { height, width, channels, windowHeight, windowWidth, outHeight, outWidth } = layout;
  for (let place = first; place < end; place++) {
    const ox = place % outWidth;
    const oy = ((place - ox) / outWidth) % outHeight;
    const n = Math.floor(place / (outWidth * outHeight));
    for (let ky = 0; ky < windowHeight; ky++) {
      const y = oy * layout.strideY - layout.padTop + ky * layout.dilationY;
      if (y < 0 || y >= height) continue;
      for (let kx = 0; kx < windowWidth; kx++) {
        const x = ox * layout.strideX - layout.padLeft + kx * layout.dilationX;
        if (x < 0 || x >= width) continue;
        visit(((n * height + y) * width + x) * channels, ky * windowWidth + kx, place);
      }
    }
  }
}

/** out[n, oy, ox, o] = Σ x[n, y, x, i] · kernel[ky, kx, i, o] */
export function conv2d(x: Values, kernel: Values, out: Values, layout: ConvLayout): void {
  const { batch, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } = layout;
  const round = roundingOf(out);
  const places = outHeight * outWidth;
  const image = places * outChannels;
  for (let n = 0; n < batch; n++) {
    const first = n * places;
    sumSideBySide(windowHeight * windowWidth * channels, out, n * image, image, (sums, at, from, to) => {
      forEachMeeting(layout, [first, first + places], (input, kernelPlace, outputPlace) => {
        const term = kernelPlace * channels;
        const output = at + (outputPlace - first) * outChannels;
        const end = Math.min(channels, to - term);
        for (let i = Math.max(0, from - term); i < end; i++) {
          const value = x[input + i]!;
          const row = (term + i) * outChannels;
          for (let o = 0; o < outChannels; o++) {
            sums[output + o] = sums[output + o]! + round(value * kernel[row + o]!);
          }
        }
      });
    });
  }
}

/** out[n, y, x, i] = Σ gradient[n, oy, ox, o] · kernel[ky, kx, i, o] over the windows that cover (y, x) */
export function conv2dInputGradient(gradient: Values, kernel: Values, out: Values, layout: ConvLayout): void {
  const { batch, height, width, channels, windowHeight, windowWidth, outChannels } = layout;
  const image = height * width * channels;
  for (let n = 0; n < batch; n++) {
    sumSideBySide(windowHeight * windowWidth * outChannels, out, n * image, image, (sums, at, from, to) =>
      addInputTerms(gradient, kernel, layout, n, sums, at, from, to),
    );
  }
}

/** Adds the terms from…to - 1 of each value of one image's gradient to sums[at…]. */
function addInputTerms(
  gradient: Values,
  kernel: Values,
  layout: ConvLayout,
  n: number,
  sums: Values,
  at: number,
  from: number,
  to: number,
): void {
  const { height, width, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } = layout;
  const round = roundingOf(sums);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += channels) {
      for (let ky = 0; ky < windowHeight; ky++) {
        const oy = (y + layout.padTop - ky * layout.dilationY) / layout.strideY;
        if (oy < 0 || oy >= outHeight || !Number.isInteger(oy)) continue;
        for (let kx = 0; kx < windowWidth; kx++) {
          const ox = (x + layout.padLeft - kx * layout.dilationX) / layout.strideX;
          if (ox < 0 || ox >= outWidth || !Number.isInteger(ox)) continue;
          const output = ((n * outHeight + oy) * outWidth + ox) * outChannels;
          const kernelPlace = ky * windowWidth + kx;
          const first = Math.max(0, from - kernelPlace * outChannels);
          const end = Math.min(outChannels, to - kernelPlace * outChannels);
          for (let i = 0; i < channels; i++) {
            const weights = (kernelPlace * channels + i) * outChannels;
            let sum = sums[at + i]!;
            for (let o = first; o < end; o++) {
              sum = round(sum + round(gradient[output + o]! * kernel[weights + o]!));
            }
            sums[at + i] = sum;
          }
        }
      }
    }
  }
}

/** out[ky, kx, i, o] = Σ x[n, y, x, i] · gradient[n, oy, ox, o] over all places of the window */
export function conv2dKernelGradient(x: Values, gradient: Values, out: Values, layout: ConvLayout): void {
  const { batch, channels, outHeight, outWidth, outChannels } = layout;
  const round = roundingOf(out);
  sumSideBySide(batch * outHeight * outWidth, out, 0, out.length, (sums, at, from, to) => {
    forEachMeeting(layout, [from, to], (input, kernelPlace, outputPlace) => {
      const output = outputPlace * outChannels;
      for (let i = 0; i < channels; i++) {
        const value = x[input + i]!;
        const row = at + (kernelPlace * channels + i) * outChannels;
        for (let o = 0; o < outChannels; o++) {
          sums[row + o] = sums[row + o]! + round(value * gradient[output + o]!);
        }
      }
    });
  });
}
