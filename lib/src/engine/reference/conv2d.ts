import type { Values } from "../../tensor/dtype.js";
import type { ConvLayout } from "../engine.js";
import { roundingOf } from "./round.js";

/*
 * Convolution of x [N, H, W, I] with a kernel [KH, KW, I, O] to [N, OH, OW, O], as a matrix product would
 * do it: every result starts at +0 and its terms are added one by one, each product and each sum rounded.
 *   conv2d:                (ky, kx, i) in order
 *   conv2dInputGradient:   (ky, kx, o) in order
 *   conv2dKernelGradient:  (n, oy, ox) in order
 * Places outside the input add nothing.
 */

/** Calls `visit` for each output place and each kernel place that meets the input, the kernel in order. */
function forEachMeeting(
  layout: ConvLayout,
  visit: (input: number, kernel: number, output: number) => void,
): void {
  const { batch, height, width, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } =
    layout;
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let ky = 0; ky < windowHeight; ky++) {
          const y = oy * layout.strideY - layout.padTop + ky * layout.dilationY;
          if (y < 0 || y >= height) continue;
          for (let kx = 0; kx < windowWidth; kx++) {
            const x = ox * layout.strideX - layout.padLeft + kx * layout.dilationX;
            if (x < 0 || x >= width) continue;
            visit(
              ((n * height + y) * width + x) * channels,
              (ky * windowWidth + kx) * channels * outChannels,
              ((n * outHeight + oy) * outWidth + ox) * outChannels,
            );
          }
        }
      }
    }
  }
}

/** out[n, oy, ox, o] = Σ x[n, y, x, i] · kernel[ky, kx, i, o] */
export function conv2d(x: Values, kernel: Values, out: Values, layout: ConvLayout): void {
  const { channels, outChannels } = layout;
  const round = roundingOf(out);
  out.fill(0);
  forEachMeeting(layout, (input, weights, output) => {
    for (let i = 0; i < channels; i++) {
      const value = x[input + i]!;
      const row = weights + i * outChannels;
      for (let o = 0; o < outChannels; o++) {
        out[output + o] = out[output + o]! + round(value * kernel[row + o]!);
      }
    }
  });
}

/** out[n, y, x, i] = Σ gradient[n, oy, ox, o] · kernel[ky, kx, i, o] over the windows that cover (y, x) */
export function conv2dInputGradient(gradient: Values, kernel: Values, out: Values, layout: ConvLayout): void {
  const { batch, height, width, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels } =
    layout;
  const round = roundingOf(out);
  out.fill(0);
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const to = ((n * height + y) * width + x) * channels;
        for (let ky = 0; ky < windowHeight; ky++) {
          const oy = (y + layout.padTop - ky * layout.dilationY) / layout.strideY;
          if (oy < 0 || oy >= outHeight || !Number.isInteger(oy)) continue;
          for (let kx = 0; kx < windowWidth; kx++) {
            const ox = (x + layout.padLeft - kx * layout.dilationX) / layout.strideX;
            if (ox < 0 || ox >= outWidth || !Number.isInteger(ox)) continue;
            const from = ((n * outHeight + oy) * outWidth + ox) * outChannels;
            const weights = (ky * windowWidth + kx) * channels * outChannels;
            for (let i = 0; i < channels; i++) {
              let sum = out[to + i]!;
              for (let o = 0; o < outChannels; o++) {
                sum = round(sum + round(gradient[from + o]! * kernel[weights + i * outChannels + o]!));
              }
              out[to + i] = sum;
            }
          }
        }
      }
    }
  }
}

/** out[ky, kx, i, o] = Σ x[n, y, x, i] · gradient[n, oy, ox, o] over all places of the window */
export function conv2dKernelGradient(x: Values, gradient: Values, out: Values, layout: ConvLayout): void {
  const { channels, outChannels } = layout;
  const round = roundingOf(out);
  out.fill(0);
  forEachMeeting(layout, (input, weights, output) => {
    for (let i = 0; i < channels; i++) {
      const value = x[input + i]!;
      const row = weights + i * outChannels;
      for (let o = 0; o < outChannels; o++) {
        out[row + o] = out[row + o]! + round(value * gradient[output + o]!);
      }
    }
  });
}
