import { exp32, exp64 } from "./exponential.js";

/*
 * The natural logarithm for float32 (every step rounded with Math.fround) and float64, on every machine the
 * same. The coefficients come from tests/lib/engine/reference/coefficients.py.
 *
 * x = 2^e · m with m between √½ and √2. With t = m - 1, s = t / (2 + t) and z = s²:
 * log(1 + t) = t - (t²/2 - s · (t²/2 + z · P(z))).
 */

const f = Math.fround;

const value32 = new Float32Array(1);
const bits32 = new Int32Array(value32.buffer);
const value64 = new Float64Array(1);
const halves64 = new Int32Array(value64.buffer);
/** Which half of a float64 holds its exponent. */
const exponentHalf = (() => {
  value64[0] = 1;
  return halves64[1] === 0 ? 0 : 1;
})();

const ln2High32 = 0.693359375;
const ln2Low32 = f(-0.00021219444005469057);
const ln2High64 = 0.6931471803691238;
const ln2Low64 = 1.9082149292705877e-10;

/** log x for float32, within 1 unit in the last place; -∞ for 0, NaN below. */
export function log32(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let e = 0;
  value32[0] = x;
  if (x < 1.1754943508222875e-38) {
    value32[0] = x * 8388608;
    e = -23;
  }
  // Subtracting the bits of √½ moves the step between exponents to √½ instead of 1.
  const shifted = bits32[0]! - 0x3f3504f3;
  e += shifted >> 23;
  bits32[0] = (shifted & 0x7fffff) + 0x3f3504f3;
  const t = f(value32[0]! - 1);
  const s = f(t / f(2 + t));
  const z = f(s * s);
  let p = 0.23331613838672638;
  p = f(f(p * z) + 0.28550779819488525);
  p = f(f(p * z) + 0.4000012278556824);
  p = f(f(p * z) + 0.6666666865348816);
  const r = f(z * p);
  const half = f(f(0.5 * t) * t);
  const low = f(f(s * f(half + r)) + f(e * ln2Low32));
  return f(f(e * ln2High32) - f(f(half - low) - t));
}

/** log x for float64, within 1 unit in the last place. */
export function log64(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let e = 0;
  value64[0] = x;
  if (x < 2.2250738585072014e-308) {
    value64[0] = x * 18014398509481984;
    e = -54;
  }
  const shifted = halves64[exponentHalf]! - 0x3fe6a09e;
  e += shifted >> 20;
  halves64[exponentHalf] = (shifted & 0xfffff) + 0x3fe6a09e;
  const t = value64[0]! - 1;
  const s = t / (2 + t);
  const z = s * s;
  let p = 0.13088034850927555;
  p = p * z + 0.13268638369266825;
  p = p * z + 0.15386244737621665;
  p = p * z + 0.18181795547521137;
  p = p * z + 0.22222222392581045;
  p = p * z + 0.28571428570799784;
  p = p * z + 0.40000000000000885;
  p = p * z + 0.6666666666666666;
  const r = z * p;
  const half = 0.5 * t * t;
  return e * ln2High64 - (half - (s * (half + r) + e * ln2Low64) - t);
}

/** log(1 + x) for float32, without losing the digits of a small x. */
export function log1p32(x: number): number {
  const u = f(1 + x);
  if (u === 1) return x;
  if (u === Number.POSITIVE_INFINITY) return u;
  // What rounding 1 + x took away, put back at first order.
  return f(log32(u) + f(f(x - f(u - 1)) / u));
}

/** log(1 + x) for float64. */
export function log1p64(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  if (u === Number.POSITIVE_INFINITY) return u;
  return log64(u) + (x - (u - 1)) / u;
}

/** log(1 + e^x) for float32: max(x, 0) + log1p(e^-|x|), which cannot overflow. */
export function softplus32(x: number): number {
  return f((x < 0 ? 0 : x) + log1p32(exp32(-Math.abs(x))));
}

/** log(1 + e^x) for float64. */
export function softplus64(x: number): number {
  return (x < 0 ? 0 : x) + log1p64(exp64(-Math.abs(x)));
}
