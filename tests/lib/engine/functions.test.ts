import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { UnaryName } from "../../../lib/src/engine/engine.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";

/*
 * The reference engine's own functions against values from 60-digit arithmetic (reference/functions.py), in units
 * in the last place. The limits are what the docstrings and the engine's README promise.
 */
interface Values {
  readonly x: number[];
  readonly y: number[];
  /** What rounding y to float64 left over. */
  readonly rest?: number[];
}
const functions: Record<string, { readonly float32: Values; readonly float64: Values }> = JSON.parse(
  readFileSync(new URL("reference/functions.json", import.meta.url), "utf8"),
);

/** The distance between neighbouring numbers of a format around a value. */
function unit(value: number, digits: number, least: number): number {
  const size = Math.abs(value);
  return Math.max(2 ** (Math.floor(Math.log2(size)) - digits), least);
}

const limits: Readonly<Record<string, readonly [float32: number, float64: number]>> = {
  exp: [1, 1],
  expm1: [2, 2],
  log: [1, 1],
  log1p: [2, 2],
  tanh: [2, 2],
  sigmoid: [2.5, 2.5],
  softplus: [2, 2],
  sin: [0.51, 1.5],
  cos: [0.51, 1.5],
  erf: [0.51, 2],
};

describe.each(Object.keys(functions))("%s", (name) => {
  const kernel = referenceEngine.unary[name as UnaryName];
  const [single, double] = limits[name]!;
  test(`float32 is within ${single} units in the last place`, () => {
    const { x, y } = functions[name]!.float32;
    const out = new Float32Array(x.length);
    kernel(new Float32Array(x), out);
    const worst = Math.max(...y.map((exact, i) => Math.abs(out[i]! - exact) / unit(exact, 23, 2 ** -149)));
    expect(worst).toBeLessThanOrEqual(single);
  });
  test(`float64 is within ${double} units in the last place`, () => {
    const { x, y, rest } = functions[name]!.float64;
    const out = new Float64Array(x.length);
    kernel(new Float64Array(x), out);
    const worst = Math.max(
      ...y.map((exact, i) => Math.abs(out[i]! - exact - rest![i]!) / unit(exact, 52, 2 ** -1074)),
    );
    expect(worst).toBeLessThanOrEqual(double);
  });
});

describe("ends of the range", () => {
  const float32 = (name: UnaryName, x: number) => {
    const out = new Float32Array(1);
    referenceEngine.unary[name](new Float32Array([x]), out);
    return out[0]!;
  };
  test("exp overflows and underflows where the exact value does", () => {
    expect(float32("exp", 88.72283)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(float32("exp", 88.73)).toBe(Number.POSITIVE_INFINITY);
    expect(float32("exp", -103.9)).toBe(2 ** -149);
    expect(float32("exp", -104)).toBe(0);
    expect(float32("exp", Number.NEGATIVE_INFINITY)).toBe(0);
    expect(float32("exp", Number.NaN)).toBeNaN();
  });
  test("log at 0, below and at infinity", () => {
    expect(float32("log", 0)).toBe(Number.NEGATIVE_INFINITY);
    expect(float32("log", -1)).toBeNaN();
    expect(float32("log", Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(float32("log", 1)).toBe(0);
  });
  test("sin and cos of an infinite angle are NaN", () => {
    for (const x of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]) {
      for (const name of ["sin", "cos"] as const) expect(float32(name, x), `${name} ${x}`).toBeNaN();
    }
  });
  test("signed zero passes through odd functions", () => {
    for (const name of ["tanh", "sin", "erf", "expm1", "log1p"] as const)
      expect(float32(name, -0), name).toBe(-0);
  });
});
