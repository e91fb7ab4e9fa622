/*
 * Recurrent cells over all steps, as in sequences/recurrent.ts, for some sequences of a batch. The recurrent kernel is packed
 * once. A cell is 0 simpleRnn, 1 gru or 2 lstm; what it has not has the address `none`.
 */
#pragma once
#include "attention.h"

enum { SIMPLE, GRU, LSTM };

/* A factor of products, packed: panels of columns one after the other, each `k` rows of whole vectors. */
INLINE void pack_all(const float *b, float *panels, int64_t k, int64_t n, int64_t p, int64_t j) {
  for (int64_t column = 0; column < n;) {
    const int64_t left = n - column;
    const int vectors = left >= WIDE * LANES ? WIDE : (int)((left + LANES - 1) / LANES);
    const int64_t columns = left < vectors * LANES ? left : vectors * LANES;
    pack_panel(b + column * j, panels, k, columns, vectors, p, j);
    panels += k * vectors * LANES;
    column += columns;
  }
}

/* out [m, n] = a [m, k] · what was packed. */
INLINE void packed_product(const float *a, const float *panels, float *out, int64_t m, int64_t k, int64_t n) {
  const strides of = {k, 1};
  for (int64_t column = 0; column < n;) {
    const int64_t left = n - column;
    const int vectors = left >= WIDE * LANES ? WIDE : (int)((left + LANES - 1) / LANES);
    const int64_t columns = left < vectors * LANES ? left : vectors * LANES;
    rows_of(vectors, a, of, panels, m, k, out + column, n, columns);
    panels += k * vectors * LANES;
    column += columns;
  }
}

/* The next state of one sequence; `x`, `p` and `gate` have the gates `units` apart. */
INLINE void step_forward(const int cell, const float *x, const float *p, const float *bias, float *h, float *c,
                         float *to, float *to_c, float *gate, int64_t units, int counts) {
  for (int64_t u = 0; u < units; u += LANES) {
    const int64_t left = units - u;
#define GATE(from, number) load_up_to((from) + (number) * units + u, left)
#define KEEP(to, number, value) store_up_to((to) + (number) * units + u, value, left)
    if (cell == LSTM) {
      const vector i = logistic(GATE(x, 0) + GATE(p, 0)), f = logistic(GATE(x, 1) + GATE(p, 1));
      const vector g = hyperbolic_tangent(GATE(x, 2) + GATE(p, 2)), o = logistic(GATE(x, 3) + GATE(p, 3));
      if (counts) {
        const vector next = f * GATE(c, 0) + i * g;
        KEEP(c, 0, next);
        KEEP(h, 0, o * hyperbolic_tangent(next));
      }
      KEEP(gate, 0, i), KEEP(gate, 1, f), KEEP(gate, 2, g), KEEP(gate, 3, o);
      KEEP(to_c, 0, GATE(c, 0));
    } else if (cell == GRU) {
      vector q0 = GATE(p, 0), q1 = GATE(p, 1), q2 = GATE(p, 2);
      if (bias != NULL) q0 = q0 + GATE(bias, 0), q1 = q1 + GATE(bias, 1), q2 = q2 + GATE(bias, 2);
      const vector z = logistic(GATE(x, 0) + q0), reset = logistic(GATE(x, 1) + q1);
      const vector candidate = hyperbolic_tangent(GATE(x, 2) + reset * q2);
      if (counts) KEEP(h, 0, z * GATE(h, 0) + (1.0f - z) * candidate);
      KEEP(gate, 0, z), KEEP(gate, 1, reset), KEEP(gate, 2, candidate), KEEP(gate, 3, q2);
    } else if (counts) KEEP(h, 0, hyperbolic_tangent(GATE(x, 0) + GATE(p, 0)));
    KEEP(to, 0, GATE(h, 0));
  }
}

INLINE void all_forward(const int cell, const float *x, const float *panels, const float *bias, const uint8_t *mask,
                        float *out, int64_t first, int64_t count, int64_t batch, int64_t steps, int64_t units, float *h,
                        float *c, float *p) {
  const int64_t width = units * (cell == LSTM ? 4 : cell == GRU ? 3 : 1), size = batch * steps * units;
  float *gates = out + (cell == LSTM ? 2 * size : size);
  for (int64_t t = 0; t < steps; t++) {
    packed_product(h, panels, p, count, units, width);
    for (int64_t n = 0; n < count; n++) {
      const int64_t step = (first + n) * steps + t;
      step_forward(cell, x + step * width, p + n * width, bias, h + n * units, c + n * units, out + step * units,
                   out + size + step * units, gates + step * 4 * units, units, mask == NULL || mask[step]);
    }
  }
}

KERNEL(void, recurrentStates, address none, address x, address kernel, address h0, address c0, address bias,
       address mask, address out, int64_t first, int64_t count, int64_t cell, int64_t batch, int64_t steps,
       int64_t units, address scratch) {
  const int64_t width = units * (cell == LSTM ? 4 : cell == GRU ? 3 : 1);
  float *panels = FLOATS(scratch), *h = panels + (width + 64) * units, *c = h + count * units, *p = c + count * units;
  pack_all(FLOATS(kernel), panels, units, width, width, 1);
  memcpy(h, FLOATS(h0) + first * units, (size_t)(count * units) * 4);
  if (cell == LSTM) memcpy(c, FLOATS(c0) + first * units, (size_t)(count * units) * 4);
  const float *added = bias == none ? NULL : FLOATS(bias);
  const uint8_t *seen = bytes_or_null(mask, none);
#define FORWARD(kind) \
  all_forward(kind, FLOATS(x), panels, added, seen, FLOATS(out), first, count, batch, steps, units, h, c, p)
  if (cell == LSTM) FORWARD(LSTM);
  else if (cell == GRU) FORWARD(GRU);
  else FORWARD(SIMPLE);
}

