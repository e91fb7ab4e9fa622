/*
 * Gradients of convolutions from lists of the values of the output's gradient that are not zero: after max pooling and
 * relu these are few. A sum that starts at +0 never becomes -0, so products of zeros with finite values can be left
 * out, or added, without changing a bit of it. Sizes are numbers of values.
 */
#pragma once
#include "sums.h"

/* A value that is not zero, and what it meets. */
typedef struct {
  int32_t at;
  float value;
} entry;

/* Writes an entry and moves on if it is wanted; if not, the next one is written over it. */
INLINE entry *note(entry *to, int32_t at, float value, int every) {
  to->at = at;
  to->value = value;
  return to + ((value != 0) | every);
}

/* Writes entries of neighbouring channels, whose weights lie `step` values apart. */
INLINE entry *note_channels(entry *to, int32_t at, const float *values, int64_t count, int32_t step, int every) {
  int64_t o = 0;
#if LANES == 16 && defined(__AVX512F__)
  const __m512i numbers = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i steps = _mm512_mullo_epi32(numbers, _mm512_set1_epi32(step));
  const __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const __m512i high = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  for (; o + 16 <= count; o += 16) {
    const __m512 sixteen = _mm512_loadu_ps(values + o);
    const __mmask16 wanted = every ? 0xffff : _mm512_cmp_ps_mask(sixteen, _mm512_setzero_ps(), _CMP_NEQ_UQ);
    const __m512i where = _mm512_add_epi32(_mm512_set1_epi32(at + (int32_t)o * step), steps);
    const __m512i found = _mm512_maskz_compress_epi32(wanted, where);
    const __m512i kept = _mm512_castps_si512(_mm512_maskz_compress_ps(wanted, sixteen));
    _mm512_storeu_si512(to, _mm512_permutex2var_epi32(found, low, kept));
    _mm512_storeu_si512(to + 8, _mm512_permutex2var_epi32(found, high, kept));
    to += __builtin_popcount(wanted);
  }
#endif
  for (; o < count; o++) to = note(to, at + (int32_t)o * step, values[o], every);
  return to;
}

/* Writes entries of one place and four neighbouring channels to their lists. */
INLINE void note_four(entry *to[4], int32_t at, four values, int every) {
  const four_whole where = {at, at, at, at};
  const four low = __builtin_shufflevector((four)where, values, 0, 4, 1, 5);
  const four high = __builtin_shufflevector((four)where, values, 2, 6, 3, 7);
  const four_whole wanted = (values != 0) | (every ? -1 : 0);
  memcpy(to[0], &low, 8);
  memcpy(to[1], (const char *)&low + 8, 8);
  memcpy(to[2], &high, 8);
  memcpy(to[3], (const char *)&high + 8, 8);
  UNROLL for (int i = 0; i < 4; i++) to[i] -= wanted[i];
}

/* Neighbours of a row that are computed together, and vectors of sixteen channels. */
#define NEIGHBOURS 4
#define SIXTEEN (16 / LANES)

/* Sums of some entries for NEIGHBOURS places at once: weights of neighbours lie `apart` values apart. */
INLINE void add_entries(const entry *from, const entry *end, const float *weights, int64_t apart,
                        vector sums[NEIGHBOURS][SIXTEEN], const int places) {
  for (; from < end; from++) {
    const float *w = weights + from->at;
    UNROLL for (int i = 0; i < places; i++) {
      UNROLL for (int v = 0; v < SIXTEEN; v++)
        sums[i][v] = add_times(sums[i][v], load(w + i * apart + v * LANES), &from->value);
    }
  }
}

/* What the gradient of an input is computed from. */
typedef struct {
  const float *g, *kernel;
  int64_t height, width, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels, strideY, strideX, dilationY,
      dilationX, padTop, padLeft;
} input_gradient;

