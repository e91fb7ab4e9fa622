/* The greatest value of each pooling window. Sizes are numbers of values. */

/**
 * Where the greatest value of each window of x [N, H, W, C] lies, the first of equals; the first NaN if any. For
 * images first…first + batch - 1. Up to three values past the end are written where C is no multiple of 4.
 */
export function maxPool2dIndices(
  x: usize,
  out: usize,
  first: i32,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  for (let n = first; n < first + batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * strideY - padTop;
      const firstY = max(top, 0);
      const lastY = min(top + windowHeight, height);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * strideX - padLeft;
        const firstX = max(left, 0);
        const lastX = min(left + windowWidth, width);
        const begin = ((n * height + firstY) * width + firstX) * channels;
        for (let c = 0; c < channels; c += 4) {
          // The place of the best so far, for a channel that is the first of the four.
          let best = i32x4.splat(begin + c);
          let value = v128.load(x + ((<usize>(begin + c)) << 2));
          for (let y = firstY; y < lastY; y++) {
            let place = ((n * height + y) * width + firstX) * channels + c;
            for (let i = firstX; i < lastX; i++) {
              const other = v128.load(x + ((<usize>place) << 2));
              // Greater, or NaN, unless there was a NaN before.
              const better = v128.andnot(f32x4.eq(value, value), f32x4.ge(value, other));
              value = v128.bitselect(other, value, better);
              best = v128.bitselect(i32x4.splat(place), best, better);
              place += channels;
            }
          }
          v128.store(out + ((<usize>c) << 2), i32x4.add(best, i32x4(0, 1, 2, 3)));
        }
        out += (<usize>channels) << 2;
      }
    }
  }
}
