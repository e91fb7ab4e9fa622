import { conv2d, nn, tensor, zeros } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  type Convolve,
  checkConvolve,
  checkField,
  checkShape,
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

describe("exercise 3: a convolution of one's own", () => {
  type Options = { readonly turned?: boolean; readonly missing?: number };
  const loops =
    ({ turned = false, missing = 0 }: Options = {}): Convolve =>
    (x, w) => {
      const [height, width] = [w.length, w[0]!.length];
      const weight = (u: number, v: number) => (turned ? w[height - 1 - u]![width - 1 - v]! : w[u]![v]!);
      const answer: number[][] = [];
      for (let i = 0; i <= x.length - height - missing; i++) {
        const row: number[] = [];
        for (let j = 0; j <= x[0]!.length - width - missing; j++) {
          let sum = 0;
          for (let u = 0; u < height; u++) {
            for (let v = 0; v < width; v++) sum += weight(u, v) * x[i + u]![j + v]!;
          }
          row.push(sum);
        }
        answer.push(row);
      }
      return answer;
    };

  it("accepts loops and the library's own", () => {
    const library: Convolve = (x, w) => {
      const picture = tensor(x).reshape([1, x.length, x[0]!.length, 1]);
      const kernel = tensor(w).reshape([w.length, w[0]!.length, 1, 1]);
      const [rows] = conv2d(picture, kernel).toArray() as number[][][][];
      return rows!.map((row) => row.map(([value]) => value!));
    };
    expectSolved(checkConvolve, loops(), library);
  });

  it("has a hint for each usual mistake", () => {
    expectHints<Convolve>(checkConvolve, [
      [(() => 3) as never, "rows of numbers"],
      [(x) => x, "the picture as it is"],
      [loops({ turned: true }), "turned around"],
      [(x) => x.map((row) => row.map(() => Number.NaN)), "are NaN"],
      [loops({ missing: 1 }), "The last row or column"],
      [(x) => x.map((row) => row.map(() => 1)), "Yours gives 4 rows of 5"],
      [(x, w) => loops()(x, w).map((row) => row.map((value) => value + 1)), "but the sum is"],
      [(x) => [[x[9]![0]!]], "stopped with an error"],
    ]);
  });
});

describe("exercise 4: height, width, channels", () => {
  it("accepts 28, 28, 1", () => expectSolved(checkShape, [28, 28, 1]));

  it("has a hint for each usual mistake", () => {
    expectHints(checkShape, [
      [[1, 28, 28], "what stands there"],
      [[28, 28], "The third number is missing"],
      [[28, 1, 28], "Which number comes last"],
      [[1, 28, 28, 1], "The batch is not part of it"],
      [[28, 28, 3], "room for 784 pixels"],
      [[784, 1, 1], "Which is the height"],
    ]);
  });
});
