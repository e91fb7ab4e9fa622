/* Convolution: windows are read where they lie, and multiplied by panels of the kernel's output channels. */
#pragma once
#include "sums.h"

/* An input with its border, and the windows over it. Distances are in values. */
typedef struct {
  int64_t windowHeight, line; /* rows of a window, and how far apart they are */
  int64_t pieces, piece, apart; /* stretches of a row of a window without holes */
  int64_t step;                 /* from one window to the next of its row */
} windows;

/* Some neighbouring places of one row, by `vectors` vectors of output channels. */
INLINE void convolve_tile(const float *x, const windows *of, const float *panel, float *out, int64_t row,
                          const int places, const int vectors) {
  vector sums[12][2];
  const int64_t step = of->step;
  UNROLL for (int i = 0; i < places; i++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = splat(0);
  }
  for (int64_t ky = 0; ky < of->windowHeight; ky++) {
    for (int64_t p = 0; p < of->pieces; p++) {
      const float *from = x + ky * of->line + p * of->apart;
      for (const float *end = from + of->piece; from < end; from++, panel += vectors * LANES) {
        vector b[2];
        UNROLL for (int v = 0; v < vectors; v++) b[v] = load(panel + v * LANES);
        UNROLL for (int i = 0; i < places; i++) {
          UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = add_times(sums[i][v], b[v], from + i * step);
        }
      }
    }
  }
  UNROLL for (int i = 0; i < places; i++) {
    UNROLL for (int v = 0; v < vectors; v++) store(out + i * row + v * LANES, sums[i][v]);
  }
}

/* Windows of more than LONG terms: block by block, one place and one vector at a time. */
static void convolve_long(const float *x, const windows *of, const float *panel, float *out, int64_t vectors) {
  const int64_t run = run_of(of->windowHeight * of->pieces * of->piece);
  for (int64_t v = 0; v < vectors; v++) {
    float levels[LEVELS * LANES];
    tree sums = {levels, LANES, 0};
    vector sum = splat(0);
    int64_t terms = 0;
    const float *b = panel + v * LANES;
    for (int64_t ky = 0; ky < of->windowHeight; ky++) {
      for (int64_t p = 0; p < of->pieces; p++) {
        const float *from = x + ky * of->line + p * of->apart;
        for (const float *end = from + of->piece; from < end; from++, b += vectors * LANES) {
          sum = sum + splat(*from) * load(b);
          if (++terms % run == 0) sum = join_vector(&sums, sum);
        }
      }
    }
    if (terms % run) join_vector(&sums, sum);
    finish(&sums, out + v * LANES);
  }
}

#if LANES == 4 && !defined(__aarch64__)
#define MOST_PLACES 4
#define MOST_VECTORS 2
#elif LANES == 8
#define MOST_PLACES 6
#define MOST_VECTORS 2
#else
#define MOST_PLACES 12
#define MOST_VECTORS 2
#endif

INLINE void convolve_some(const float *x, const windows *of, const float *panel, float *out, int64_t row, int places,
                          const int vectors) {
  switch (places) {
#define CASE(n)                                                                                     \
  case n:                                                                                           \
    convolve_tile(x, of, panel, out, row, n, vectors);                                              \
    break;
    CASE(1) CASE(2) CASE(3) CASE(4)
#if MOST_PLACES >= 6
    CASE(5) CASE(6)
#endif
#if MOST_PLACES == 12
    CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12)
#endif
#undef CASE
  }
}

static void convolve_one(const float *x, const windows *of, const float *panel, float *out, int64_t row, int places) {
  convolve_some(x, of, panel, out, row, places, 1);
}
static void convolve_two(const float *x, const windows *of, const float *panel, float *out, int64_t row, int places) {
  convolve_some(x, of, panel, out, row, places, 2);
}

/* A kernel in panels of eight columns, as other engines have it, in panels of `width` columns. */
static void panels_of(const float *eights, float *panels, int64_t depth, int64_t channels, int64_t width) {
  for (int64_t j = 0; j < channels; j += width, panels += depth * width) {
    for (int64_t p = 0; p < depth; p++) {
      float *to = panels + p * width;
      for (int64_t c = 0; c < width; c++) {
        const int64_t column = j + c;
        to[c] = column < channels ? eights[(column / 8 * depth + p) * 8 + column % 8] : 0;
      }
    }
  }
}

/*
 * out [N, OH, OW, O] at its places (n, oy, ox) first…first + count - 1: Σ x [N, H, W, I] · kernel over (ky, kx, i) in
 * order. x has its border: no window reaches past it. The kernel [KH · KW · I, O] is packed in panels of eight columns;
 * `scratch` is for other engines.
 */
KERNEL(void, convolve, address x, address panels, address out, int64_t first, int64_t count, address scratch,
       int64_t height, int64_t width, int64_t channels, int64_t windowHeight, int64_t windowWidth, int64_t outHeight,
       int64_t outWidth, int64_t outChannels, int64_t strideY, int64_t strideX, int64_t dilationY,
       int64_t dilationX) {
  (void)scratch;
  const int64_t depth = windowHeight * windowWidth * channels;
  const int64_t vectors = (outChannels + LANES - 1) / LANES;
  const int is_long = depth > LONG;
  const int64_t together = is_long ? vectors : vectors < MOST_VECTORS ? vectors : MOST_VECTORS;
  const int64_t columns = together * LANES;
  const int64_t filled = (vectors + together - 1) / together * columns;
  float *kernel = (float *)gradbook_room((size_t)(depth * filled + filled) * 4 + MOST_PLACES * MOST_VECTORS * LANES * 4);
  float *aside = kernel + depth * filled;
  panels_of(FLOATS(panels), kernel, depth, outChannels, columns);
  const windows of = {
      .windowHeight = windowHeight,
      .line = dilationY * width * channels,
      .pieces = dilationX == 1 ? 1 : windowWidth,
      .piece = dilationX == 1 ? windowWidth * channels : channels,
      .apart = dilationX * channels,
      .step = strideX * channels,
  };
  for (int64_t place = first; place < first + count;) {
    const int64_t ox = place % outWidth, oy = place / outWidth % outHeight, n = place / outWidth / outHeight;
    const int64_t of_row = outWidth - ox < first + count - place ? outWidth - ox : first + count - place;
    /* As many tiles as it takes, about equally large. */
    const int64_t most = is_long ? 1 : MOST_PLACES;
    const int64_t tiles = (of_row + most - 1) / most;
    const int64_t places = (of_row + tiles - 1) / tiles;
    const float *from = FLOATS(x) + ((n * height + oy * strideY) * width + ox * strideX) * channels;
    float *to = FLOATS(out) + place * outChannels;
    for (int64_t j = 0; j < outChannels; j += columns) {
      const int64_t left = outChannels - j < columns ? outChannels - j : columns;
      float *target = left == columns ? to + j : aside;
      const int64_t row = left == columns ? outChannels : columns;
      const float *panel = kernel + j * depth;
      if (is_long) convolve_long(from, &of, panel, target, together);
      else if (together == 2) convolve_two(from, &of, panel, target, row, (int)places);
      else convolve_one(from, &of, panel, target, row, (int)places);
      if (left < columns)
        for (int64_t i = 0; i < places; i++) memcpy(to + i * outChannels + j, aside + i * row, (size_t)left * 4);
    }
    place += places;
  }
}
