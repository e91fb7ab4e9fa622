/*
 * exp, log, tanh and sigmoid as reference/exponential.ts and reference/logarithm.ts compute them: the same constants,
 * the same order, the same roundings.
 */
#pragma once
#include "vector.h"

INLINE vector power_of_two(whole n) { return (vector)((n + 127) << 23); }

/* e^x: 2^n · e^r with x = n · ln2 + r; 2^n in two halves, so that subnormal results are rounded once. */
INLINE vector exponential(vector x) {
  vector shift = splat(12582912.0f);
  vector n = (x * 1.4426950216293335f + shift) - shift;
  vector r = (x - n * 0.693359375f) - n * -0.00021219444170128554f;
  vector p = splat(0.0013926250394433737f);
  p = p * r + 0.00836323294788599f;
  p = p * r + 0.04166655242443085f;
  p = p * r + 0.16666576266288757f;
  p = p * r + 0.5f;
  vector y = ((r * r) * p + r) + 1.0f;
  /* Where x is out of bounds, n is too, and the result is chosen below. */
  whole power = __builtin_convertvector(choose(absolute(n) < 1024.0f, n, splat(0)), whole);
  whole half = power >> 1;
  vector result = (y * power_of_two(half)) * power_of_two(power - half);
  result = choose(x > 88.72283935546875f, splat(__builtin_inff()), result);
  result = choose(x < -103.97208404541016f, splat(0), result);
  return choose(x == x, result, x);
}

/* 1 / (1 + e^-x), through e^-|x|. */
INLINE vector logistic(vector x) {
  vector e = exponential(negative(absolute(x)));
  return choose(x < 0.0f, e, splat(1)) / (1.0f + e);
}

/* A polynomial below 0.625, 1 - 2 / (e^2|x| + 1) with the sign of x above. */
INLINE vector hyperbolic_tangent(vector x) {
  vector size = absolute(x);
  vector z = x * x;
  vector p = splat(-0.006096714176237583f);
  p = p * z + 0.020997179672122f;
  p = p * z + -0.05385090783238411f;
  p = p * z + 0.1333276927471161f;
  p = p * z + -0.333333283662796f;
  /* Zero keeps its sign, which the sum would lose. */
  vector near = choose(x == 0.0f, x, x + (x * z) * p);
  vector y = 1.0f - 2.0f / (exponential(size + size) + 1.0f);
  return choose(size < 0.625f, near, choose(x < 0.0f, negative(y), y));
}

/* -∞ for 0, NaN below. */
INLINE vector logarithm(vector x) {
  whole small = x < 1.1754943508222875e-38f;
  vector scaled = choose(small, x * 8388608.0f, x);
  whole shifted = (whole)scaled - 0x3f3504f3;
  whole exponent = (small & -23) + (shifted >> 23);
  vector e = __builtin_convertvector(exponent, vector);
  vector t = (vector)((shifted & 0x7fffff) + 0x3f3504f3) - 1.0f;
  vector s = t / (2.0f + t);
  vector z = s * s;
  vector p = splat(0.23331613838672638f);
  p = p * z + 0.28550779819488525f;
  p = p * z + 0.4000012278556824f;
  p = p * z + 0.6666666865348816f;
  vector r = z * p;
  vector half = (0.5f * t) * t;
  vector low = s * (half + r) + e * -0.00021219444170128554f;
  vector result = e * 0.693359375f - ((half - low) - t);
  result = choose(x == __builtin_inff(), x, result);
  result = choose(x == 0.0f, splat(-__builtin_inff()), result);
  return choose(x >= 0.0f, result, splat(__builtin_nanf("")));
}

/* max(x, 0); NaN and -0 stay. */
INLINE vector rectified(vector x) { return choose(x < 0.0f, splat(0), x); }
