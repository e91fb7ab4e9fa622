import { nn, zeros } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  checkCount,
  checkProbability,
  checkRepair,
  checkTopTwo,
  type Repair,
  type TopTwo,
} from "../../../notebooks/week-6/fashion-mnist-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: the number of parameters", () => {
  it("accepts what the library counts", () => {
    const layers = [nn.dense(256), nn.batchNormalization(), nn.relu(), nn.dense(10)] as const;
    const model = nn.sequential(layers, { seed: 1 });
    model.apply(zeros([1, 784]));
    const { trainable } = model.summary();
    expect(trainable).toBe(204_042);
    expectSolved(checkCount, trainable);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkCount, [
      [204_554, "running mean and variance"],
      [203_530, "has something to learn"],
      [203_786, "you counted one"],
      [203_776, "have biases"],
      [408_074, "with 512 units"],
      [204_037, "Which part does not depend"],
      [1000, "on their own, and add up"],
    ]);
  });
});

describe("exercise 2: the share behind a loss", () => {
  it("accepts e to the power of -0.4338", () => expectSolved(checkProbability, Math.exp(-0.4338), 0.648));

  it("has a hint for each usual mistake", () => {
    expectHints(checkProbability, [
      [0.5662, "Undo the logarithm"],
      [1.543, "Mind the minus sign"],
      [0.3683, "base 10"],
      [0.8436, "That is the accuracy"],
      [0.8352, "the logarithm of the loss"],
      [64.8, "between 0 and 1"],
      [0.1, "solve it for p"],
    ]);
  });
});

describe("exercise 3: the two largest", () => {
  const larger = (row: number[], label: number) => row.filter((share) => share > row[label]!).length;
  const count = (fits: (place: number) => boolean) => (rows: number[][], labels: number[]) =>
    rows.filter((row, i) => fits(larger(row, labels[i]!))).length;
  const share =
    (fits: (place: number) => boolean): TopTwo =>
    (rows, labels) =>
      count(fits)(rows, labels) / rows.length;

  it("accepts counting and sorting", () => {
    const sorting: TopTwo = (rows, labels) => {
      const hits = rows.filter((row, i) => {
        const order = row.map((_, c) => c).sort((a, b) => row[b]! - row[a]!);
        return order.slice(0, 2).includes(labels[i]!);
      });
      return hits.length / rows.length;
    };
    expectSolved(
      checkTopTwo,
      share((place) => place < 2),
      sorting,
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkTopTwo, [
      [(() => undefined) as never, "has to return a number"],
      [count((place) => place < 2), "divided by the number of rows"],
      [share((place) => place === 0), "That is the accuracy"],
      [share((place) => place === 1), "second places only"],
      [share((place) => place < 3), "One place too many"],
      [share((place) => place >= 2), "not among the two largest"],
      [() => 0.5, "your function says 0.5"],
      [(rows) => rows[99]!.length, "stopped with an error"],
    ]);
  });
});

describe("exercise 4: pictures from 0 to 255", () => {
  it("accepts dividing by 255", () => {
    expectSolved<Repair>(
      checkRepair,
      (pixels) => pixels.div(255),
      (pixels) => pixels.mul(1 / 255),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints<Repair>(checkRepair, [
      [(pixels) => pixels, "leaves the pictures as they are"],
      [(pixels) => pixels.div(256), "which is the largest"],
      [(pixels) => pixels.div(pixels.max()), "the brightest pixel that is there"],
      [(pixels) => pixels.mul(255), "The wrong way"],
      [(pixels) => pixels.div(127.5).sub(1), "trained on 0 to 1"],
      [(pixels) => pixels.clip({ min: 0, max: 1 }), "the greys are lost"],
      [(pixels) => pixels.div(100), "The pixel 102 becomes 1.0"],
    ]);
  });
});
