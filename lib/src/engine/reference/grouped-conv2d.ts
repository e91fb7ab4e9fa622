import type { Values } from "../../tensor/dtype.js";
import type { ConvLayout } from "../engine.js";
import { sumSideBySide } from "./blocks.js";
import { forEachMeeting } from "./conv2d.js";
import { roundingOf } from "./round.js";

/*
 * Convolution in groups of channels: x [N, H, W, I] with a kernel [KH, KW, I / groups, O] to [N, OH, OW, O]. The
 * channels of the input and of the output are cut into as many equal runs, and each run of the output sees its own run
 * of the input. Terms are added as conv2d.ts adds them, those of the group's channels alone:
 *   groupedConv2d:                (ky, kx, i) in order
 *   groupedConv2dInputGradient:   (ky, kx, o) in order
 *   groupedConv2dKernelGradient:  (n, oy, ox) in order
 * All engines run these loops.
 */

/** A convolution in groups; `channels` is those of the input, all groups together. */
export interface GroupedConvLayout extends ConvLayout {
  readonly groups: number;
}

/** Channels of one group. */
function groupSizes({ channels, outChannels, groups }: GroupedConvLayout): readonly [number, number] {
  return [channels / groups, outChannels / groups];
}

/** out[n, oy, ox, o] = Σ x[n, y, x, i] · kernel[ky, kx, i, o], i over the channels of o's group */
export function groupedConv2d(x: Values, kernel: Values, out: Values, layout: GroupedConvLayout): void {
  const { batch, windowHeight, windowWidth, outHeight, outWidth, outChannels } = layout;
  const [ins, outs] = groupSizes(layout);
  const round = roundingOf(out);
  const places = outHeight * outWidth;
  const image = places * outChannels;
  for (let n = 0; n < batch; n++) {
    const first = n * places;
    sumSideBySide(windowHeight * windowWidth * ins, out, n * image, image, (sums, at, from, to) => {
      forEachMeeting(layout, [first, first + places], (input, kernelPlace, outputPlace) => {
        const term = kernelPlace * ins;
        const output = at + (outputPlace - first) * outChannels;
        const end = Math.min(ins, to - term);
        for (let i = Math.max(0, from - term); i < end; i++) {
          const row = (term + i) * outChannels;
          for (let o = 0, channel = input + i, left = outs; o < outChannels; o++) {
            sums[output + o] = sums[output + o]! + round(x[channel]! * kernel[row + o]!);
            if (--left === 0) {
              left = outs;
              channel += ins;
            }
          }
        }
      });
    });
  }
}

/** out[n, y, x, i] = Σ gradient[n, oy, ox, o] · kernel[ky, kx, i, o], o over the channels of i's group */
export function groupedConv2dInputGradient(
  gradient: Values,
  kernel: Values,
  out: Values,
  layout: GroupedConvLayout,
): void {
  const { batch, height, width, channels, windowHeight, windowWidth, outHeight, outWidth } = layout;
  const { outChannels, groups } = layout;
  const [ins, outs] = groupSizes(layout);
  const round = roundingOf(out);
  const image = height * width * channels;
  for (let n = 0; n < batch; n++) {
    sumSideBySide(windowHeight * windowWidth * outs, out, n * image, image, (sums, start, from, to) => {
      for (let place = 0; place < height * width; place++) {
        const [y, x] = [Math.floor(place / width), place % width];
        const at = start + place * channels;
        for (let ky = 0; ky < windowHeight; ky++) {
          const oy = (y + layout.padTop - ky * layout.dilationY) / layout.strideY;
          if (oy < 0 || oy >= outHeight || !Number.isInteger(oy)) continue;
          for (let kx = 0; kx < windowWidth; kx++) {
            const ox = (x + layout.padLeft - kx * layout.dilationX) / layout.strideX;
            if (ox < 0 || ox >= outWidth || !Number.isInteger(ox)) continue;
            const output = ((n * outHeight + oy) * outWidth + ox) * outChannels;
            const kernelPlace = ky * windowWidth + kx;
            const first = Math.max(0, from - kernelPlace * outs);
            const end = Math.min(outs, to - kernelPlace * outs);
            for (let g = 0; g < groups; g++) {
              for (let i = 0; i < ins; i++) {
                const weights = (kernelPlace * ins + i) * outChannels + g * outs;
                let sum = sums[at + g * ins + i]!;
                for (let o = first; o < end; o++) {
                  sum = round(sum + round(gradient[output + g * outs + o]! * kernel[weights + o]!));
                }
                sums[at + g * ins + i] = sum;
              }
            }
          }
        }
      }
    });
  }
}

/** out[ky, kx, i, o] = Σ x[n, y, x, i] · gradient[n, oy, ox, o] over all places of the window, i of o's group */
export function groupedConv2dKernelGradient(
  x: Values,
  gradient: Values,
  out: Values,
  layout: GroupedConvLayout,
): void {
  const { batch, outHeight, outWidth, outChannels } = layout;
  const [ins, outs] = groupSizes(layout);
  const round = roundingOf(out);
  sumSideBySide(batch * outHeight * outWidth, out, 0, out.length, (sums, at, from, to) => {
    forEachMeeting(layout, [from, to], (input, kernelPlace, outputPlace) => {
      const output = outputPlace * outChannels;
      for (let i = 0; i < ins; i++) {
        const row = at + (kernelPlace * ins + i) * outChannels;
        for (let o = 0, channel = input + i, left = outs; o < outChannels; o++) {
          sums[row + o] = sums[row + o]! + round(x[channel]! * gradient[output + o]!);
          if (--left === 0) {
            left = outs;
            channel += ins;
          }
        }
      }
    });
  });
}