/* Sums of more than LONG terms, block by block: one place at a time. */
static void long_input_gradient(const input_gradient *of, int64_t row, int64_t x, float *out) {
  const int64_t filled = (of->channels + 15) / 16 * 16, across = of->outChannels * filled;
  const int64_t image = row / of->height;
  const int64_t run = run_of(((of->windowHeight - 1) / of->dilationY + 1) * ((of->windowWidth - 1) / of->dilationX + 1) *
                             of->outChannels);
  for (int64_t c = 0; c < of->channels; c += LANES) {
    float block[LANES], levels[LEVELS * LANES];
    tree sums = {levels, LANES, 0};
    vector sum = splat(0);
    int64_t terms = 0;
    for (int64_t ky = 0; ky < of->windowHeight; ky += of->dilationY) {
      const int64_t y = row % of->height + of->padTop - ky, oy = y / of->strideY;
      for (int64_t kx = 0; kx < of->windowWidth; kx += of->dilationX) {
        const int64_t from = x + of->padLeft - kx, ox = from / of->strideX;
        const int is_there = y >= 0 && y % of->strideY == 0 && oy < of->outHeight && from >= 0 &&
                             from % of->strideX == 0 && ox < of->outWidth;
        const float *g = of->g + ((image * of->outHeight + oy) * of->outWidth + ox) * of->outChannels;
        const float *w = of->kernel + (ky * (of->windowWidth + 2) + kx + 1) * across + c;
        for (int64_t o = 0; o < of->outChannels; o++) {
          if (is_there) sum = sum + splat(g[o]) * load(w + o * filled);
          if (++terms % run == 0) sum = join_vector(&sums, sum);
        }
      }
    }
    if (terms % run) join_vector(&sums, sum);
    finish(&sums, block);
    const int64_t left = of->channels - c < LANES ? of->channels - c : LANES;
    memcpy(out + c, block, (size_t)left * 4);
  }
}

/*
 * out [N, H, W, I] at its rows (n, y) first…first + count - 1: Σ g [N, OH, OW, O] · kernel over (ky, kx, o) in order,
 * more than LONG terms in blocks. The kernel is turned: [height, width + 2, O, I filled up to sixteens], its size with its holes,
 * zeros at both ends of its rows. Where something is not finite, and `finite` 0, zeros are multiplied as well, and each
 * place is computed alone. `scratch`, `some` and `most` are for other engines.
 */
