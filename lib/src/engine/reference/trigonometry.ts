/*
 * sin and cos in float64; float32 results are rounded from them. The angle is brought to |r| ≤ π/4 by taking
 * away n · π/2. Up to |n| = 2^20 (an angle of 1.6 million) π/2 is taken in three parts, whose products with n are exact
 * or nearly so; beyond, and for the few angles so close to n · π/2 that this would show, in whole numbers of 1,200
 * binary digits. The coefficients come from tests/lib/engine/reference/coefficients.py.
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

/** Units of the whole numbers: 2^-1200. The largest angle has 1,024 digits before the point. */
const digits = 1200n;
let exactHalfPi = 0n;

/** π/2 = 8 · atan(1/5) - 2 · atan(1/239), as Machin found. */
function halfPi(): bigint {
  const arctan = (inverse: bigint): bigint => {
    let sum = 0n;
    let power = (1n << digits) / inverse;
    for (let k = 1n; power !== 0n; k += 2n) {
      sum += power / k;
      power /= -inverse * inverse;
    }
    return sum;
  };
  exactHalfPi ||= 8n * arctan(5n) - 2n * arctan(239n);
  return exactHalfPi;
}

/** n modulo 4, and r = x - n · π/2 rounded once. Exact for any finite angle from 1/2 on. */
function reduceExactly(x: number): readonly [n: number, r: number] {
  const angle = ((BigInt(Math.trunc(x)) << 60n) + BigInt((x % 1) * 2 ** 60)) << (digits - 60n);
  const right = halfPi();
  const n = (2n * angle + (x < 0 ? -right : right)) / (2n * right);
  // 1,000 digits after the point are as many as a number can hold, and more than enough.
  return [Number(n % 4n), Number((angle - n * right) >> (digits - 1000n)) / 2 ** 1000];
}

/** sin(x + quarters · π/2). */
function wave(x: number, quarters: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  let n = x * (2 / Math.PI) + roundingShift - roundingShift;
  const size = Math.abs(n);
  const first = x - n * halfPi1;
  const second = first - n * halfPi2;
  // From here on the third part no longer vanishes: what rounding took away before it is put back.
  const lost = size < 2 ** 10 ? 0 : first - second - n * halfPi2;
  let r = second - (n * halfPi3 - lost);
  if (size > 2 ** 20 || Math.abs(r) < size * 2 ** -65) [n, r] = reduceExactly(x);
  const turn = (((n + quarters) % 4) + 4) % 4;
  const value = turn % 2 === 0 ? sinNearZero(r) : cosNearZero(r);
  return turn < 2 ? value : -value;
}

/** sin x for float64; NaN for infinities. */
export function sin64(x: number): number {
  return x === 0 ? x : wave(x, 0);
}

/** cos x for float64; NaN for infinities. */
export function cos64(x: number): number {
  return wave(x, 1);
}