/* One step back for one sequence that counts. */
INLINE void step_back(const int cell, const float *gradient, const float *h, const float *c, const float *before,
                      const float *earlier, const float *gate, float *next, float *next_c, float *to, float *d,
                      int64_t units) {
  for (int64_t u = 0; u < units; u += LANES) {
    const int64_t left = units - u;
    const vector dh = GATE(gradient, 0) + GATE(next, 0);
    KEEP(next, 0, splat(0));
    if (cell == LSTM) {
      const vector i = GATE(gate, 0), f = GATE(gate, 1), g = GATE(gate, 2), o = GATE(gate, 3);
      const vector memory = hyperbolic_tangent(GATE(c, 0));
      const vector dc = GATE(next_c, 0) + (dh * o) * (1.0f - memory * memory);
      KEEP(next_c, 0, dc * f);
      KEEP(d, 0, ((dc * g) * i) * (1.0f - i));
      KEEP(d, 1, ((dc * GATE(earlier, 0)) * f) * (1.0f - f));
      KEEP(d, 2, (dc * i) * (1.0f - g * g));
      KEEP(d, 3, ((dh * memory) * o) * (1.0f - o));
    } else if (cell == GRU) {
      const vector z = GATE(gate, 0), reset = GATE(gate, 1), candidate = GATE(gate, 2), own = GATE(gate, 3);
      const vector dz = ((dh * (GATE(before, 0) - candidate)) * z) * (1.0f - z);
      const vector da = (dh * (1.0f - z)) * (1.0f - candidate * candidate);
      const vector dr = ((da * own) * reset) * (1.0f - reset);
      KEEP(to, 0, dz), KEEP(to, 1, dr), KEEP(to, 2, da);
      KEEP(d, 0, dz), KEEP(d, 1, dr), KEEP(d, 2, da * reset);
      KEEP(next, 0, dh * z);
    } else {
      const vector y = GATE(h, 0);
      KEEP(d, 0, dh * (1.0f - y * y));
    }
  }
}

KERNEL(void, recurrentGradient, address none, address gradient, address states, address kernel, address h0,
       address c0, address mask, address toX, address toProduct, address toBefore, address toH, address toC,
       int64_t first, int64_t count, int64_t cell, int64_t batch, int64_t steps, int64_t units, address scratch) {
  const int64_t width = units * (cell == LSTM ? 4 : cell == GRU ? 3 : 1), size = batch * steps * units;
  const float *h = FLOATS(states), *c = h + size, *gates = h + (cell == LSTM ? 2 * size : size);
  float *panels = FLOATS(scratch), *next = panels + (units + 64) * width, *next_c = next + count * units;
  float *back = next_c + count * units, *d = back + count * units;
  const uint8_t *seen = bytes_or_null(mask, none);
  pack_all(FLOATS(kernel), panels, width, units, 1, width);
  memset(next, 0, (size_t)(2 * count * units) * 4);
  for (int64_t t = steps - 1; t >= 0; t--) {
    for (int64_t n = 0; n < count; n++) {
      const int64_t step = (first + n) * steps + t, start = (first + n) * units;
      const float *before = t == 0 ? FLOATS(h0) + start : h + (step - 1) * units;
      memcpy(FLOATS(toBefore) + step * units, before, (size_t)units * 4);
      float *to = FLOATS(toX) + step * width, *by = d + n * width, *carry = next + n * units;
      float *product = cell == GRU ? FLOATS(toProduct) + step * width : to;
      const float *given = FLOATS(gradient) + step * units;
      if (seen != NULL && !seen[step]) {
        for (int64_t u = 0; u < units; u += LANES)
          store_up_to(carry + u, load_up_to(given + u, units - u) + load_up_to(carry + u, units - u), units - u);
        memset(by, 0, (size_t)width * 4);
        memset(to, 0, (size_t)width * 4);
      } else {
        const float *earlier = cell != LSTM ? NULL : t == 0 ? FLOATS(c0) + start : c + (step - 1) * units;
        const float *gate = gates + step * 4 * units, *own = h + step * units, *memory = c + step * units;
#define BACK(kind) \
  step_back(kind, given, own, memory, before, earlier, gate, carry, next_c + n * units, to, by, units)
        if (cell == LSTM) BACK(LSTM);
        else if (cell == GRU) BACK(GRU);
        else BACK(SIMPLE);
      }
      memcpy(product, by, (size_t)width * 4);
    }
    packed_product(d, panels, back, count, width, units);
    for (int64_t at = 0; at < count * units; at += LANES)
      store_up_to(next + at, load_up_to(next + at, count * units - at) + load_up_to(back + at, count * units - at),
                  count * units - at);
  }
  memcpy(FLOATS(toH) + first * units, next, (size_t)(count * units) * 4);
  if (cell == LSTM) memcpy(FLOATS(toC) + first * units, next_c, (size_t)(count * units) * 4);
}