KERNEL(void, inputGradient, address g, address kernel, address out, int64_t first, int64_t count, address scratch,
       int64_t some, int64_t most, int64_t finite, int64_t height, int64_t width, int64_t channels,
       int64_t windowHeight, int64_t windowWidth, int64_t outHeight, int64_t outWidth, int64_t outChannels,
       int64_t strideY, int64_t strideX, int64_t dilationY, int64_t dilationX, int64_t padTop, int64_t padLeft) {
  (void)scratch, (void)some, (void)most;
  if (((windowHeight - 1) / dilationY + 1) * ((windowWidth - 1) / dilationX + 1) * outChannels > LONG) {
    const input_gradient of = {FLOATS(g), FLOATS(kernel), height, width, channels, windowHeight, windowWidth, outHeight,
                               outWidth, outChannels, strideY, strideX, dilationY, dilationX, padTop, padLeft};
    for (int64_t row = first; row < first + count; row++)
      for (int64_t x = 0; x < width; x++)
        long_input_gradient(&of, row, x, FLOATS(out) + (row * width + x) * channels);
    return;
  }
  const int64_t filled = (channels + 15) / 16 * 16;
  const int64_t border = NEIGHBOURS - 1;
  /* [height, O, border + width + border, I]: the weights that an entry meets lie side by side. */
  const int64_t across = (windowWidth + 2 * border) * filled;
  const int64_t line = outChannels * across;
  const size_t weight_bytes = (size_t)(windowHeight * line) * 4;
  const size_t start_bytes = (size_t)(outHeight * outWidth + 1) * sizeof(entry *);
  const size_t list_bytes = (size_t)(outHeight * outWidth * outChannels + 16) * sizeof(entry);
  float *weights = (float *)gradbook_room(weight_bytes + start_bytes + list_bytes + 128);
  const entry **starts = (const entry **)((char *)weights + (weight_bytes + 63) / 64 * 64);
  entry *list = (entry *)((char *)starts + (start_bytes + 63) / 64 * 64);
  memset(weights, 0, weight_bytes);
  for (int64_t ky = 0; ky < windowHeight; ky++) {
    for (int64_t kx = 0; kx < windowWidth; kx++) {
      const float *from = FLOATS(kernel) + (ky * (windowWidth + 2) + kx + 1) * outChannels * filled;
      for (int64_t o = 0; o < outChannels; o++)
        memcpy(weights + ky * line + o * across + (border + kx) * filled, from + o * filled, (size_t)filled * 4);
    }
  }
  int64_t listed_image = -1, listed_from = 0, listed_to = 0;
  for (int64_t row = first; row < first + count; row++) {
    const int64_t image = row / height, y = row % height + padTop;
    const int64_t last_row = first + count - 1;
    if (image != listed_image) {
      /* Entries of all rows of places of this image that reach the rows to be computed, places from right to left. */
      const int64_t end_y = (last_row / height == image ? last_row % height : height - 1) + padTop;
      const int64_t reach_from = (y - windowHeight + strideY) / strideY;
      listed_from = y < windowHeight - strideY ? 0 : reach_from > 0 ? reach_from : 0;
      listed_to = end_y / strideY + 1 < outHeight ? end_y / strideY + 1 : outHeight;
      entry *to = list;
      const entry **start = starts;
      for (int64_t oy = listed_from; oy < listed_to; oy++) {
        for (int64_t ox = outWidth - 1; ox >= 0; ox--) {
          *start++ = to;
          const float *values = FLOATS(g) + ((image * outHeight + oy) * outWidth + ox) * outChannels;
          to = note_channels(to, (int32_t)(-ox * strideX * filled), values, outChannels, (int32_t)across, !finite);
        }
      }
      *start = to;
      listed_image = image;
    }
    const int64_t bottom = y / strideY < outHeight - 1 ? y / strideY : outHeight - 1;
    const int64_t lowest = y - windowHeight + strideY;
    const int64_t top = lowest < 0 ? 0 : lowest / strideY;
    float *to = FLOATS(out) + row * width * channels;
    for (int64_t x = padLeft; x < width + padLeft;) {
      const int64_t left_over = width + padLeft - x;
      const int64_t places = !finite ? 1 : left_over < NEIGHBOURS ? left_over : NEIGHBOURS;
      const int64_t right = (x + places - 1) / strideX < outWidth - 1 ? (x + places - 1) / strideX : outWidth - 1;
      const int64_t leftmost = x - windowWidth + strideX;
      const int64_t left = leftmost < 0 ? 0 : leftmost / strideX;
      const int64_t reached = right - left + 1 > 0 ? right - left + 1 : 0;
      for (int64_t c = 0; c < channels; c += 16) {
        vector sums[NEIGHBOURS][SIXTEEN];
        UNROLL for (int i = 0; i < NEIGHBOURS; i++) {
          UNROLL for (int v = 0; v < SIXTEEN; v++) sums[i][v] = splat(0);
        }
        for (int64_t oy = bottom; oy >= top; oy--) {
          const entry **start = starts + (oy - listed_from + 1) * outWidth - 1 - right;
          const float *w = weights + (y - oy * strideY) * line + (x + border) * filled + c;
          if (places == 1) add_entries(start[0], start[reached], w, filled, sums, 1);
          else if (places == 2) add_entries(start[0], start[reached], w, filled, sums, 2);
          else add_entries(start[0], start[reached], w, filled, sums, NEIGHBOURS);
        }
        for (int64_t i = 0; i < places; i++) {
          const int64_t left_channels = channels - c < 16 ? channels - c : 16;
          float found[16];
          UNROLL for (int v = 0; v < SIXTEEN; v++) store(found + v * LANES, sums[i][v]);
          memcpy(to + i * channels + c, found, (size_t)left_channels * 4);
        }
      }
      x += places;
      to += places * channels;
    }
  }
}

/* sums + the window's vectors at each entry · its value, for all entries in order. */
INLINE void add_products(const float *x, const int32_t *begins, const entry *from, const entry *end, float *sums,
                         const int vectors) {
  vector s[9];
  const float *at[9];
  UNROLL for (int v = 0; v < vectors; v++) {
    s[v] = splat(0);
    at[v] = x + begins[v];
  }
  for (; from < end; from++) {
    UNROLL for (int v = 0; v < vectors; v++) s[v] = add_times(s[v], load(at[v] + from->at), &from->value);
  }
  UNROLL for (int v = 0; v < vectors; v++) store(sums + v * LANES, s[v]);
}

/* Terms of a window of few values: sums for each of them, over some places, in vectors of output channels. */
INLINE void add_outer_products(const float *x, const int32_t *places, const int32_t *window, const float *g,
                               int64_t outChannels, int64_t count, float *sums, int64_t columns, const int values,
                               const int vectors, int some) {
  vector s[12][2];
  UNROLL for (int w = 0; w < values; w++) {
    UNROLL for (int v = 0; v < vectors; v++) s[w][v] = splat(0);
  }
  for (int64_t i = 0; i < count; i++, g += outChannels) {
    vector gradient[2];
    UNROLL for (int v = 0; v < vectors; v++) gradient[v] = some ? load_some(g, some) : load(g + v * LANES);
    const float *at = x + places[i];
    UNROLL for (int w = 0; w < values; w++) {
      UNROLL for (int v = 0; v < vectors; v++) s[w][v] = add_times(s[w][v], gradient[v], at + window[w]);
    }
  }
  UNROLL for (int w = 0; w < values; w++) {
    UNROLL for (int v = 0; v < vectors; v++) store(sums + w * columns + v * LANES, s[w][v]);
  }
}

