/*
 * erf of float32 values as reference/error-function.ts computes it: in float64, two lanes at a time, rounded at the end.
 */

// @ts-expect-error: decorator
@inline
function next(p: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, x), f64x2.splat(c));
}

/** erf x = x · P(x²) for |x| ≤ 1. */
// @ts-expect-error: decorator
@inline
function near(x: v128): v128 {
  const z = f64x2.mul(x, x);
  let p = f64x2.splat(-4.230945824295338e-12);
  p = next(p, z, 8.709045129053106e-11);
  p = next(p, z, -1.216456005728345e-09);
  p = next(p, z, 1.4792401209404813e-08);
  p = next(p, z, -1.6364642158167616e-07);
  p = next(p, z, 1.6462045441468418e-06);
  p = next(p, z, -1.4925647567519332e-05);
  p = next(p, z, 0.00012055332902888736);
  p = next(p, z, -0.000854832702193483);
  p = next(p, z, 0.0052239776254232985);
  p = next(p, z, -0.02686617064512984);
  p = next(p, z, 0.1128379167095512);
  p = next(p, z, -0.37612638903183754);
  p = next(p, z, 1.1283791670955126);
  return f64x2.mul(x, p);
}

/** e^x for -36 ≤ x ≤ 0. */
// @ts-expect-error: decorator
@inline
function exponential(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(6755399441055744));
  const n = f64x2.sub(shifted, f64x2.splat(6755399441055744));
  const high = f64x2.sub(x, f64x2.mul(n, f64x2.splat(0.6931471803691238)));
  const low = f64x2.mul(n, f64x2.splat(1.9082149292705877e-10));
  const r = f64x2.sub(high, low);
  const lost = f64x2.sub(f64x2.sub(high, r), low);
  let p = f64x2.splat(2.09147553258932e-09);
  p = next(p, r, 2.5105312729622103e-08);
  p = next(p, r, 2.755727347871858e-07);
  p = next(p, r, 2.755725517000089e-06);
  p = next(p, r, 2.480158732567746e-05);
  p = next(p, r, 0.0001984126987500228);
  p = next(p, r, 0.0013888888888883711);
  p = next(p, r, 0.008333333333326084);
  p = next(p, r, 0.04166666666666667);
  p = next(p, r, 0.1666666666666667);
  p = next(p, r, 0.5);
  const rest = f64x2.add(f64x2.mul(f64x2.mul(r, r), p), lost);
  const y = f64x2.add(f64x2.splat(1), f64x2.add(r, rest));
  // The whole number stands in the last bits of what was shifted.
  return f64x2.mul(y, i64x2.add(i64x2.shl(shifted, 52), f64x2.splat(1)));
}

/** erf |x| = 1 - e^(-x²) · P(t), t = (4 - |x|) / (4 + |x|), for 1 ≤ |x| ≤ 6. */
// @ts-expect-error: decorator
@inline
function far(size: v128): v128 {
  const four = f64x2.splat(4);
  const t = f64x2.div(f64x2.sub(four, size), f64x2.add(four, size));
  let p = f64x2.splat(-5.92680709959939e-09);
  p = next(p, t, 6.619314548061013e-08);
  p = next(p, t, -1.34896226501218e-07);
  p = next(p, t, -2.6500748677822873e-07);
  p = next(p, t, 4.054010055557579e-07);
  p = next(p, t, 2.943357361639153e-06);
  p = next(p, t, 1.903898561324096e-06);
  p = next(p, t, -2.255611509850696e-05);
  p = next(p, t, -7.898320365334309e-05);
  p = next(p, t, -2.1761713724669732e-05);
  p = next(p, t, 0.0007991268130947485);
  p = next(p, t, 0.004060263623771397);
  p = next(p, t, 0.012843946031405101);
  p = next(p, t, 0.03129905651868431);
  p = next(p, t, 0.06310781563973464);
  p = next(p, t, 0.10896317739890524);
  p = next(p, t, 0.16425781669730918);
  p = next(p, t, 0.21871967891826488);
  p = next(p, t, 0.25906804876017164);
  p = next(p, t, 0.13699945762506138);
  const e = exponential(f64x2.mul(f64x2.neg(size), size));
  return f64x2.sub(f64x2.splat(1), f64x2.mul(e, p));
}

// @ts-expect-error: decorator
@inline
function erf2(x: v128): v128 {
  const size = f64x2.abs(x);
  const isFar = f64x2.gt(size, f64x2.splat(1));
  const inner = near(x);
  if (!v128.any_true(isFar)) return inner;
  let y = far(f64x2.min(size, f64x2.splat(6)));
  y = v128.bitselect(f64x2.splat(1), y, f64x2.ge(size, f64x2.splat(6)));
  y = v128.bitselect(f64x2.neg(y), y, f64x2.lt(x, f64x2.splat(0)));
  return v128.bitselect(y, inner, isFar);
}

/** out = erf x for n values; room for whole registers. */
export function erf(x: usize, out: usize, n: i32): void {
  for (const end = x + ((<usize>n) << 2); x < end; x += 16, out += 16) {
    const four = v128.load(x);
    const low = erf2(f64x2.promote_low_f32x4(four));
    const high = erf2(f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3)));
    const halves = v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
    v128.store(out, halves);
  }
}
