import { nn, zeros } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  checkField,
  checkRings,
  checkSize,
  checkWeights,
} from "../../../notebooks/week-6/convolution-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: the parameters of a convolution", () => {
  it("accepts what the library counts", () => {
    const model = nn.sequential([nn.conv2d(20, { kernelSize: 3 })], { seed: 1 });
    model.apply(zeros([1, 8, 8, 6]));
    const { total } = model.summary();
    expect(total).toBe(1100);
    expectSolved(checkWeights, total);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkWeights, [
      [1080, "has a bias, too"],
      [200, "all 6 maps at once"],
      [1086, "for each map it gives"],
      [1200, "a single bias"],
      [55, "That is one kernel"],
      [380, "multiply both"],
      [7, "multiply by the number of kernels"],
    ]);
  });
});

describe("exercise 2: the receptive field of three layers", () => {
  it("accepts 15, which the slopes of a unit have", () => {
    const layer = () => nn.conv2d(2, { kernelSize: 3, strides: 2 });
    const x = zeros([1, 31, 31, 1], { requiresGrad: true });
    const y = nn.sequential([layer(), layer(), layer()], { seed: 1 }).apply(x);
    y.at([0, 1, 1, 0]).backward();
    const rows = x.grad!.reshape([31, 31]).toArray();
    const width = rows.filter((row) => row.some((slope) => slope !== 0)).length;
    expect(width).toBe(15);
    expectSolved(checkField, width);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkField, [
      [7, "right for stride 1"],
      [27, "do not multiply"],
      [9, "How much does a layer add"],
      [11, "both strides before it"],
      [31, "own stride does not widen"],
      [225, "The width is asked for"],
      [4, "what does the third add"],
    ]);
  });
});

describe("exercise 3: how wide the last map is", () => {
  it("accepts what the library's layers give", () => {
    const conv = () => nn.conv2d(2, { kernelSize: 5 });
    const model = nn.sequential([conv(), nn.maxPooling2d(), conv(), nn.maxPooling2d()], { seed: 1 });
    expectSolved(checkSize, model.apply(zeros([1, 28, 28, 1])).shape[1]!);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkSize, [
      [7, "with padding"],
      [8, "One pooling"],
      [16, "Its width"],
      [20, "stands a pooling"],
      [12, "the first two layers"],
      [3, "n - 4 places"],
      [1, "layer by layer"],
    ]);
  });
});

describe("exercise 4: rings of zeros", () => {
  it("accepts 2, with a hint for each usual mistake", () => {
    expectSolved(checkRings, 2, (5 - 1) / 2);
    expectHints(checkRings, [
      [1, "what stands there"],
      [4, "one on each side"],
      [5, "the window itself"],
      [2.5, "k - 1 places"],
      [3, "look for p"],
    ]);
  });
});
