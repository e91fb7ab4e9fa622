import { GradientError, nn, OptionError, optimizers, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

describe("a step", () => {
  it("changes parameters in place and clears their gradients", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    w.mul(w).sum().backward();
    optimizers.sgd({ learningRate: 0.5 }).step([w]);
    expect([...w.data]).toEqual([0, 0]);
    expect(w.grad).toBeUndefined();
  });

  it("keeps gradients when asked to", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    w.sum().backward();
    optimizers.sgd().step([w], { keepGradients: true });
    expect([...w.grad!.data]).toEqual([1, 1]);
  });

  it("leaves parameters without a gradient alone", () => {
    const w = tensor([1], { requiresGrad: true });
    const other = tensor([5], { requiresGrad: true });
    w.sum().backward();
    optimizers.adam().step([w, other]);
    expect(other.data[0]).toBe(5);
  });

  it("makes values that a graph still needs known as changed", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const loss = w.mul(w).sum();
    loss.backward({ retainGraph: true });
    optimizers.sgd().step([w]);
    expect(() => loss.backward()).toThrow(GradientError);
  });

  it("starts afresh after reset", () => {
    const optimizer = optimizers.adam({ learningRate: 0.1 });
    const run = () => {
      const w = tensor([1, -2], { requiresGrad: true });
      for (let i = 0; i < 5; i++) {
        w.mul(w).sum().backward();
        optimizer.step([w]);
      }
      return [...w.data];
    };
    const first = run();
    optimizer.reset();
    expect(run()).toEqual(first);
  });

  it("does not change a gradient array that is clipped", () => {
    const w = tensor([1], { requiresGrad: true });
    w.mul(100).sum().backward();
    optimizers.sgd({ clipValue: 1, learningRate: 1 }).step([w], { keepGradients: true });
    expect(w.grad!.data[0]).toBe(100);
    expect(w.data[0]).toBe(0);
  });
});

describe("messages", () => {
  it.each([
    [() => optimizers.sgd({ learningRate: -1 }), "sgd: expected learningRate of at least 0, got -1; try"],
    [() => optimizers.sgd({ momentum: 1 }), "sgd: expected momentum in [0, 1), got 1; try"],
    [() => optimizers.sgd({ nesterov: true }), "sgd: expected a momentum above 0 with nesterov, got 0; try"],
    [
      () => optimizers.sgd({ momentum: 0.9, nesterov: true, momentumForm: "averaged" }),
      'sgd: expected momentumForm "classic" with nesterov, got "averaged"; try',
    ],
    [
      () => optimizers.sgd({ momentumForm: "heavy" as "classic" }),
      'sgd: expected momentumForm "classic" or "averaged", got "heavy"; try',
    ],
    [() => optimizers.adam({ beta2: 1.5 }), "adam: expected beta2 in [0, 1), got 1.5; try"],
    [() => optimizers.nadam({ epsilon: Number.NaN }), "nadam: expected epsilon of at least 0, got NaN; try"],
    [
      () => optimizers.adamW({ weightDecay: -0.1 }),
      "adamW: expected weightDecay of at least 0, got -0.1; try",
    ],
    [() => optimizers.rmsprop({ clipNorm: 0 }), "rmsprop: expected clipNorm above 0, got 0; try"],
    [
      () => optimizers.adagrad({ clipNorm: 1, clipValue: 1 }),
      "adagrad: expected one of clipValue, clipNorm and globalClipNorm, got clipValue and clipNorm; try",
    ],
    [
      () => optimizers.optimizerNamed("Adm"),
      'optimizerNamed: expected an optimizer of adam, sgd, rmsprop, adagrad, adamW, nadam, adadelta, adamax, got "Adm"; try "adam"',
    ],
    [
      () => optimizers.piecewiseConstant({ boundaries: [1], values: [1] }),
      "piecewiseConstant: expected one value more than boundaries, got 1 values and 1 boundaries; try",
    ],
    [
      () => optimizers.cosineDecay({ initialLearningRate: 0, decaySteps: 5, warmupSteps: 2 }),
      "cosineDecay: expected a warmupTarget with warmupSteps 2, got none; try",
    ],
    [
      () => optimizers.exponentialDecay({ initialLearningRate: 1, decaySteps: 0, decayRate: 0.5 }),
      "exponentialDecay: expected decaySteps above 0, got 0; try",
    ],
  ])("%#: %s", (run, message) => {
    expect(run).toThrow(OptionError);
    expect(run).toThrow(message);
  });

  it("says when there is nothing to train", () => {
    const step = () => optimizers.adam().step(nn.dense(2).parameters());
    expect(step).toThrow(GradientError);
    expect(step).toThrow(
      "adam.step: expected parameters to train, got none; try trainable = true on a layer, or a forward pass first",
    );
  });

  it("says when backward was forgotten", () => {
    const w = tensor([1], { requiresGrad: true });
    expect(() => optimizers.adam().step([w])).toThrow(
      "adam.step: expected parameters with gradients, got 1 without; try loss.backward() before it",
    );
  });
});
