/*
 * c = a · b: every element starts at +0 and adds a[i, p] · b[p, j] for p = 0, 1, 2, …. Lanes run over columns, so no
 * sum is ever split. Register tiles decide over the speed: see WIDE and PANELS.
 */
#pragma once
#include "sums.h"

/* Vectors in a row of the largest tile. Its rows (PANELS) make as many sums as there are registers to hold them. */
#if LANES == 16 || defined(__aarch64__)
#define WIDE 4
#else
#define WIDE 2
#endif

/* Where the values of a lie: distances in values. */
typedef struct {
  int64_t i, p;
} strides;

/* A tile of `rows` rows by `vectors` vectors: sums over p in [0, k), written `row` values apart. */
INLINE void tile(const float *a, strides of, const float *panel, int64_t k, float *out, int64_t row, const int rows,
                 const int vectors) {
  vector sums[16][4];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = splat(0);
  }
  for (int64_t p = 0; p < k; p++, a += of.p, panel += vectors * LANES) {
    vector b[4];
    UNROLL for (int v = 0; v < vectors; v++) b[v] = load(panel + v * LANES);
    UNROLL for (int i = 0; i < rows; i++) {
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = add_times(sums[i][v], b[v], a + i * of.i);
    }
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) store(out + i * row + v * LANES, sums[i][v]);
  }
}

/* The same for any k: long sums go block by block. */
#define TILES(rows, vectors)                                                                        \
  static void tile_##rows##_##vectors(const float *a, strides of, const float *panel, int64_t k, float *out, \
                                      int64_t row) {                                                \
    if (k <= LONG) {                                                                                \
      tile(a, of, panel, k, out, row, rows, vectors);                                               \
      return;                                                                                       \
    }                                                                                               \
    float block[rows * vectors * LANES], levels[LEVELS * rows * vectors * LANES];                   \
    tree sums = {levels, rows * vectors * LANES, 0};                                                \
    const int64_t run = run_of(k);                                                                  \
    for (int64_t p = 0; p < k; p += run) {                                                          \
      tile(a + p * of.p, of, panel + p * vectors * LANES, k - p < run ? k - p : run, block,         \
           vectors * LANES, rows, vectors);                                                         \
      join(&sums, block);                                                                           \
    }                                                                                               \
    finish(&sums, block);                                                                           \
    for (int i = 0; i < rows; i++)                                                                  \
      memcpy(out + i * row, block + i * vectors * LANES, vectors * LANES * 4);                      \
  }

#define ALL_TALL(vectors)                                                                           \
  TILES(1, vectors) TILES(2, vectors) TILES(3, vectors) TILES(4, vectors) TILES(6, vectors)
ALL_TALL(1)
ALL_TALL(2)
#if WIDE == 4
ALL_TALL(3)
ALL_TALL(4)
#endif
#if WIDE == 4
TILES(12, 1)
TILES(12, 2)
#else
TILES(8, 1)
#endif

/* All rows of one panel. What is past the last of `columns` columns is computed aside. */
#define PANELS(vectors, tallest)                                                                    \
  static void rows_of_##vectors(const float *a, strides of, const float *panel, int64_t m, int64_t k, float *out, \
                                int64_t row, int64_t columns) {                                     \
    float aside[16 * 4 * LANES];                                                                    \
    const int is_whole = columns == vectors * LANES;                                                \
    for (int64_t i = 0; i < m;) {                                                                   \
      const int64_t left = m - i;                                                                   \
      const int rows = left >= tallest ? tallest : left >= 6 && tallest > 6 ? 6 : left >= 4 ? 4 : (int)left; \
      float *to = is_whole ? out + i * row : aside;                                                 \
      const int64_t apart = is_whole ? row : vectors * LANES;                                       \
      const float *from = a + i * of.i;                                                             \
      if (rows == tallest) tile_##tallest##_##vectors(from, of, panel, k, to, apart);               \
      else if (rows == 6) tile_6_##vectors(from, of, panel, k, to, apart);                          \
      else if (rows == 4) tile_4_##vectors(from, of, panel, k, to, apart);                          \
      else if (rows == 3) tile_3_##vectors(from, of, panel, k, to, apart);                          \
      else if (rows == 2) tile_2_##vectors(from, of, panel, k, to, apart);                          \
      else tile_1_##vectors(from, of, panel, k, to, apart);                                         \
      if (!is_whole)                                                                                \
        for (int r = 0; r < rows; r++)                                                              \
          memcpy(out + (i + r) * row, aside + r * apart, (size_t)columns * 4);                      \
      i += rows;                                                                                    \
    }                                                                                               \
  }

#if WIDE == 4
PANELS(1, 12)
PANELS(2, 12)
PANELS(3, 6)
PANELS(4, 6)
#else
PANELS(1, 8)
PANELS(2, 6)
#endif

INLINE void rows_of(int vectors, const float *a, strides of, const float *panel, int64_t m, int64_t k, float *out,
                    int64_t row, int64_t columns) {
  if (vectors == 1) rows_of_1(a, of, panel, m, k, out, row, columns);
  else if (vectors == 2) rows_of_2(a, of, panel, m, k, out, row, columns);
#if WIDE == 4
  else if (vectors == 3) rows_of_3(a, of, panel, m, k, out, row, columns);
  else rows_of_4(a, of, panel, m, k, out, row, columns);
#endif
}