INLINE void add_window(const float *x, const int32_t *places, const int32_t *window, const float *g,
                       int64_t outChannels, int64_t count, float *sums, int64_t columns, int64_t values,
                       const int vectors, int some) {
  int64_t w = 0;
#define SOME_VALUES(n)                                                                              \
  for (; w + n <= values; w += n)                                                                   \
    add_outer_products(x, places, window + w, g, outChannels, count, sums + w * columns, columns, n, vectors, some);
#if LANES == 16 || defined(__aarch64__)
  SOME_VALUES(12)
  SOME_VALUES(9)
#endif
  SOME_VALUES(5)
  SOME_VALUES(3)
  SOME_VALUES(1)
#undef SOME_VALUES
}

/* Where the window of each place begins, from the first image of these places on. */
INLINE void find_windows(int32_t *at, int64_t from, int64_t count, int64_t outHeight, int64_t outWidth, int64_t height,
                         int64_t width, int64_t channels, int64_t strideY, int64_t strideX) {
  int64_t ox = from % outWidth, oy = from / outWidth % outHeight, n = 0;
  for (int64_t i = 0; i < count; i++) {
    at[i] = (int32_t)(((n * height + oy * strideY) * width + ox * strideX) * channels);
    if (++ox < outWidth) continue;
    ox = 0;
    if (++oy < outHeight) continue;
    oy = 0;
    n++;
  }
}

/* A kernel's gradient where its window has few values: all products, those with zeros too. */
static void dense_kernel_gradient(const float *x, const float *g, float *out, int64_t count, int64_t images,
                                  int64_t height, int64_t width, int64_t channels, int64_t windowHeight,
                                  int64_t windowWidth, int64_t outHeight, int64_t outWidth, int64_t outChannels,
                                  int64_t strideY, int64_t strideX, int64_t dilationY, int64_t dilationX) {
  const int64_t values = windowHeight * windowWidth * channels;
  const int64_t columns = (count + LANES - 1) / LANES * LANES;
  const int64_t size = values * columns;
  const int64_t terms = images * outHeight * outWidth;
  const int64_t block = terms <= LONG ? (terms > 0 ? terms : 1) : run_of(terms);
  float *sums = (float *)gradbook_room((size_t)size * 4 * (LEVELS + 1) + (size_t)(block + values) * 4 + 256);
  int32_t *places = (int32_t *)(sums + size * (LEVELS + 1));
  int32_t *window = places + block;
  tree all = {sums + size, (size_t)size, 0};
  for (int64_t w = 0; w < values; w++) {
    const int64_t ky = w / channels / windowWidth, kx = w / channels % windowWidth;
    window[w] = (int32_t)((ky * dilationY * width + kx * dilationX) * channels + w % channels);
  }
  memset(sums, 0, (size_t)size * 4);
  for (int64_t from = 0; from < terms; from += block) {
    const int64_t now = terms - from < block ? terms - from : block;
    find_windows(places, from, now, outHeight, outWidth, height, width, channels, strideY, strideX);
    const float *origin = x + from / (outHeight * outWidth) * height * width * channels;
    int64_t c = 0;
    const float *of_block = g + from * outChannels;
    for (; c + 2 * LANES <= count; c += 2 * LANES)
      add_window(origin, places, window, of_block + c, outChannels, now, sums + c, columns, values, 2, 0);
    for (; c + LANES <= count; c += LANES)
      add_window(origin, places, window, of_block + c, outChannels, now, sums + c, columns, values, 1, 0);
    if (c < count)
      add_window(origin, places, window, of_block + c, outChannels, now, sums + c, columns, values, 1,
                 (int)(count - c));
    join(&all, sums);
  }
  if (terms > 0) finish(&all, sums);
  for (int64_t w = 0; w < values; w++) memcpy(out + w * outChannels, sums + w * columns, (size_t)count * 4);
}

/* Up to so many values a window is cheaper to multiply whole than to list what is not zero. */
#define FEW_VALUES 32

