/*
 * Functions of four float32 lanes, step by step as the reference engine computes them for one
 * (reference/exponential.ts, reference/logarithm.ts): the same constants, the same order, the same roundings.
 */

// @ts-expect-error: decorator
@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

// @ts-expect-error: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** e^x: 2^n · e^r with x = n · ln2 + r; 2^n in two halves, so that subnormal results are rounded once. */
// @ts-expect-error: decorator
@inline
export function exp4(x: v128): v128 {
  const shift = splat(12582912);
  const n = f32x4.sub(f32x4.add(f32x4.mul(x, splat(1.4426950216293335)), shift), shift);
  const r = f32x4.sub(
    f32x4.sub(x, f32x4.mul(n, splat(0.693359375))),
    f32x4.mul(n, splat(-0.00021219444170128554)),
  );
  let p = splat(0.0013926250394433737);
  p = f32x4.add(f32x4.mul(p, r), splat(0.00836323294788599));
  p = f32x4.add(f32x4.mul(p, r), splat(0.04166655242443085));
  p = f32x4.add(f32x4.mul(p, r), splat(0.16666576266288757));
  p = f32x4.add(f32x4.mul(p, r), splat(0.5));
  const y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), p), r), splat(1));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  let result = f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
  result = v128.bitselect(splat(Infinity), result, f32x4.gt(x, splat(88.72283935546875)));
  result = v128.bitselect(splat(0), result, f32x4.lt(x, splat(-103.97208404541016)));
  return v128.bitselect(result, x, f32x4.eq(x, x));
}

/** 1 / (1 + e^-x), through e^-|x|. */
// @ts-expect-error: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = splat(1);
  const e = exp4(f32x4.neg(f32x4.abs(x)));
  return f32x4.div(v128.bitselect(e, one, f32x4.lt(x, splat(0))), f32x4.add(one, e));
}

/** tanh x: a polynomial below 0.625, 1 - 2 / (e^2|x| + 1) with the sign of x above. */
// @ts-expect-error: decorator
@inline
export function tanh4(x: v128): v128 {
  const one = splat(1);
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = splat(-0.006096714176237583);
  p = f32x4.add(f32x4.mul(p, z), splat(0.020997179672122));
  p = f32x4.add(f32x4.mul(p, z), splat(-0.05385090783238411));
  p = f32x4.add(f32x4.mul(p, z), splat(0.1333276927471161));
  p = f32x4.add(f32x4.mul(p, z), splat(-0.333333283662796));
  const sum = f32x4.add(x, f32x4.mul(f32x4.mul(x, z), p));
  // Zero keeps its sign, which the sum would lose.
  const near = v128.bitselect(x, sum, f32x4.eq(x, splat(0)));
  const e = exp4(f32x4.add(size, size));
  const y = f32x4.sub(one, f32x4.div(splat(2), f32x4.add(e, one)));
  const far = v128.bitselect(f32x4.neg(y), y, f32x4.lt(x, splat(0)));
  return v128.bitselect(near, far, f32x4.lt(size, splat(0.625)));
}

/** log x; -∞ for 0, NaN below. */
// @ts-expect-error: decorator
@inline
export function log4(x: v128): v128 {
  const small = f32x4.lt(x, splat(1.1754943508222875e-38));
  const scaled = v128.bitselect(f32x4.mul(x, splat(8388608)), x, small);
  const shifted = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  const exponent = i32x4.add(v128.and(small, i32x4.splat(-23)), i32x4.shr_s(shifted, 23));
  const e = f32x4.convert_i32x4_s(exponent);
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3));
  const t = f32x4.sub(mantissa, splat(1));
  const s = f32x4.div(t, f32x4.add(splat(2), t));
  const z = f32x4.mul(s, s);
  let p = splat(0.23331613838672638);
  p = f32x4.add(f32x4.mul(p, z), splat(0.28550779819488525));
  p = f32x4.add(f32x4.mul(p, z), splat(0.4000012278556824));
  p = f32x4.add(f32x4.mul(p, z), splat(0.6666666865348816));
  const r = f32x4.mul(z, p);
  const half = f32x4.mul(f32x4.mul(splat(0.5), t), t);
  const low = f32x4.add(f32x4.mul(s, f32x4.add(half, r)), f32x4.mul(e, splat(-0.00021219444170128554)));
  let result = f32x4.sub(f32x4.mul(e, splat(0.693359375)), f32x4.sub(f32x4.sub(half, low), t));
  result = v128.bitselect(x, result, f32x4.eq(x, splat(Infinity)));
  result = v128.bitselect(splat(-Infinity), result, f32x4.eq(x, splat(0)));
  return v128.bitselect(result, splat(NaN), f32x4.ge(x, splat(0)));
}

/** max(x, 0); NaN and -0 stay. */
// @ts-expect-error: decorator
@inline
export function relu4(x: v128): v128 {
  return v128.bitselect(splat(0), x, f32x4.lt(x, splat(0)));
}
