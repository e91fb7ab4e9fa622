/* Sums of rows and of columns, softmax, and whether all is finite. */
#pragma once
#include "functions.h"
#include "sums.h"

/* out[o] = Σ x[o, :] */
KERNEL(void, sumRows, address x, address out, int64_t outer, int64_t length) {
  const float *from = FLOATS(x);
  float *to = FLOATS(out);
  int64_t o = 0;
  if (length <= LONG) {
    for (; o + 4 <= outer; o += 4, from += 4 * length) {
      four s0 = {0, 0, 0, 0}, s1 = s0, s2 = s0, s3 = s0;
      int64_t i = 0;
      for (; i + 4 <= length; i += 4) {
        s0 = s0 + *(const four *)(from + i);
        s1 = s1 + *(const four *)(from + length + i);
        s2 = s2 + *(const four *)(from + 2 * length + i);
        s3 = s3 + *(const four *)(from + 3 * length + i);
      }
      if (i < length) {
        s0 = s0 + load_some_of_four(from + i, length - i);
        s1 = s1 + load_some_of_four(from + length + i, length - i);
        s2 = s2 + load_some_of_four(from + 2 * length + i, length - i);
        s3 = s3 + load_some_of_four(from + 3 * length + i, length - i);
      }
      to[o] = add_lanes(s0), to[o + 1] = add_lanes(s1), to[o + 2] = add_lanes(s2), to[o + 3] = add_lanes(s3);
    }
  }
  for (; o < outer; o++, from += length) to[o] = sum_of(from, length);
}

/* Sums of `vectors` vectors of columns over some rows, `row` values apart. */
INLINE void add_rows(const float *from, int64_t rows, int64_t row, float *out, const int vectors) {
  vector s[4];
  UNROLL for (int v = 0; v < vectors; v++) s[v] = splat(0);
  for (int64_t i = 0; i < rows; i++, from += row) {
    UNROLL for (int v = 0; v < vectors; v++) s[v] = s[v] + load(from + v * LANES);
  }
  UNROLL for (int v = 0; v < vectors; v++) store(out + v * LANES, s[v]);
}

INLINE void add_some_rows(const float *from, int64_t rows, int64_t row, float *out, int some) {
  vector s = splat(0);
  for (int64_t i = 0; i < rows; i++, from += row) s = s + load_some(from, some);
  store(out, s);
}

/* One strip of columns: `vectors` whole vectors, or `some` values when that is not 0. */
INLINE void sum_strip(const float *from, float *out, int64_t length, int64_t row, const int vectors, int some) {
  float block[4 * LANES], levels[LEVELS * 4 * LANES];
  tree sums = {levels, (size_t)vectors * LANES, 0};
  const int64_t most = length <= LONG ? length : run_of(length);
  for (int64_t i = 0; i < length; i += most) {
    const int64_t rows = length - i < most ? length - i : most;
    if (some) add_some_rows(from + i * row, rows, row, block, some);
    else add_rows(from + i * row, rows, row, block, vectors);
    if (most == length) break;
    join(&sums, block);
  }
  if (most != length) finish(&sums, block);
  if (some) memcpy(out, block, (size_t)some * 4);
  else memcpy(out, block, (size_t)vectors * LANES * 4);
}

/* out[o, j] = Σ x[o, :, j]. `scratch` is for other engines. */
KERNEL(void, sumColumns, address x, address out, int64_t outer, int64_t length, int64_t inner, address scratch) {
  (void)scratch;
  for (int64_t o = 0; o < outer; o++) {
    const float *from = FLOATS(x) + o * length * inner;
    float *to = FLOATS(out) + o * inner;
    if (length == 0) {
      memset(to, 0, (size_t)inner * 4);
      continue;
    }
    int64_t j = 0;
    for (; j + 4 * LANES <= inner; j += 4 * LANES) sum_strip(from + j, to + j, length, inner, 4, 0);
    for (; j + LANES <= inner; j += LANES) sum_strip(from + j, to + j, length, inner, 1, 0);
    if (j < inner) sum_strip(from + j, to + j, length, inner, 1, (int)(inner - j));
  }
}

/* 1 when none of n values is infinite or NaN, else 0. */
KERNEL(int64_t, allFinite, address x, int64_t n) {
  const int32_t *from = (const int32_t *)(uintptr_t)x;
  int32_t greatest = 0;
  for (int64_t i = 0; i < n; i++) {
    int32_t size = from[i] & 0x7fffffff;
    greatest = size > greatest ? size : greatest;
  }
  return greatest < 0x7f800000;
}

/* Writes e^(x - m) of a row, m its greatest value, and gives their sum. */
INLINE float exponentials(const float *x, float *out, int64_t n, float *greatest) {
  float m = x[0];
  int has_nan = x[0] != x[0];
  for (int64_t i = 1; i < n; i++) {
    m = x[i] > m ? x[i] : m;
    has_nan |= x[i] != x[i];
  }
  if (has_nan) m = __builtin_nanf("");
  *greatest = m;
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES) store(out + i, exponential(load(x + i) - m));
  if (i < n) store_some(out + i, exponential(load_some(x + i, (int)(n - i)) - m), (int)(n - i));
  return sum_of(out, n);
}

KERNEL(void, softmax, address x, address out, int64_t rows, int64_t length) {
  for (int64_t r = 0; r < rows; r++) {
    float *to = FLOATS(out) + r * length, m;
    float sum = exponentials(FLOATS(x) + r * length, to, length, &m);
    int64_t i = 0;
    for (; i + LANES <= length; i += LANES) store(to + i, load(to + i) / sum);
    if (i < length) store_some(to + i, load_some(to + i, (int)(length - i)) / sum, (int)(length - i));
  }
}

KERNEL(void, logSoftmax, address x, address out, int64_t rows, int64_t length) {
  for (int64_t r = 0; r < rows; r++) {
    const float *from = FLOATS(x) + r * length;
    float *to = FLOATS(out) + r * length, m;
    float sum = exponentials(from, to, length, &m);
    float log_of_sum = logarithm(splat(sum))[0];
    int64_t i = 0;
    for (; i + LANES <= length; i += LANES) store(to + i, (load(from + i) - m) - log_of_sum);
    if (i < length)
      store_some(to + i, (load_some(from + i, (int)(length - i)) - m) - log_of_sum, (int)(length - i));
  }
}
