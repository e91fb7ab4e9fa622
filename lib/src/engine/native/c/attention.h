/*
 * Attention of one head after the other, as in sequences/attention.ts: its scores, [queries, keys], lie in scratch memory.
 * Heads are read where they lie, in [batch, steps, heads, width]. What is not there, such as a mask, has the address `none`.
 */
#pragma once
#include "products.h"
#include "reduce.h"

typedef struct {
  int64_t heads, queries, keys, width, value_width;
  float scale;
  int64_t causal, mask_batch, mask_head, mask_query, mask_key;
  /* Values in a row of scores. */
  int64_t row;
} attention;

/* c [m, n] = a [m, k] · b [k, n]; distances in values. */
INLINE void matrix_product(const float *a, const float *b, float *c, int64_t m, int64_t k, int64_t n, strides of,
                           int64_t row, int64_t p, int64_t j) {
  SYMBOL(multiplyPanels)((address)(uintptr_t)a, (address)(uintptr_t)b, (address)(uintptr_t)c, m, k, n, of.i * 4,
                         of.p * 4, row * 4, p * 4, j * 4, 0);
}

INLINE vector load_up_to(const float *from, int64_t count) {
  return count >= LANES ? load(from) : load_some(from, (int)count);
}
INLINE void store_up_to(float *to, vector x, int64_t count) {
  if (count >= LANES) store(to, x);
  else store_some(to, x, (int)count);
}

/* Makes weights of a query's scores in place; the first `end` keys may be seen. */
INLINE void weigh(float *scores, const attention *of, int64_t end, const uint8_t *mask) {
  const int64_t keys = of->keys;
  const vector hidden = splat(-__builtin_inff());
  whole number;
  UNROLL for (int i = 0; i < LANES; i++) number[i] = i;
  vector greatest = hidden;
  whole is_nan = {0};
  for (int64_t j = 0; j < end; j += LANES) {
    vector s = load_up_to(scores + j, keys - j) * of->scale;
    s = choose(number < (int32_t)(end - j < LANES ? end - j : LANES), s, hidden);
    if (mask != NULL)
      for (int i = 0; i < LANES && j + i < end; i++)
        if (!mask[(j + i) * of->mask_key]) s[i] = -__builtin_inff();
    greatest = choose(s > greatest, s, greatest);
    is_nan |= s != s;
    store_up_to(scores + j, s, keys - j);
  }
  float m = greatest[0];
  int has_nan = is_nan[0];
  for (int i = 1; i < LANES; i++) {
    m = greatest[i] > m ? greatest[i] : m;
    has_nan |= is_nan[i];
  }
  if (has_nan) m = __builtin_nanf("");
  if (m == -__builtin_inff()) {
    memset(scores, 0, (size_t)keys * 4);
    return;
  }
  int64_t j = 0;
  for (; j < end; j += LANES) store_up_to(scores + j, exponential(load_up_to(scores + j, keys - j) - m), keys - j);
  if (j < keys) memset(scores + j, 0, (size_t)(keys - j) * 4);
  const float sum = sum_of(scores, keys);
  for (j = 0; j < keys; j += LANES) store_up_to(scores + j, load_up_to(scores + j, keys - j) / sum, keys - j);
}

/* The weights of one head, in `scores`. */
INLINE void weights_of(const float *q, const float *k, const uint8_t *mask, float *scores, const attention *of,
                       int64_t batch, int64_t head) {
  const int64_t step = of->heads * of->width, at = head * of->width;
  const float *query = q + batch * of->queries * step + at, *key = k + batch * of->keys * step + at;
  matrix_product(query, key, scores, of->queries, of->width, of->keys, (strides){step, 1}, of->row, 1, step);
  if (mask != NULL) mask += batch * of->mask_batch + head * of->mask_head;
  for (int64_t i = 0; i < of->queries; i++) {
    int64_t end = of->causal ? i + 1 + of->keys - of->queries : of->keys;
    weigh(scores + i * of->row, of, end < 0 ? 0 : end, mask == NULL ? NULL : mask + i * of->mask_query);
  }
}

