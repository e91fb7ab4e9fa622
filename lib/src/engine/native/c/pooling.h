/* The greatest value of each pooling window. Sizes are numbers of values. */
#pragma once
#include "kernel.h"

INLINE void greatest_places(const float *x, int32_t *out, int64_t firstY, int64_t lastY, int64_t firstX, int64_t lastX,
                            int64_t image, int64_t width, int64_t channels, int64_t c, int some) {
  const int64_t begin = (image + firstY * width + firstX) * channels + c;
  whole best = (whole)splat(0) + (int32_t)begin;
  vector value = some ? load_some(x + begin, some) : load(x + begin);
  for (int64_t y = firstY; y < lastY; y++) {
    int64_t place = (image + y * width + firstX) * channels + c;
    for (int64_t i = firstX; i < lastX; i++, place += channels) {
      vector other = some ? load_some(x + place, some) : load(x + place);
      /* Greater, or NaN, unless there was a NaN before. */
      whole better = (value == value) & ~(value >= other);
      value = choose(better, other, value);
      best = (better & (int32_t)place) | (~better & best);
    }
  }
  UNROLL for (int i = 0; i < LANES; i++) best[i] += i;
  if (some) store_some((float *)out + c, (vector)best, some);
  else store((float *)out + c, (vector)best);
}

/*
 * Where the greatest value of each window of x [N, H, W, C] lies, the first of equals; the first NaN if any. For images
 * first…first + batch - 1.
 */
KERNEL(void, maxPool2dIndices, address x, address out, int64_t first, int64_t batch, int64_t height, int64_t width,
       int64_t channels, int64_t windowHeight, int64_t windowWidth, int64_t outHeight, int64_t outWidth,
       int64_t strideY, int64_t strideX, int64_t padTop, int64_t padLeft) {
  int32_t *to = (int32_t *)(uintptr_t)out;
  for (int64_t n = first; n < first + batch; n++) {
    for (int64_t oy = 0; oy < outHeight; oy++) {
      const int64_t top = oy * strideY - padTop;
      const int64_t firstY = top > 0 ? top : 0;
      const int64_t lastY = top + windowHeight < height ? top + windowHeight : height;
      for (int64_t ox = 0; ox < outWidth; ox++, to += channels) {
        const int64_t left = ox * strideX - padLeft;
        const int64_t firstX = left > 0 ? left : 0;
        const int64_t lastX = left + windowWidth < width ? left + windowWidth : width;
        int64_t c = 0;
        for (; c + LANES <= channels; c += LANES)
          greatest_places(FLOATS(x), to, firstY, lastY, firstX, lastX, n * height * width, width, channels, c, 0);
        if (c < channels)
          greatest_places(FLOATS(x), to, firstY, lastY, firstX, lastX, n * height * width, width, channels, c,
                          (int)(channels - c));
      }
    }
  }
}
