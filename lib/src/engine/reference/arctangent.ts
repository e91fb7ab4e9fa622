/*
 * The angle of a point in float64; float32 results are rounded from it. The lesser of the two sides by the greater is
 * a quotient q from 0 to 1. With c the nearest eighth, atan q = atan c + atan t, t = (q - c) / (1 + q · c), and |t| ≤
 * 1/16: seven terms of the series t - t³/3 + t⁵/5 - … are enough.
 */

/** atan(k / 8), and what rounding it took away. */
const eighths: readonly (readonly [angle: number, rest: number])[] = [
  [0, 0],
  [0.12435499454676144, -3.1253241424539383e-18],
  [0.24497866312686414, 1.0698755618734451e-17],
  [0.35877067027057225, -2.4623815582638635e-17],
  [0.4636476090008061, 2.2698777452961687e-17],
  [0.5585993153435624, -5.4556305485916264e-18],
  [0.6435011087932844, 1.5834785051444286e-17],
  [0.7188299996216245, -2.1478388444456983e-17],
  [0.7853981633974483, 3.061616997868383e-17],
];
const halfPiRest = 6.123233995736766e-17;
const piRest = 1.2246467991473532e-16;

/** atan q for 0 ≤ q ≤ 1. */
function arctangent(q: number): number {
  const k = Math.floor(8 * q + 0.5);
  const t = (q - k / 8) / (1 + (q * k) / 8);
  const z = t * t;
  let p = 1 / 15;
  p = 1 / 13 - p * z;
  p = 1 / 11 - p * z;
  p = 1 / 9 - p * z;
  p = 1 / 7 - p * z;
  p = 1 / 5 - p * z;
  p = 1 / 3 - p * z;
  const [angle, rest] = eighths[k]!;
  return angle + (t + (rest - t * z * p));
}

/** The angle from the x-axis to the point (x, y), from -π to π, in float64; that of (0, 0) is 0 or ±π by their signs. */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const [up, along] = [Math.abs(y), Math.abs(x)];
  let angle = 0;
  if (up === along) angle = up === 0 ? 0 : Math.PI / 4;
  else if (up < along) angle = arctangent(up / along);
  else angle = Math.PI / 2 + (halfPiRest - arctangent(along / up));
  if (x < 0 || Object.is(x, -0)) angle = Math.PI + (piRest - angle);
  return y < 0 || Object.is(y, -0) ? -angle : angle;
}
