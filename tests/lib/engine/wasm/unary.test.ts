import { describe, expect, it } from "vitest";
import { exp, log, sigmoid, tanh } from "../../../../lib/src/engine/reference/float-kernels.js";
import { wasmUnary } from "../../../../lib/src/engine/wasm/unary.js";

/** Every 4,001st bit pattern of a float32, all exponents, both signs, and the places where formulas change. */
const everywhere = new Float32Array(
  Uint32Array.from({ length: 1_073_000 }, (_, i) => Math.imul(i, 4001) >>> 0).buffer,
);
const special = Float32Array.of(
  0,
  -0,
  1,
  -1,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  88.72283,
  88.72284,
  88.8,
  -87.3,
  -87.4,
  -103.97208,
  -103.9721,
  -104,
  0.625,
  -0.625,
  0.62499994,
  Math.SQRT1_2,
  Math.SQRT2,
  1.17549435e-38,
  1e-45,
  1e-40,
  0.5,
  2,
  1000,
  -1000,
);
const inputs = new Float32Array(special.length + everywhere.length);
inputs.set(special);
inputs.set(everywhere, special.length);

const reference = { exp, log, sigmoid, tanh };

const unreachable = () => {
  throw new Error("the fallback ran");
};

describe("wasmUnary", () => {
  for (const name of ["exp", "log", "sigmoid", "tanh"] as const) {
    it(`gives the reference's bits for ${name} over the whole range of float32`, () => {
      const expected = new Float32Array(inputs.length);
      const actual = new Float32Array(inputs.length);
      reference[name](inputs, expected);
      wasmUnary(name, unreachable)(inputs, actual);
      const different: unknown[] = [];
      for (let i = 0; i < inputs.length && different.length < 5; i++) {
        if (!Object.is(expected[i], actual[i])) different.push([inputs[i], expected[i], actual[i]]);
      }
      expect(different).toEqual([]);
    });
  }

  it("passes on other dtypes and few values", () => {
    let passedOn = 0;
    const exp = wasmUnary("exp", () => void passedOn++);
    exp(new Float64Array(1000), new Float64Array(1000));
    exp(new Float32Array(10), new Float32Array(10));
    expect(passedOn).toBe(2);
  });
});
