import { callbacks, nn, OptionError, optimizers, random, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

const x = random.generator(1).normal([32, 2]);
const y = x.sum(1, { keepDims: true });
const quiet = { progress: "none", batchSize: 32 } as const;

function model(learningRate = 0.1) {
  const line = nn.sequential([nn.dense(1)], { seed: 1 });
  line.compile({ optimizer: optimizers.sgd({ learningRate }), loss: "meanSquaredError" });
  return line;
}

/** Says what valLoss is in each epoch, by moving it into the logs of a validation set of its own. */
function run(monitored: readonly number[], callback: callbacks.Callback) {
  const line = model(0);
  line.apply(x);
  let epoch = 0;
  // With a learning rate of 0 the loss on [1] against v is (prediction - v)²; set the weights to give it.
  const setter: callbacks.Callback = {
    onEpochBegin() {
      line.setWeights(
        new Map([
          ["dense.kernel", [0, 0]],
          ["dense.bias", [Math.sqrt(monitored[epoch++] ?? 0)]],
        ]),
      );
    },
  };
  const zero = [tensor([[0, 0]]), tensor([[0]])] as const;
  return {
    line,
    history: line.fit([x, y], {
      epochs: monitored.length,
      validationData: zero,
      callbacks: [setter, callback],
      ...quiet,
    }),
  };
}

describe("earlyStopping", () => {
  it("waits for patience epochs without improvement", async () => {
    const history = await run([5, 4, 3, 3.5, 3.2, 3.1, 1], callbacks.earlyStopping({ patience: 3 })).history;
    expect(history.epochs.length).toBe(6);
    expect(history.stopped).toBe("earlyStopping: valLoss did not improve, stopped after epoch 6");
  });
  it("takes changes below minDelta for none", async () => {
    const history = await run([5, 4.9, 4.8, 1], callbacks.earlyStopping({ minDelta: 0.5, patience: 2 }))
      .history;
    expect(history.epochs.length).toBe(3);
  });
  it("waits for a rise with mode max", async () => {
    const options = { monitor: "valLoss", mode: "max" } as const;
    const history = await run([1, 2, 3, 2, 5], callbacks.earlyStopping(options)).history;
    expect(history.epochs.length).toBe(4);
  });
  it("puts the best weights back", async () => {
    const { line, history } = run(
      [4, 1, 9, 9],
      callbacks.earlyStopping({ patience: 2, restoreBestWeights: true }),
    );
    await history;
    expect(line.getWeights().get("dense.bias")).toEqual(new Float32Array([1]));
  });
});

describe("modelCheckpoint", () => {
  it("keeps the best epoch and restores it", async () => {
    const written: number[] = [];
    const checkpoint = callbacks.modelCheckpoint({ write: ({ epoch }) => void written.push(epoch) });
    expect(() => checkpoint.restore(model())).toThrow(
      "modelCheckpoint.restore: expected a checkpoint, got none; try it after an epoch of fit has ended",
    );
    const { line, history } = run([9, 4, 16, 1, 4], checkpoint);
    await history;
    expect(written).toEqual([1, 2, 4]);
    expect(checkpoint.last?.epoch).toBe(4);
    checkpoint.restore(line);
    expect(line.getWeights().get("dense.bias")).toEqual(new Float32Array([1]));
  });
  it.each(["auc", "fScore"] as const)("keeps the epoch of the highest %s", async (name) => {
    let now = 0;
    const metric = { name, update() {}, result: () => now, reset() {} };
    const setter: callbacks.Callback = {
      onEpochBegin(epoch) {
        now = [0.5, 0.8, 0.6][epoch - 1]!;
      },
    };
    const written: number[] = [];
    const write = ({ epoch }: callbacks.Checkpoint) => void written.push(epoch);
    const line = model(1);
    line.compile({ optimizer: "sgd", loss: "meanSquaredError", metrics: [metric] });
    const checkpoint = callbacks.modelCheckpoint({ monitor: name, write });
    await line.fit([x, y], { epochs: 3, callbacks: [setter, checkpoint], ...quiet });
    expect(written).toEqual([1, 2]);
  });
  it("keeps every epoch when asked to", async () => {
    const written: number[] = [];
    const write = ({ epoch }: callbacks.Checkpoint) => void written.push(epoch);
    await run([1, 2, 3], callbacks.modelCheckpoint({ saveBestOnly: false, write })).history;
    expect(written).toEqual([1, 2, 3]);
  });
});

describe("the others", () => {
  it("learningRateScheduler sets the rate before each epoch", async () => {
    const line = model(1);
    const rates: number[] = [];
    const half = callbacks.learningRateScheduler((epoch, rate) => (epoch === 1 ? rate : rate / 2));
    const spy: callbacks.Callback = {
      onEpochEnd: (_epoch, _logs, { optimizer }) => void rates.push(optimizer.currentLearningRate()),
    };
    await line.fit([x, y], { epochs: 3, callbacks: [half, spy], ...quiet });
    expect(rates).toEqual([1, 0.5, 0.25]);
  });
  it("terminateOnNaN ends a run that blows up", async () => {
    const line = model(1e30);
    const history = await line.fit([x, y], { epochs: 50, callbacks: [callbacks.terminateOnNaN()], ...quiet });
    expect(history.epochs.length).toBeLessThan(10);
    expect(history.stopped).toMatch(/^terminateOnNaN: the loss was (NaN|Infinity) in batch 1$/);
  });
  it("csvLogger writes a header and a line per epoch", async () => {
    const lines: string[] = [];
    const logger = callbacks.csvLogger((line) => void lines.push(line), { separator: ";" });
    await run([1, 4], logger).history;
    expect(lines[0]).toBe("epoch;loss;valLoss\n");
    expect(lines.length).toBe(3);
    expect(lines[2]).toMatch(/^2;[\d.]+;4\n$/);
  });
  it("own callbacks are called in order, and awaited", async () => {
    const calls: string[] = [];
    const later = async (name: string) => {
      await Promise.resolve();
      calls.push(name);
    };
    const spy: callbacks.Callback = {
      onTrainBegin: () => later("train"),
      onEpochBegin: (epoch) => later(`epoch ${epoch}`),
      onBatchEnd: (batch) => later(`batch ${batch}`),
      onEpochEnd: (epoch) => later(`end ${epoch}`),
      onTrainEnd: () => later("done"),
    };
    await model().fit([x, y], { epochs: 2, callbacks: [spy], progress: "none", batchSize: 16 });
    expect(calls).toEqual([
      "train",
      "epoch 1",
      "batch 1",
      "batch 2",
      "end 1",
      "epoch 2",
      "batch 1",
      "batch 2",
      "end 2",
      "done",
    ]);
  });
  it("a monitor that is not there is named, with those that are", async () => {
    const history = model().fit([x, y], { callbacks: [callbacks.earlyStopping()], ...quiet });
    await expect(history).rejects.toThrow(
      'earlyStopping: expected a monitor of loss, got "valLoss"; try validationData in fit, or monitor: "loss"',
    );
    expect(() => callbacks.modelCheckpoint({ mode: "up" as "max" })).toThrow(OptionError);
    expect(() => callbacks.modelCheckpoint({ mode: "up" as "max" })).toThrow(
      'modelCheckpoint: expected mode "auto", "min" or "max", got "up"; try "auto"',
    );
  });
});

describe("history", () => {
  it("reads in one line and names its logs", async () => {
    const history = await run([1, 4], {}).history;
    expect(String(history)).toMatch(/^History: 2 epochs, loss [\d.]+, valLoss 4\.0000$/);
    expect(() => history.last("accuracy")).toThrow(
      'history.last: expected a log of loss, valLoss, got "accuracy"; try "loss"',
    );
    const display = history as unknown as Record<symbol, () => unknown>;
    expect(display[Symbol.for("Jupyter.display")]!()).toEqual({ "text/plain": String(history) });
  });
});
