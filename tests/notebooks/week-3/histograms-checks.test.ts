import { initializers, losses, nn, optimizers, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  checkDead,
  checkNotation,
  checkSpread,
  checkStart,
  type Start,
} from "../../../notebooks/week-3/histograms-checks.js";
import { expectHints } from "../expect-hints.js";

describe("exercise 1: the start that keeps units equal", () => {
  it("accepts C only", () => {
    expect(checkStart("C").state).toBe("solved");
    expect(checkStart(null).state).toBe("open");
    expectHints(checkStart, [
      ["A", "has the factor vⱼ"],
      ["B", "in the first step only"],
      ["c" as Start, "Choose one of"],
    ]);
  });

  it("is right: trained from A and B the units differ, from C they do not", () => {
    const { constant, randomNormal, zeros } = initializers;
    const starts = {
      A: [zeros(), randomNormal({ stddev: 1, seed: 1 })],
      B: [randomNormal({ stddev: 1, seed: 1 }), zeros()],
      C: [constant(0.3), constant(0.7)],
    } as const;
    const differing = Object.entries(starts).map(([name, [hidden, output]]) => {
      const model = nn.sequential([
        nn.dense(4, { activation: "sigmoid", kernelInitializer: hidden }),
        nn.dense(1, { kernelInitializer: output }),
      ]);
      const optimizer = optimizers.sgd({ learningRate: 0.5 });
      const x = tensor([
        [0.1, 0.9],
        [0.4, -0.3],
        [-0.8, 0.2],
      ]);
      for (let step = 0; step < 20; step++) {
        const loss = losses.meanSquaredError(tensor([[1], [0], [1]]), model.apply(x));
        loss.backward();
        optimizer.step(model.parameters());
      }
      const [first = []] = model.parameters()[0]!.toArray() as number[][];
      return [name, new Set(first).size];
    });
    expect(Object.fromEntries(differing)).toEqual({ A: 4, B: 4, C: 1 });
  });
});

describe("exercise 2: how narrow small weights make a sigmoid layer", () => {
  it("accepts 0.0125", () => {
    expect(checkSpread(0.0125).state).toBe("solved");
    expect(checkSpread(null).state).toBe("open");
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkSpread, [
      [0.05, "the sigmoid's slope"],
      [0.025, "inputs of 1"],
      [0.125, "It is the variances that add up"],
      [0.00125, "one term only"],
      [0.0025, "is the variance"],
      [7, "First the variance"],
    ]);
  });
});

describe("exercise 3: dead units", () => {
  it("accepts a function that counts columns of zeros", () => {
    const count = (outputs: number[][]) =>
      outputs[0]!.filter((_, unit) => outputs.every((row) => row[unit] === 0)).length;
    expect(checkDead(count).state).toBe("solved");
    expect(checkDead(null).state).toBe("open");
  });

  it("has a hint for each usual mistake", () => {
    const column = (outputs: number[][], unit: number) => outputs.map((row) => row[unit]);
    const units = (outputs: number[][]) => outputs[0]!.map((_, unit) => unit);
    const dead = (outputs: number[][]) => (unit: number) => column(outputs, unit).every((y) => y === 0);
    expectHints(checkDead, [
      [(outputs) => outputs.filter((row) => row.every((y) => y === 0)).length, "A unit is a column"],
      [
        (outputs) => units(outputs).filter((unit) => column(outputs, unit).includes(0)).length,
        "One 0 is not enough",
      ],
      [(outputs) => outputs.flat().filter((y) => y === 0).length, "Count units, each once"],
      [(outputs) => units(outputs).filter((unit) => !dead(outputs)(unit)).length, "alive somewhere"],
      [(outputs) => units(outputs).filter(dead(outputs)).length / outputs[0]!.length, "the share"],
      [(outputs) => outputs.length, "your function says 4"],
      [() => [1][2]!.valueOf(), "stopped with an error"],
    ]);
  });
});

describe("exercise 4: what N(0, 0.01) meant", () => {
  it("accepts 0.01", () => {
    expect(checkNotation(0.01).state).toBe("solved");
    expect(checkNotation(null).state).toBe("open");
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkNotation, [
      [0.1, "That is √0.01"],
      [0.0001, "That is the variance"],
      [1, "tanh saturates"],
      [-0.01, "a positive number"],
      [0.5, "the name of a row"],
    ]);
  });
});