/*
 * out [KH, KW, I, O] at output channels first…first + count - 1: Σ x · g over the places (n, oy, ox) in order. x
 * [N, H, W, I] has its border: no window reaches past it; up to LANES - 1 values past its end are read. Zeros of g are
 * left out unless `every` is set; a block of a long sum has as many places all the same. `scratch`, `some` and
 * `levels` are for other engines.
 */
KERNEL(void, kernelGradient, address x, address g, address out, int64_t first, int64_t count, address scratch,
       int64_t every, int64_t images, int64_t some, int64_t levels, int64_t height, int64_t width, int64_t channels,
       int64_t windowHeight, int64_t windowWidth, int64_t outHeight, int64_t outWidth, int64_t outChannels,
       int64_t strideY, int64_t strideX, int64_t dilationY, int64_t dilationX) {
  (void)scratch, (void)some, (void)levels;
  if (windowHeight * windowWidth * channels <= FEW_VALUES) {
    dense_kernel_gradient(FLOATS(x), FLOATS(g) + first, FLOATS(out) + first, count, images, height, width, channels,
                          windowHeight, windowWidth, outHeight, outWidth, outChannels, strideY, strideX, dilationY,
                          dilationX);
    return;
  }
  const int64_t row = ((windowWidth - 1) * dilationX + 1) * channels;
  const int64_t vectors = (row + LANES - 1) / LANES;
  const int64_t all = vectors * windowHeight;
  const int64_t size = all * LANES;
  const int64_t terms = images * outHeight * outWidth;
  const int64_t block = terms <= LONG ? (terms > 0 ? terms : 1) : run_of(terms);
  int64_t depth = 1;
  while ((block << depth) < 2 * terms) depth++;
  const size_t tree_floats = (size_t)(depth * size);
  char *own = gradbook_room((size_t)all * 4 + (size_t)(size + count * tree_floats) * 4 +
                   4 * (size_t)(block + 1) * sizeof(entry) + (size_t)block * 4 + (size_t)count * sizeof(tree) + 1024);
  entry *lists = (entry *)own;
  tree *trees = (tree *)(lists + 4 * (block + 1));
  float *sums = (float *)(trees + count);
  float *all_levels = sums + size;
  int32_t *begins = (int32_t *)(all_levels + (size_t)count * tree_floats);
  int32_t *places = begins + all;
  for (int64_t k = 0; k < all; k++)
    begins[k] = (int32_t)(k / vectors * dilationY * width * channels + k % vectors * LANES);
  for (int64_t o = 0; o < count; o++) trees[o] = (tree){all_levels + (size_t)o * tree_floats, (size_t)size, 0};
  const float *values = FLOATS(g) + first;
  /* Block by block: what its windows read stays in the first cache. */
  for (int64_t from = 0; from < terms; from += block) {
    const int64_t now = terms - from < block ? terms - from : block;
    find_windows(places, from, now, outHeight, outWidth, height, width, channels, strideY, strideX);
    const float *origin = FLOATS(x) + from / (outHeight * outWidth) * height * width * channels;
    for (int64_t o = 0; o < count; o += 4) {
      const int lanes = count - o < 4 ? (int)(count - o) : 4;
      entry *ends[4];
      UNROLL for (int lane = 0; lane < 4; lane++) ends[lane] = lists + lane * (block + 1);
      const float *of_place = values + from * outChannels + o;
      for (int64_t i = 0; i < now; i++, of_place += outChannels)
        note_four(ends, places[i], lanes == 4 ? *(const four *)of_place : load_some_of_four(of_place, lanes), every != 0);
      for (int lane = 0; lane < lanes; lane++) {
        const entry *begin = lists + lane * (block + 1), *end = ends[lane];
        int64_t v = 0;
        for (; v + 9 <= all; v += 9) add_products(origin, begins + v, begin, end, sums + v * LANES, 9);
        for (; v + 3 <= all; v += 3) add_products(origin, begins + v, begin, end, sums + v * LANES, 3);
        for (; v < all; v++) add_products(origin, begins + v, begin, end, sums + v * LANES, 1);
        join(&trees[o + lane], sums);
      }
    }
  }
  for (int64_t o = 0; o < count; o++) {
    if (terms > 0) finish(&trees[o], sums);
    else memset(sums, 0, (size_t)size * 4);
    float *to = FLOATS(out) + first + o;
    for (int64_t ky = 0; ky < windowHeight; ky++) {
      for (int64_t kx = 0; kx < windowWidth; kx++) {
        const float *from = sums + ky * vectors * LANES + kx * dilationX * channels;
        for (int64_t i = 0; i < channels; i++, to += outChannels) *to = from[i];
      }
    }
  }
}
