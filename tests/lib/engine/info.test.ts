import { availableParallelism } from "node:os";
import { info } from "gradbook";
import { expect, it } from "vitest";
import { withEngine } from "../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";

it("tells what computes", () => {
  const threads = Math.min(availableParallelism(), 8);
  expect(info()).toEqual({
    engine: "wasm",
    kernels: expect.stringMatching(/^(WebAssembly|native \(\w+\))$/),
    simd: true,
    residentSteps: true,
    threads,
    mode: "exact",
    products: info().kernels,
    warnings: [],
    eager: [],
  });
  expect(withEngine(referenceEngine, info)).toMatchObject({ engine: "reference", simd: false });
});
