/*
 * exp, and what is built on it, for float32 (every step rounded with Math.fround) and float64.
 *
 * JavaScript's Math.exp may differ in its last bits from one engine to the next; these do not. They use only
 * +, -, x, / and changes of exponent, so SIMD lanes can follow them step by step.
 * The coefficients come from tests/lib/engine/reference/coefficients.py.
 */

const f = Math.fround;

/** Adding and taking away 1.5 · 2^23 rounds a float32 to the nearest whole number, halves to the even one. */
const roundingShift32 = 12582912;
/** The same for float64: 1.5 · 2^52. */
const roundingShift64 = 6755399441055744;

const bits32 = new Int32Array(1);
const power32 = new Float32Array(bits32.buffer);
const bits64 = new BigInt64Array(1);
const power64 = new Float64Array(bits64.buffer);
const halves64 = new Int32Array(bits64.buffer);
/** Which half of a float64 holds its exponent. */
const exponentHalf = (() => {
  power64[0] = 1;
  return halves64[1] === 0 ? 0 : 1;
})();

/** 2^n as a float32, -126 ≤ n ≤ 127, made from its bits. */
function powerOfTwo32(n: number): number {
  bits32[0] = (n + 127) << 23;
  return power32[0]!;
}

/** 2^n as a float64, -1022 ≤ n ≤ 1023. */
function powerOfTwo64(n: number): number {
  bits64[0] = 0n;
  halves64[exponentHalf] = (n + 1023) << 20;
  return power64[0]!;
}

const log2e32 = f(Math.LOG2E);
// ln 2 in two parts; the first has so few bits that its product with a whole number n is exact.
const ln2High32 = 0.693359375;
const ln2Low32 = f(-0.00021219444005469057);
const ln2High64 = 0.6931471803691238;
const ln2Low64 = 1.9082149292705877e-10;

/** e^r = 1 + r + r² · P(r) for |r| ≤ ln2 / 2: P for float32. */
function expRest32(r: number): number {
  let p = 0.0013926250394433737;
  p = f(f(p * r) + 0.00836323294788599);
  p = f(f(p * r) + 0.04166655242443085);
  p = f(f(p * r) + 0.16666576266288757);
  return f(f(p * r) + 0.5);
}

/** P for float64. */
function expRest64(r: number): number {
  let p = 2.09147553258932e-9;
  p = p * r + 2.5105312729622103e-8;
  p = p * r + 2.755727347871858e-7;
  p = p * r + 2.755725517000089e-6;
  p = p * r + 2.480158732567746e-5;
  p = p * r + 0.0001984126987500228;
  p = p * r + 0.0013888888888883711;
  p = p * r + 0.008333333333326084;
  p = p * r + 0.04166666666666667;
  p = p * r + 0.1666666666666667;
  return p * r + 0.5;
}

/**
 * e^x for float32, within 1 unit in the last place.
 * x = n · ln2 + r with |r| ≤ ln2 / 2, e^x = 2^n · e^r; 2^n is applied in two halves, so that results below
 * the normal range are rounded once.
 */
export function exp32(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 88.72283935546875) return Number.POSITIVE_INFINITY;
  if (x < -103.97208404541016) return 0;
  const n = f(f(f(x * log2e32) + roundingShift32) - roundingShift32);
  const r = f(f(x - f(n * ln2High32)) - f(n * ln2Low32));
  const y = f(f(f(f(r * r) * expRest32(r)) + r) + 1);
  const half = n >> 1;
  return f(f(y * powerOfTwo32(half)) * powerOfTwo32(n - half));
}

/** e^x for float64, within 1 unit in the last place. */
export function exp64(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const n = x * Math.LOG2E + roundingShift64 - roundingShift64;
  const high = x - n * ln2High64;
  const low = n * ln2Low64;
  const r = high - low;
  // What rounding took from r, added back at first order.
  const lost = high - r - low;
  const y = 1 + (r + (r * r * expRest64(r) + lost));
  const half = n >> 1;
  return y * powerOfTwo64(half) * powerOfTwo64(n - half);
}

/**
 * e^x - 1 for float32, exact near 0 where e^x alone would lose its digits.
 * With x = n · ln2 + r: e^x - 1 = (2^n - 1) + 2^n (e^r - 1).
 */
export function expm132(x: number): number {
  if (x === 0 || Number.isNaN(x)) return x;
  const n = f(f(f(x * log2e32) + roundingShift32) - roundingShift32);
  if (!(n > -30 && n < 30)) return f(exp32(x) - 1);
  const r = f(f(x - f(n * ln2High32)) - f(n * ln2Low32));
  const y = f(f(f(r * r) * expRest32(r)) + r);
  const power = powerOfTwo32(n);
  return n === 0 ? y : f(f(power - 1) + f(power * y));
}

/** e^x - 1 for float64. */
export function expm164(x: number): number {
  if (x === 0 || Number.isNaN(x)) return x;
  const n = x * Math.LOG2E + roundingShift64 - roundingShift64;
  if (!(n > -60 && n < 60)) return exp64(x) - 1;
  const high = x - n * ln2High64;
  const low = n * ln2Low64;
  const r = high - low;
  const lost = high - r - low;
  const y = r + (r * r * expRest64(r) + lost);
  const power = powerOfTwo64(n);
  return n === 0 ? y : power - 1 + power * y;
}

/** 1 / (1 + e^-x) for float32, through e^-|x| so that nothing overflows. */
export function sigmoid32(x: number): number {
  const e = exp32(-Math.abs(x));
  return x < 0 ? f(e / f(1 + e)) : f(1 / f(1 + e));
}

/** 1 / (1 + e^-x) for float64. */
export function sigmoid64(x: number): number {
  const e = exp64(-Math.abs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

/** tanh x for float32: x + x³ · P(x²) below 0.625, 1 - 2 / (e^2|x| + 1) with the sign of x above. */
export function tanh32(x: number): number {
  if (x === 0) return x;
  const size = Math.abs(x);
  if (size < 0.625) {
    const z = f(x * x);
    let p = -0.006096714176237583;
    p = f(f(p * z) + 0.020997179672122);
    p = f(f(p * z) + -0.05385090783238411);
    p = f(f(p * z) + 0.1333276927471161);
    p = f(f(p * z) + -0.333333283662796);
    return f(x + f(f(x * z) * p));
  }
  const y = f(1 - f(2 / f(exp32(f(size + size)) + 1)));
  return x < 0 ? -y : y;
}

/** tanh x for float64. */
export function tanh64(x: number): number {
  if (x === 0) return x;
  const size = Math.abs(x);
  if (size < 0.625) {
    const z = x * x;
    let p = -2.438831631472088e-6;
    p = p * z + 1.2209921790162781e-5;
    p = p * z - 3.708106921544234e-5;
    p = p * z + 9.604109157026265e-5;
    p = p * z - 0.00023888944636751174;
    p = p * z + 0.0005899818158388232;
    p = p * z - 0.0014558283998303246;
    p = p * z + 0.003592127507599252;
    p = p * z - 0.008863235499801992;
    p = p * z + 0.021869488535133222;
    p = p * z - 0.0539682539682359;
    p = p * z + 0.13333333333333322;
    p = p * z - 0.3333333333333333;
    return x + x * z * p;
  }
  const y = 1 - 2 / (exp64(size + size) + 1);
  return x < 0 ? -y : y;
}
