import {
  type DType,
  losses,
  nn,
  type Operand,
  optimizers,
  type Shape,
  type Tensor,
  tensor,
  train,
} from "gradbook";
import { describe, expect, it } from "vitest";

type Any = Tensor<Shape, DType>;
const x = tensor([
  [1, 2],
  [3, -1],
  [0.5, 4],
  [-2, 1],
]);
const y = tensor([[1], [0], [2], [-1]]);

/** A small model, and its loss on some rows. */
function learner() {
  const model = nn.sequential([nn.dense(3, { activation: "tanh" }), nn.dense(1)], { seed: 1 });
  model.apply(x);
  const slope = (from: number, to: number): void => {
    const rows = [[from, to]] as const;
    losses.meanSquaredError(y.slice(rows) as Any, model.apply(x.slice(rows) as Any) as Any).backward();
  };
  const values = () => model.parameters().flatMap((p) => [...p.data]);
  return { model, slope, values };
}

describe("accumulateGradients", () => {
  it("updates once in so many steps, by the mean of their gradients", () => {
    const [whole, parts] = [learner(), learner()];
    const plain = optimizers.adam({ learningRate: 0.1, globalClipNorm: 0.5, weightDecay: 0.01 });
    const slow = optimizers.accumulateGradients(
      optimizers.adam({ learningRate: 0.1, globalClipNorm: 0.5, weightDecay: 0.01 }),
      { steps: 2 },
    );
    for (let i = 0; i < 3; i++) {
      whole.slope(0, 4);
      plain.step(whole.model.parameters());
      const before = parts.values();
      parts.slope(0, 2);
      slow.step(parts.model.parameters());
      expect(parts.values()).toEqual(before);
      parts.slope(2, 4);
      slow.step(parts.model.parameters());
      parts.values().forEach((value, j) => {
        expect(value).toBeCloseTo(whole.values()[j]!, 5);
      });
    }
    expect(slow.iterations).toBe(3);
  });

  it("accumulates in fit, recorded, as batches of twice the size do", async () => {
    const run = async (batchSize: number, steps: number) => {
      const { model, values } = learner();
      const optimizer = optimizers.accumulateGradients(optimizers.sgd({ learningRate: 0.1 }), { steps });
      model.compile({ optimizer, loss: "meanSquaredError" });
      await model.fit([x, y], { batchSize, epochs: 6, shuffle: false, progress: "none" });
      return values();
    };
    const [once, twice] = [await run(4, 1), await run(2, 2)];
    once.forEach((value, i) => {
      expect(twice[i]).toBeCloseTo(value, 5);
    });
  });

  it("refuses steps that are no whole number", () => {
    expect(() => optimizers.accumulateGradients(optimizers.sgd(), { steps: 1.5 })).toThrow(
      "accumulateGradients: expected steps to be a whole number of at least 1, got 1.5; try steps: 4",
    );
  });
});

describe("averageWeights", () => {
  it("is m a + (1 - m) w after each update, and swaps with the weights and back", () => {
    const w = tensor([1, 2], { requiresGrad: true, dtype: "float64" }) as Operand as Any;
    const optimizer = optimizers.sgd({ learningRate: 1 });
    const average = optimizers.averageWeights(optimizer, { momentum: 0.75 });
    const expected = [0, 0];
    for (let i = 0; i < 4; i++) {
      w.grad = tensor([1, -2], { dtype: "float64" }) as Operand as Any;
      optimizer.step([w]);
      w.data.forEach((value, j) => {
        expected[j] = i === 0 ? value : 0.75 * expected[j]! + 0.25 * value;
      });
    }
    const last = [...w.data];
    average.swap([w]);
    expect([...w.data]).toEqual(expected);
    average.swap([w]);
    expect([...w.data]).toEqual(last);
  });

  it("has the same bits in recorded steps", () => {
    const run = (prepare: (f: (a: Any, b: Any) => { loss: Any }) => (a: Any, b: Any) => { loss: Any }) => {
      const { model, values } = learner();
      const optimizer = optimizers.adam({ learningRate: 0.05 });
      const average = optimizers.averageWeights(optimizer, { momentum: 0.9 });
      const step = prepare((a, b) => {
        const loss = losses.meanSquaredError(b, model.apply(a, { training: true }) as Any) as Operand as Any;
        loss.backward();
        optimizer.step(model.parameters());
        return { loss };
      });
      for (let i = 0; i < 6; i++) step(x as Operand as Any, y as Operand as Any);
      average.swap(model.parameters());
      return values();
    };
    expect(run((f) => train.step(f as never) as never)).toEqual(run((f) => f));
  });

  it("refuses a momentum outside [0, 1) and weights that were not trained", () => {
    expect(() => optimizers.averageWeights(optimizers.sgd(), { momentum: 1 })).toThrow(
      "averageWeights: expected momentum in [0, 1), got 1; try momentum: 0.9",
    );
    const { model } = learner();
    expect(() => optimizers.averageWeights(optimizers.sgd()).swap(model.parameters())).toThrow(
      "averageWeights: expected parameters that the optimizer has updated, got kernel; try model.parameters(), after training",
    );
  });
});

describe("by name", () => {
  it.each(["adamax", "adadelta"] as const)("compile knows %s", (optimizer) => {
    const { model } = learner();
    model.compile({ optimizer, loss: "cosineSimilarity", metrics: ["auc", "fScore", "perplexity"] });
    expect(model.compiled("test").optimizer.name).toBe(optimizer);
  });
});

describe("schedules' messages", () => {
  it.each([
    [
      () => optimizers.cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1, tMul: 0.5 }),
      "cosineDecayRestarts: expected tMul of at least 1, got 0.5; try tMul: 2",
    ],
    [
      () => optimizers.inverseTimeDecay({ initialLearningRate: 1, decaySteps: 0, decayRate: 1 }),
      "inverseTimeDecay: expected decaySteps above 0, got 0; try decaySteps: 10",
    ],
    [
      () => optimizers.polynomialDecay({ initialLearningRate: 1, decaySteps: 1, power: 0 }),
      "polynomialDecay: expected power above 0, got 0; try power: 10",
    ],
    [
      () => optimizers.oneCycle({ maxLearningRate: 1, totalSteps: 10, riseShare: 1 }),
      "oneCycle: expected riseShare between 0 and 1, got 1; try riseShare: 0.3",
    ],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
