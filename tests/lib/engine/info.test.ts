import { info } from "gradbook";
import { expect, it } from "vitest";
import { withEngine } from "../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";

it("tells what computes", () => {
  expect(info()).toEqual({ engine: "wasm", simd: true, residentSteps: true, threads: 1, mode: "exact" });
  expect(withEngine(referenceEngine, info)).toMatchObject({ engine: "reference", simd: false });
});
