/* One pass over a parameter, as the files of src/optimizers have them: every operation rounded. Updates w and slots in place. */
#pragma once
#include "kernel.h"

/* Runs a body for each whole vector, and for what is left: `get` and `put` then take part of one. */
#define PASS(n, body)                                                                               \
  {                                                                                                 \
    int64_t at = 0;                                                                                 \
    for (; at + LANES <= (n); at += LANES) {                                                        \
      const int some = 0;                                                                           \
      body                                                                                          \
    }                                                                                               \
    if (at < (n)) {                                                                                 \
      const int some = (int)((n) - at);                                                             \
      body                                                                                          \
    }                                                                                               \
  }
#define get(array) (some ? load_some(FLOATS(array) + at, some) : load(FLOATS(array) + at))
#define put(array, x) (some ? store_some(FLOATS(array) + at, x, some) : store(FLOATS(array) + at, x))

INLINE void adam_with(address w, address g, address m, address v, address greatest, int64_t n, float alpha,
                      float rest1, float rest2, float epsilon) {
  PASS(n, {
    vector gradient = get(g);
    vector mean = get(m);
    mean = mean + (gradient - mean) * rest1;
    put(m, mean);
    vector square = get(v);
    square = square + (gradient * gradient - square) * rest2;
    put(v, square);
    if (greatest) {
      vector former = get(greatest);
      square = choose(square > former, square, former);
      put(greatest, square);
    }
    put(w, get(w) - (alpha * mean) / (root(square) + epsilon));
  })
}

KERNEL(void, adam, address w, address g, address m, address v, int64_t n, float alpha, float rest1, float rest2,
       float epsilon) {
  adam_with(w, g, m, v, 0, n, alpha, rest1, rest2, epsilon);
}

KERNEL(void, amsgrad, address w, address g, address m, address v, address greatest, int64_t n, float alpha,
       float rest1, float rest2, float epsilon) {
  adam_with(w, g, m, v, greatest, n, alpha, rest1, rest2, epsilon);
}

/* w ← w - rate · g */
KERNEL(void, sgd, address w, address g, int64_t n, float rate) { PASS(n, { put(w, get(w) - rate * get(g)); }) }

/* v ← beta · v - rate · g, w ← w + v */
KERNEL(void, momentum, address w, address g, address v, int64_t n, float rate, float beta) {
  PASS(n, {
    vector velocity = beta * get(v) - rate * get(g);
    put(v, velocity);
    put(w, get(w) + velocity);
  })
}

/* v ← beta · v - rate · g, w ← w + (beta · v - rate · g) */
KERNEL(void, nesterov, address w, address g, address v, int64_t n, float rate, float beta) {
  PASS(n, {
    vector step = rate * get(g);
    vector velocity = beta * get(v) - step;
    put(v, velocity);
    put(w, get(w) + (beta * velocity - step));
  })
}

/* v ← beta · v + rest · g, w ← w - rate · v */
KERNEL(void, averagedMomentum, address w, address g, address v, int64_t n, float rate, float beta, float rest) {
  PASS(n, {
    vector velocity = beta * get(v) + rest * get(g);
    put(v, velocity);
    put(w, get(w) - rate * velocity);
  })
}

/* s ← s + g², w ← w - rate · g / sqrt(s + epsilon) */
KERNEL(void, adagrad, address w, address g, address s, int64_t n, float rate, float epsilon) {
  PASS(n, {
    vector gradient = get(g);
    vector sum = get(s) + gradient * gradient;
    put(s, sum);
    put(w, get(w) - (rate * gradient) / root(sum + epsilon));
  })
}

/* See optimizers/nadam.ts. */
KERNEL(void, nadam, address w, address g, address m, address v, int64_t n, float rest1, float rest2,
       float momentWeight, float gradientWeight, float correction, float epsilon) {
  PASS(n, {
    vector gradient = get(g);
    vector mean = get(m);
    mean = mean + (gradient - mean) * rest1;
    put(m, mean);
    vector square = get(v);
    square = square + (gradient * gradient - square) * rest2;
    put(v, square);
    vector step = momentWeight * mean + gradientWeight * gradient;
    put(w, get(w) - step / (root(square * correction) + epsilon));
  })
}

/* v ← rho · v + rest · g², w ← w - rate · g / sqrt(v + epsilon); `average` and `moment` are 0 where there are none. */
INLINE void rmsprop_with(address w, address g, address v, address average, address moment, int64_t n, float rate,
                         float rho, float rest, float beta, float epsilon) {
  PASS(n, {
    vector gradient = get(g);
    vector spread = rho * get(v) + rest * (gradient * gradient);
    put(v, spread);
    if (average) {
      vector mean = rho * get(average) + rest * gradient;
      put(average, mean);
      spread = spread - mean * mean;
    }
    vector step = (rate * gradient) / root(spread + epsilon);
    if (moment) {
      step = beta * get(moment) + step;
      put(moment, step);
    }
    put(w, get(w) - step);
  })
}

KERNEL(void, rmsprop, address w, address g, address v, int64_t n, float rate, float rho, float rest, float beta,
       float epsilon) {
  rmsprop_with(w, g, v, 0, 0, n, rate, rho, rest, beta, epsilon);
}

KERNEL(void, rmspropCentered, address w, address g, address v, address average, int64_t n, float rate, float rho,
       float rest, float beta, float epsilon) {
  rmsprop_with(w, g, v, average, 0, n, rate, rho, rest, beta, epsilon);
}

KERNEL(void, rmspropMomentum, address w, address g, address v, address moment, int64_t n, float rate, float rho,
       float rest, float beta, float epsilon) {
  rmsprop_with(w, g, v, 0, moment, n, rate, rho, rest, beta, epsilon);
}

KERNEL(void, rmspropCenteredMomentum, address w, address g, address v, address average, address moment, int64_t n,
       float rate, float rho, float rest, float beta, float epsilon) {
  rmsprop_with(w, g, v, average, moment, n, rate, rho, rest, beta, epsilon);
}
#undef get
#undef put
