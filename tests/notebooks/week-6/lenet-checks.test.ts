import { nn, zeros } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  checkMove,
  checkProducts,
  checkSecond,
  checkShape,
  type MovePicture,
} from "../../../notebooks/week-6/lenet-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: the parameters of the second convolution", () => {
  it("accepts what the library counts", () => {
    const model = nn.sequential([nn.conv2d(16, { kernelSize: 5 })], { seed: 1 });
    model.apply(zeros([1, 14, 14, 6]));
    const { total } = model.summary();
    expect(total).toBe(2416);
    expectSolved(checkSecond, total);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkSecond, [
      [2400, "has a bias, too"],
      [416, "all 6 maps"],
      [2406, "for each map it gives"],
      [151, "one kernel"],
      [2496, "a single bias"],
      [7, "Count the weights"],
    ]);
  });
});

describe("exercise 2: its multiplications", () => {
  it("accepts 240,000, with a hint for each usual mistake", () => {
    expectSolved(checkProducts, 240_000);
    expectHints(checkProducts, [
      [2400, "at every place"],
      [40_000, "all 6 maps"],
      [15_000, "gives 16"],
      [470_400, "10 places in a row of 14"],
      [1600, "the number of answers"],
      [241_600, "Biases are added"],
      [7, "The number of answers, times"],
    ]);
  });
});

describe("exercise 3: a moved picture", () => {
  const move: MovePicture = (picture, by) => picture.map((row) => row.map((_, j) => row[j - by] ?? 0));

  it("accepts other forms", () => {
    expectSolved(checkMove, move, (picture, by) =>
      picture.map((row) => {
        const zeros = Array<number>(Math.min(Math.abs(by), row.length)).fill(0);
        return by >= 0 ? [...zeros, ...row].slice(0, row.length) : [...row.slice(-by), ...zeros];
      }),
    );
  });

  it("has a hint for each usual mistake", () => {
    const round: MovePicture = (picture, by) =>
      picture.map((row) => row.map((_, j) => row[(((j - by) % row.length) + row.length) % row.length]!));
    expectHints<MovePicture>(checkMove, [
      [(() => 3) as never, "rows of numbers"],
      [(picture) => picture, "the picture as it is"],
      [(picture, by) => move(picture, -by), "to the left"],
      [round, "Black should come in"],
      [
        (picture, by) => picture.map((row, i) => row.map((_, j) => picture[i - by]?.[j] ?? 0)),
        "moves it down",
      ],
      [(picture) => picture.map((row) => [0, ...row]), "keep its 4 columns; yours has 5"],
      [(picture, by) => picture.map((row) => row.map((_, j) => row[j - by]!)), "0 should come in"],
      [(picture) => picture.map((row) => [0, ...row.slice(0, -1)]), "What about a negative number"],
      [(picture) => picture.map((row) => row.map(() => 1)), "yours is 1,1,1,1"],
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
