import { exp64 } from "./exponential.js";

/*
 * erf in float64; float32 results are rounded from it. The coefficients come from
 * tests/lib/engine/reference/coefficients.py, lowest first.
 */

/** erf x = x · P(x²) for |x| ≤ 1. */
const near = [
  1.1283791670955126, -0.37612638903183754, 0.1128379167095512, -0.02686617064512984, 0.0052239776254232985,
  -0.000854832702193483, 0.00012055332902888736, -1.4925647567519332e-5, 1.6462045441468418e-6,
  -1.6364642158167616e-7, 1.4792401209404813e-8, -1.216456005728345e-9, 8.709045129053106e-11,
  -4.230945824295338e-12,
];

/** 1 - erf x = e^(-x²) · P(t), t = (4 - x) / (4 + x), for 1 ≤ x ≤ 6. */
const far = [
  0.13699945762506138, 0.25906804876017164, 0.21871967891826488, 0.16425781669730918, 0.10896317739890524,
  0.06310781563973464, 0.03129905651868431, 0.012843946031405101, 0.004060263623771397, 0.0007991268130947485,
  -2.1761713724669732e-5, -7.898320365334309e-5, -2.255611509850696e-5, 1.903898561324096e-6,
  2.943357361639153e-6, 4.054010055557579e-7, -2.6500748677822873e-7, -1.34896226501218e-7,
  6.619314548061013e-8, -5.92680709959939e-9,
];

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

/** erf x for float64. */
export function erf64(x: number): number {
  const size = Math.abs(x);
  if (size <= 1) return x * polynomial(near, x * x);
  const result = size < 6 ? 1 - exp64(-size * size) * polynomial(far, (4 - size) / (4 + size)) : size / size;
  const y = size === Number.POSITIVE_INFINITY ? 1 : result;
  return x < 0 ? -y : y;
}