/* Rows of b that are asked for ahead of time: rows lie far apart, and processors foresee only what lies side by side. */
#define AHEAD 12
/* Values in a line of the cache. */
#define LINE 16

/* Whole vectors of rows p values apart, one row after the other. */
INLINE void pack_rows(const float *b, float *panel, int64_t k, int64_t p, const int vectors) {
  for (int64_t q = 0; q < k; q++, b += p, panel += vectors * LANES) {
    UNROLL for (int i = 0; i < vectors * LANES; i += LINE) __builtin_prefetch(b + AHEAD * p + i);
    UNROLL for (int v = 0; v < vectors; v++) store(panel + v * LANES, load(b + v * LANES));
  }
}

/* Columns of b side by side, filled up with zeros: [k, vectors · LANES]. Distances in values. */
INLINE void pack_panel(const float *b, float *panel, int64_t k, int64_t columns, int vectors, int64_t p, int64_t j) {
  const int64_t width = vectors * LANES;
  if (j == 1 && columns == width && vectors == WIDE) {
    pack_rows(b, panel, k, p, WIDE);
    return;
  }
  if (j == 1) {
    for (int64_t q = 0; q < k; q++, b += p, panel += width) {
      memcpy(panel, b, (size_t)columns * 4);
      if (columns < width) memset(panel + columns, 0, (size_t)(width - columns) * 4);
    }
    return;
  }
  if (columns < width) memset(panel, 0, (size_t)(k * width) * 4);
  /* Transposed: sixteen rows of the panel at a time, which stay in the cache while columns are read. */
  for (int64_t q = 0; q < k; q += 16) {
    const int64_t end = q + 16 < k ? q + 16 : k;
    for (int64_t c = 0; c < columns; c++)
      for (int64_t r = q; r < end; r++) panel[r * width + c] = b[r * p + c * j];
  }
}

/*
 * c [m, n] = a [m, k] · b [k, n], b packed one panel of columns at a time. Distances are in bytes; `scratch` is for
 * other engines. Any part of c's rows or columns can be computed by itself.
 */
KERNEL(void, multiplyPanels, address a, address b, address c, int64_t m, int64_t k, int64_t n, int64_t strideI,
       int64_t strideP, int64_t strideC, int64_t packP, int64_t packJ, address scratch) {
  (void)scratch;
  const strides of = {strideI / 4, strideP / 4};
  float *panel = (float *)gradbook_room((size_t)k * WIDE * LANES * 4);
  for (int64_t j = 0; j < n;) {
    const int64_t left = n - j;
    const int vectors = left >= WIDE * LANES ? WIDE : (int)((left + LANES - 1) / LANES);
    const int64_t columns = left < vectors * LANES ? left : vectors * LANES;
    pack_panel(FLOATS(b) + j * (packJ / 4), panel, k, columns, vectors, packP / 4, packJ / 4);
    rows_of(vectors, FLOATS(a), of, panel, m, k, FLOATS(c) + j, strideC / 4, columns);
    j += columns;
  }
}

/* Columns of a strip of a product of few rows, both factors as they are stored. */
INLINE void thin_strip(const float *a, const float *b, float *c, int64_t k, int64_t n, const int vectors, int some) {
  vector sums[8];
  UNROLL for (int v = 0; v < vectors; v++) sums[v] = splat(0);
  for (int64_t p = 0; p < k; p++, b += n) {
    if (some) sums[0] = add_times(sums[0], load_some(b, some), a + p);
    else {
      UNROLL for (int v = 0; v < vectors; v++) sums[v] = add_times(sums[v], load(b + v * LANES), a + p);
    }
  }
  if (some) store_some(c, sums[0], some);
  else {
    UNROLL for (int v = 0; v < vectors; v++) store(c + v * LANES, sums[v]);
  }
}

INLINE void thin_part(const float *a, const float *b, float *c, int64_t k, int64_t n) {
  int64_t j = 0;
  for (; j + 8 * LANES <= n; j += 8 * LANES) thin_strip(a, b + j, c + j, k, n, 8, 0);
  for (; j + 2 * LANES <= n; j += 2 * LANES) thin_strip(a, b + j, c + j, k, n, 2, 0);
  for (; j + LANES <= n; j += LANES) thin_strip(a, b + j, c + j, k, n, 1, 0);
  if (j < n) thin_strip(a, b + j, c + j, k, n, 1, (int)(n - j));
}

/* c [m, n] = a [m, k] · b [k, n], both as they are stored, for few rows: packing b would cost as much as the product. */
KERNEL(void, multiplyThin, address a, address b, address c, int64_t m, int64_t k, int64_t n, address scratch) {
  (void)scratch;
  for (int64_t i = 0; i < m; i++) {
    const float *from = FLOATS(a) + i * k;
    float *to = FLOATS(c) + i * n;
    if (k <= LONG) {
      thin_part(from, FLOATS(b), to, k, n);
      continue;
    }
    const size_t width = (size_t)(n + LANES - 1) / LANES * LANES;
    float *block = (float *)gradbook_room((LEVELS + 1) * width * 4);
    tree sums = {block + width, width, 0};
    memset(block, 0, width * 4);
    const int64_t run = run_of(k);
    for (int64_t p = 0; p < k; p += run) {
      thin_part(from + p, FLOATS(b) + p * n, block, k - p < run ? k - p : run, n);
      join(&sums, block);
    }
    finish(&sums, block);
    memcpy(to, block, (size_t)n * 4);
  }
}
