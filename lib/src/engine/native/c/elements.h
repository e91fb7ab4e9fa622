/* Functions of each value, arithmetic on rows that may repeat, comparisons, copies of 32-bit values. */
#pragma once
#include "error-function.h"
#include "functions.h"
#include "kernel.h"

/* out = f(x) for n values. */
#define EACH(name, f)                                                                               \
  KERNEL(void, name, address x, address out, int64_t n) {                                           \
    const float *from = FLOATS(x);                                                                  \
    float *to = FLOATS(out);                                                                        \
    int64_t i = 0;                                                                                  \
    for (; i + LANES <= n; i += LANES) store(to + i, f(load(from + i)));                            \
    if (i < n) store_some(to + i, f(load_some(from + i, (int)(n - i))), (int)(n - i));              \
  }

EACH(abs, absolute)
EACH(erf, error_function)
EACH(exp, exponential)
EACH(log, logarithm)
EACH(neg, negative)
EACH(relu, rectified)
EACH(sigmoid, logistic)
EACH(sqrt, root)
EACH(tanh, hyperbolic_tangent)

#define ADD(a, b) ((a) + (b))
#define SUB(a, b) ((a) - (b))
#define MUL(a, b) ((a) * (b))
#define DIV(a, b) ((a) / (b))

/*
 * out = a ∘ b for rows that may repeat: a step of 0 repeats one value along a row, a row distance of 0 repeats a whole
 * row. Row distances are in bytes.
 */
#define ARITHMETIC(name, f)                                                                         \
  KERNEL(void, name, address a, address b, address out, int64_t rows, int64_t row, int64_t rowA,    \
         int64_t rowB, int64_t stepA, int64_t stepB) {                                              \
    for (int64_t r = 0; r < rows; r++) {                                                            \
      const float *fromA = FLOATS(a + (address)(r * rowA)), *fromB = FLOATS(b + (address)(r * rowB)); \
      float *to = FLOATS(out) + r * row;                                                            \
      vector sameA = splat(*fromA), sameB = splat(*fromB);                                          \
      int64_t i = 0;                                                                                \
      if (stepA && stepB)                                                                           \
        for (; i + LANES <= row; i += LANES) store(to + i, f(load(fromA + i), load(fromB + i)));    \
      else if (stepA)                                                                               \
        for (; i + LANES <= row; i += LANES) store(to + i, f(load(fromA + i), sameB));              \
      else if (stepB)                                                                               \
        for (; i + LANES <= row; i += LANES) store(to + i, f(sameA, load(fromB + i)));              \
      else                                                                                          \
        for (; i + LANES <= row; i += LANES) store(to + i, f(sameA, sameB));                        \
      if (i == row) continue;                                                                       \
      int rest = (int)(row - i);                                                                    \
      vector x = stepA ? load_some(fromA + i, rest) : sameA;                                        \
      vector y = stepB ? load_some(fromB + i, rest) : sameB;                                        \
      store_some(to + i, f(x, y), rest);                                                            \
    }                                                                                               \
  }

ARITHMETIC(add, ADD)
ARITHMETIC(sub, SUB)
ARITHMETIC(mul, MUL)
ARITHMETIC(div, DIV)
ARITHMETIC(maximum, greater_of)
ARITHMETIC(minimum, smaller_of)

/* out[i] = a[i] > b[i], or a[i] > b[0] when stepB is 0, as bytes of 0 and 1. */
KERNEL(void, greater, address a, address b, address out, int64_t n, int64_t stepB) {
  const float *x = FLOATS(a), *y = FLOATS(b);
  uint8_t *to = (uint8_t *)(uintptr_t)out;
  if (stepB)
    for (int64_t i = 0; i < n; i++) to[i] = x[i] > y[i];
  else
    for (int64_t i = 0; i < n; i++) to[i] = x[i] > y[0];
}

/* out[i] = 0 or 1 as float32. */
KERNEL(void, boolToFloat, address x, address out, int64_t n) {
  const uint8_t *from = (const uint8_t *)(uintptr_t)x;
  float *to = FLOATS(out);
  for (int64_t i = 0; i < n; i++) to[i] = from[i];
}

/* out[r, i] = x[r · stride + i · step]; distances in bytes. */
KERNEL(void, stridedRows, address x, address out, int64_t rows, int64_t row, int64_t stride, int64_t step) {
  for (int64_t r = 0; r < rows; r++) {
    const float *from = FLOATS(x + (address)(r * stride));
    float *to = FLOATS(out) + r * row;
    if (step == 4) memcpy(to, from, (size_t)row * 4);
    else
      for (int64_t i = 0; i < row; i++) to[i] = from[i * (step / 4)];
  }
}

/* out[i] = x[indices[i]] */
KERNEL(void, gatherSingles, address x, address indices, address out, int64_t n) {
  const float *from = FLOATS(x);
  const int32_t *at = (const int32_t *)(uintptr_t)indices;
  float *to = FLOATS(out);
  for (int64_t i = 0; i < n; i++) to[i] = from[at[i]];
}

/*
 * out[indices[i]] += x[i], i in order, on values that start at zero: for groups first…first + count - 1 of n values of
 * x each, whose places are among `space` values of out.
 */
KERNEL(void, gatherAddSingles, address x, address indices, address out, int64_t first, int64_t count, int64_t n,
       int64_t space) {
  const float *from = FLOATS(x) + first * n;
  const int32_t *at = (const int32_t *)(uintptr_t)indices + first * n;
  float *to = FLOATS(out);
  memset(to + first * space, 0, (size_t)(count * space) * 4);
  for (int64_t i = 0; i < count * n; i++) to[at[i]] += from[i];
}
