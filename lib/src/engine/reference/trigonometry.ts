/*
 * sin and cos in float64; float32 results are rounded from them. The angle is brought to |r| ≤ π/4 by taking
 * away n · π/2, with π/2 in three parts whose products with n are exact for |n| below 2^20; beyond an
 * angle of a million the result loses digits. The coefficients come from tests/lib/engine/reference/coefficients.py.
 */

const halfPi1 = 1.5707963267341256;
const halfPi2 = 6.077100506303966e-11;
const halfPi3 = 2.0222662487959506e-21;
/** Adding and taking away 1.5 · 2^52 rounds to the nearest whole number. */
const roundingShift = 6755399441055744;

/** sin r = r + r³ · P(r²) for |r| ≤ π/4. */
function sinNearZero(r: number): number {
  const z = r * r;
  let p = -7.586636882825159e-13;
  p = p * z + 1.6058530596645953e-10;
  p = p * z - 2.50521062259944e-8;
  p = p * z + 2.755731921932058e-6;
  p = p * z - 0.0001984126984126504;
  p = p * z + 0.008333333333333331;
  p = p * z - 0.16666666666666666;
  return r + r * z * p;
}

/** cos r = 1 - r²/2 + r⁴ · P(r²) for |r| ≤ π/4. */
function cosNearZero(r: number): number {
  const z = r * r;
  let p = -1.138254464534925e-11;
  p = p * z + 2.087614504941318e-9;
  p = p * z - 2.755731726587808e-7;
  p = p * z + 2.48015872987544e-5;
  p = p * z - 0.0013888888888887389;
  p = p * z + 0.041666666666666664;
  const half = 0.5 * z;
  const whole = 1 - half;
  // What rounding 1 - half took away is put back.
  return whole + (1 - whole - half + z * z * p);
}

/** sin(x + quarters · π/2). */
function wave(x: number, quarters: number): number {
  const n = x * (2 / Math.PI) + roundingShift - roundingShift;
  const r = x - n * halfPi1 - n * halfPi2 - n * halfPi3;
  const turn = (((n + quarters) % 4) + 4) % 4;
  const size = turn % 2 === 0 ? sinNearZero(r) : cosNearZero(r);
  return turn < 2 ? size : -size;
}

/** sin x for float64; NaN for infinities. */
export function sin64(x: number): number {
  return x === 0 ? x : wave(x, 0);
}

/** cos x for float64; NaN for infinities. */
export function cos64(x: number): number {
  return wave(x, 1);
}