INLINE const uint8_t *bytes_or_null(address at, address none) {
  return at == none ? NULL : (const uint8_t *)(uintptr_t)at;
}

/* out = softmax(scale · q · kᵀ) · v for the heads first…first + count - 1 of all batches. */
KERNEL(void, attend, address none, address q, address k, address v, address mask, address out, int64_t first,
       int64_t count, int64_t heads, int64_t queries, int64_t keys, int64_t width, int64_t valueWidth, float scale,
       int64_t causal, int64_t maskBatch, int64_t maskHead, int64_t maskQuery, int64_t maskKey, address scratch) {
  const attention of = {heads, queries, keys, width, valueWidth, scale, causal, maskBatch, maskHead, maskQuery, maskKey,
                        (keys + 3) & ~3};
  float *scores = FLOATS(scratch);
  const int64_t step = heads * valueWidth;
  for (int64_t number = first; number < first + count; number++) {
    const int64_t batch = number / heads, head = number % heads, at = head * valueWidth;
    weights_of(FLOATS(q), FLOATS(k), bytes_or_null(mask, none), scores, &of, batch, head);
    matrix_product(scores, FLOATS(v) + batch * keys * step + at, FLOATS(out) + batch * queries * step + at, queries, keys,
                   valueWidth, (strides){of.row, 1}, step, step, 1);
  }
}

/* The gradients of attend for the same heads, from that of its output. */
KERNEL(void, attendGradient, address none, address gradient, address q, address k, address v, address mask,
       address toQ, address toK, address toV, int64_t first, int64_t count, int64_t heads, int64_t queries,
       int64_t keys, int64_t width, int64_t valueWidth, float scale, int64_t causal, int64_t maskBatch,
       int64_t maskHead, int64_t maskQuery, int64_t maskKey, address scratch) {
  const attention of = {heads, queries, keys, width, valueWidth, scale, causal, maskBatch, maskHead, maskQuery, maskKey,
                        (keys + 3) & ~3};
  float *weights = FLOATS(scratch), *changes = weights + of.row * queries, *shares = changes + of.row * queries;
  const int64_t step = heads * width, step_v = heads * valueWidth;
  for (int64_t number = first; number < first + count; number++) {
    const int64_t batch = number / heads, head = number % heads;
    weights_of(FLOATS(q), FLOATS(k), bytes_or_null(mask, none), weights, &of, batch, head);
    const int64_t query = batch * queries * step + head * width, key = batch * keys * step + head * width;
    const int64_t value = batch * keys * step_v + head * valueWidth;
    const float *given = FLOATS(gradient) + batch * queries * step_v + head * valueWidth;
    matrix_product(weights, given, FLOATS(toV) + value, keys, queries, valueWidth, (strides){1, of.row}, step_v, step_v, 1);
    matrix_product(given, FLOATS(v) + value, changes, queries, valueWidth, keys, (strides){step_v, 1}, of.row, 1, step_v);
    for (int64_t i = 0; i < queries; i++) {
      const float *w = weights + i * of.row;
      float *d = changes + i * of.row;
      for (int64_t j = 0; j < keys; j += LANES)
        store_up_to(shares + j, load_up_to(d + j, keys - j) * load_up_to(w + j, keys - j), keys - j);
      const float sum = sum_of(shares, keys);
      for (int64_t j = 0; j < keys; j += LANES) {
        const vector change = load_up_to(w + j, keys - j) * (load_up_to(d + j, keys - j) - sum);
        store_up_to(d + j, change * scale, keys - j);
      }
    }
    matrix_product(changes, FLOATS(k) + key, FLOATS(toQ) + query, queries, keys, width, (strides){of.row, 1}, step, step, 1);
    matrix_product(changes, FLOATS(q) + query, FLOATS(toK) + key, keys, queries, width, (strides){1, of.row}, step, step, 1);
  }
}
