import type { Values } from "../../tensor/dtype.js";

/*
 * Images [N, H, W, C] seen through an affine map of their own: the value at (x, y) of the result is that of the image at
 * (a x + b y + c, d x + e y + f), drawn with straight lines between the four places around it. Places and shares are
 * float64; a value is rounded once, and the shares of the way back where they are added. All engines run these loops.
 */

/** What lies outside an image. */
export type FillMode = "reflect" | "wrap" | "nearest" | "constant";

/** Sizes of a batch of images, and what lies around them. */
export interface WarpLayout {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly fillMode: FillMode;
  /** The value outside, for "constant". */
  readonly fillValue: number;
}

/** A place on an axis of a size, brought inside as the mode has it; "constant" leaves it. */
function inside(place: number, size: number, mode: FillMode): number {
  if (mode === "constant") return place;
  if (mode === "nearest" || size === 1) return Math.min(Math.max(place, 0), size - 1);
  const period = mode === "wrap" ? size : 2 * size;
  let at = place;
  if (mode === "wrap") {
    if (at < 0) at += period * (Math.trunc(-at / (size - 1)) + 1);
    else if (at > size - 1) at -= period * Math.trunc(at / (size - 1));
  } else if (at < 0) {
    if (at < period) at += period * Math.trunc(-at / period);
    at = at < -size ? at + period : -at - 1;
  } else if (at > size - 1) {
    at -= period * Math.trunc(at / period);
    if (at >= size) at = period - at - 1;
  }
  return Math.min(Math.max(at, 0), size - 1);
}

/** Calls `visit` for each place of the result and each of the four places that it has a share of; -1 is outside. */
function forEachShare(
  transforms: Values,
  { batch, height, width, channels, fillMode }: WarpLayout,
  visit: (source: number, share: number, target: number) => void,
): void {
  for (let n = 0; n < batch; n++) {
    const [a, b, c, d, e, f] = transforms.subarray(n * 6, n * 6 + 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const target = ((n * height + y) * width + x) * channels;
        const across = inside(a * x + b * y + c, width, fillMode);
        const down = inside(d * x + e * y + f, height, fillMode);
        const left = Math.floor(across);
        const top = Math.floor(down);
        for (let corner = 0; corner < 4; corner++) {
          const column = left + (corner & 1);
          const row = top + (corner >> 1);
          const horizontal = corner & 1 ? across - left : left + 1 - across;
          const vertical = corner >> 1 ? down - top : top + 1 - down;
          const isInside = column >= 0 && column < width && row >= 0 && row < height;
          const source = isInside ? ((n * height + row) * width + column) * channels : -1;
          visit(source, horizontal * vertical, target);
        }
      }
    }
  }
}

/** out = the images through their maps; float64 numbers of each map: a, b, c, d, e, f. */
export function warp(images: Values, transforms: Values, out: Values, layout: WarpLayout): void {
  const { channels, fillValue } = layout;
  const value = new Float64Array(channels);
  let corner = 0;
  forEachShare(transforms, layout, (source, share, target) => {
    if (corner === 0) value.fill(0);
    // A share of nothing adds nothing, also of infinite values.
    for (let i = 0; i < channels && share !== 0; i++) {
      value[i] = value[i]! + share * (source < 0 ? fillValue : images[source + i]!);
    }
    corner = (corner + 1) % 4;
    if (corner === 0) out.set(value, target);
  });
}

/** out = the gradient of {@link warp} for its images, from that of its result. */
export function warpGradient(gradient: Values, transforms: Values, out: Values, layout: WarpLayout): void {
  const { channels } = layout;
  out.fill(0);
  forEachShare(transforms, layout, (source, share, target) => {
    if (source < 0 || share === 0) return;
    for (let i = 0; i < channels; i++) {
      out[source + i] = out[source + i]! + share * gradient[target + i]!;
    }
  });
}
