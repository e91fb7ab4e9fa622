import {
  callbacks,
  DataError,
  losses,
  metrics,
  nn,
  OptionError,
  optimizers,
  random,
  regularizers,
  type Tensor,
  tensor,
  train,
} from "gradbook";
import { afterEach, describe, expect, it, vi } from "vitest";

const X = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const Y = tensor([[0], [1], [1], [0]]);
const quiet = { progress: "none" } as const;

function xorModel(seed = 3) {
  const model = nn.sequential([nn.dense(8, { activation: "tanh" }), nn.dense(1, { activation: "sigmoid" })], {
    seed,
  });
  model.compile({
    optimizer: optimizers.adam({ learningRate: 0.05 }),
    loss: "binaryCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

/** Three blobs in the plane, 60 points each. */
function blobs(seed = 1) {
  const generator = random.generator(seed);
  const noise = generator.normal([180, 2], { stddev: 0.3 });
  const labels = Int32Array.from({ length: 180 }, (_, i) => i % 3);
  const centers = [
    [0, 0],
    [2, 0],
    [0, 2],
  ];
  for (let i = 0; i < 360; i++) noise.data[i]! += centers[labels[i >> 1]!]![i & 1]!;
  return [noise, tensor(labels)] as const;
}

function classifier(seed = 1) {
  const model = nn.sequential(
    [nn.dense(16, { activation: "relu" }), nn.dense(3, { activation: "softmax" })],
    { seed },
  );
  model.compile({
    optimizer: optimizers.adam({ learningRate: 0.02 }),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

describe("fit", () => {
  it("learns XOR", async () => {
    const model = xorModel();
    const history = await model.fit([X, Y], { epochs: 300, batchSize: 4, ...quiet });
    expect(history.last("accuracy")).toBe(1);
    expect(history.last("loss")).toBeLessThan(0.02);
    expect(history.epochs.length).toBe(300);
    expect(model.predict(X).data.map(Math.round)).toEqual(new Float32Array([0, 1, 1, 0]));
  });

  it("is what a hand-written loop does, to the bit", async () => {
    const fitted = xorModel();
    await fitted.fit([X, Y], { epochs: 20, batchSize: 4, shuffle: false, ...quiet });
    const model = xorModel();
    const optimizer = optimizers.adam({ learningRate: 0.05 });
    for (let epoch = 0; epoch < 20; epoch++) {
      const loss = losses.binaryCrossentropy(Y, model.apply(X, { training: true }));
      loss.backward();
      optimizer.step(model.parameters());
    }
    expect(model.getWeights()).toEqual(fitted.getWeights());
  });

  it("gives the same for the same seeds, whatever else runs", async () => {
    const run = async () => {
      const model = classifier(5);
      const history = await model.fit(blobs(), { epochs: 3, seed: 7, ...quiet });
      return [history.history, model.getWeights()];
    };
    expect(await run()).toEqual(await run());
  });

  it("orders the data by the model's seed when it has none of its own", async () => {
    const run = async (options: object) => {
      const model = classifier(5);
      await model.fit(blobs(), { epochs: 2, ...options, ...quiet });
      return model.getWeights();
    };
    expect(await run({})).toEqual(await run({}));
    expect(await run({})).toEqual(await run({ seed: 5 }));
    expect(await run({})).not.toEqual(await run({ seed: 6 }));
  });

  it("shuffles with the seed, keeps the order without shuffle", async () => {
    const seen: number[][] = [];
    const model = classifier();
    model.compile({
      optimizer: "sgd",
      loss: (yTrue, yPred) => {
        seen.push([...(yTrue as Tensor<[number], "int32">).data]);
        return losses.sparseCategoricalCrossentropy(yTrue, yPred);
      },
    });
    const [x, y] = blobs();
    await model.fit([x, y], { epochs: 2, batchSize: 180, seed: 1, ...quiet });
    await model.fit([x, y], { epochs: 1, batchSize: 180, shuffle: false, ...quiet });
    expect(seen[0]).not.toEqual(seen[1]);
    expect([...seen[0]!].sort()).toEqual([...y.data].sort());
    expect(seen[2]).toEqual([...y.data]);
  });

  it("weighs batches by their size in the loss it reports", async () => {
    const model = classifier();
    const [x, y] = blobs();
    model.compile({
      optimizer: optimizers.sgd({ learningRate: 0 }),
      loss: "sparseCategoricalCrossentropy",
      metrics: ["accuracy"],
    });
    const history = await model.fit([x, y], { batchSize: 100, shuffle: false, ...quiet });
    const all = losses.sparseCategoricalCrossentropy(y, model.predict(x)).item();
    expect(history.last("loss")).toBeCloseTo(all, 6);
    expect(history.last("accuracy")).toBeCloseTo(metrics.accuracy(y, model.predict(x)), 12);
  });

  it("takes batches from arrays, generators and async generators", async () => {
    const [x, y] = blobs();
    const pairs = [
      [x, y],
      [x, y],
    ] as const;
    async function* later() {
      yield* pairs;
    }
    const once = classifier();
    await once.fit(pairs, quiet);
    const twice = classifier();
    await twice.fit(later(), quiet);
    expect(twice.getWeights()).toEqual(once.getWeights());
  });

  it("measures validation data apart, in inference mode and without learning from it", async () => {
    const model = nn.sequential([nn.dropout(0.9, { seed: 1 }), nn.dense(3, { activation: "softmax" })], {
      seed: 1,
    });
    model.compile({
      optimizer: optimizers.sgd({ learningRate: 0 }),
      loss: "sparseCategoricalCrossentropy",
      metrics: ["accuracy"],
    });
    const [x, y] = blobs();
    const history = await model.fit([x, y], { validationData: [x, y], ...quiet });
    const all = losses.sparseCategoricalCrossentropy(y, model.predict(x)).item();
    expect(history.last("valLoss")).toBeCloseTo(all, 5);
    expect(history.last("loss")).not.toBeCloseTo(all, 3);
    const right = metrics.accuracy(y, model.predict(x));
    expect(history.last("valAccuracy")).toBeCloseTo(right, 12);
    expect(history.last("accuracy")).not.toBeCloseTo(right, 3);
    expect(Object.keys(history.history)).toEqual(["loss", "accuracy", "valLoss", "valAccuracy"]);
  });

  it("keeps the last part for validation with validationSplit", async () => {
    const model = classifier();
    const [x, y] = blobs();
    const sizes: number[] = [];
    model.onForward(({ input }) => sizes.push(input.shape[0]!));
    await model.fit([x, y], { validationSplit: 0.25, batchSize: 135, ...quiet });
    expect(sizes).toEqual([135, 45]);
  });

  it("adds the penalties of regularizers to the loss, and lets them shrink weights", async () => {
    const run = async (rate: number) => {
      const options = rate > 0 ? { kernelRegularizer: regularizers.l2(rate) } : {};
      const model = nn.sequential([nn.dense(1, options)], { seed: 1 });
      model.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: "meanSquaredError" });
      const history = await model.fit([X, Y], { epochs: 50, batchSize: 4, ...quiet });
      const kernel = model.layers[0].kernel!.data;
      return { first: history.history.loss![0]!, norm: Math.hypot(...kernel) };
    };
    const plain = await run(0);
    const penalized = await run(1);
    expect(penalized.first).toBeGreaterThan(plain.first);
    expect(penalized.norm).toBeLessThan(plain.norm);
  });

  it("does not train frozen layers", async () => {
    const model = classifier();
    const [x, y] = blobs();
    model.apply(x);
    model.layers[0].trainable = false;
    const before = model.getWeights();
    await model.fit([x, y], quiet);
    const after = model.getWeights();
    expect(after.get("dense.kernel")).toEqual(before.get("dense.kernel"));
    expect(after.get("dense_1.kernel")).not.toEqual(before.get("dense_1.kernel"));
  });

  it("can be stopped by a signal and goes on later", async () => {
    const model = classifier();
    const controller = new AbortController();
    const stopAt3: callbacks.Callback = {
      onBatchEnd(batch) {
        if (batch === 3) controller.abort();
      },
    };
    const history = await model.fit(blobs(), {
      epochs: 5,
      callbacks: [stopAt3],
      signal: controller.signal,
      ...quiet,
    });
    expect(history.stopped).toBe("stopped in epoch 1, batch 3");
    expect(history.epochs).toEqual([1]);
    const more = await model.fit(blobs(), { epochs: 20, ...quiet });
    expect(more.last("accuracy")).toBeGreaterThan(0.9);
  });

  it("lets the event loop turn while it trains", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await xorModel().fit([X, Y], { epochs: 2000, batchSize: 1, ...quiet });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  const short = { epochs: 1, batchSize: 4, ...quiet };
  it.each<[string, (model: ReturnType<typeof xorModel>) => Promise<unknown>]>([
    ["fit", (model) => model.fit([X, Y], short)],
    ["evaluate", (model) => model.evaluate([X, Y], { batchSize: 4 })],
    ["predict", (model) => Promise.resolve(model.predict([X]))],
    [
      "fit of a Boltzmann machine",
      () => nn.restrictedBoltzmannMachine(2, 2, { seed: 1 }).fit(X, { epochs: 1, batchSize: 4 }),
    ],
  ])("lets the event loop turn in a loop of many short runs of %s", async (_, run) => {
    const model = xorModel();
    await run(model);
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 0);
    let runs = 0;
    while (!fired && runs < 100_000) {
      await run(model);
      runs++;
    }
    expect(fired).toBe(true);
  });

  it("shows no bar of a run that has hardly begun, however long ago the last turn was", async () => {
    let turns = 0;
    const bars: unknown[] = [];
    const progress = { show: ({ running }: train.progress.ProgressState) => bars.push(running), finish() {} };
    await new Promise((resolve) => setTimeout(resolve, 50));
    const time = performance.now();
    const clock = vi.spyOn(performance, "now").mockReturnValue(time);
    try {
      setImmediate(() => turns++);
      await xorModel().fit([X, Y], { epochs: 2, batchSize: 1, progress });
    } finally {
      clock.mockRestore();
    }
    expect(turns).toBe(1);
    expect(bars).toEqual([undefined]);
  });
});

describe("Stop in a notebook", () => {
  const key = Symbol.for("gradbook.session");
  afterEach(() => {
    Reflect.deleteProperty(globalThis, key);
  });
  it("ends training after the running batch", async () => {
    const controller = new AbortController();
    Reflect.set(globalThis, key, { display: () => undefined, signal: () => controller.signal });
    const model = classifier();
    const stopper: callbacks.Callback = {
      onEpochEnd: (epoch) => (epoch === 2 ? controller.abort() : undefined),
    };
    const history = await model.fit(blobs(), { epochs: 100, callbacks: [stopper], ...quiet });
    expect(history.stopped).toBe("stopped in epoch 3, batch 1");
  });
});

describe("evaluate and predict", () => {
  it("evaluate gives loss and metrics by name, over batches or at once", async () => {
    const model = classifier();
    const [x, y] = blobs();
    await model.fit([x, y], { epochs: 10, ...quiet });
    const all = await model.evaluate([x, y], { batchSize: 180 });
    const parts = await model.evaluate([x, y], { batchSize: 7 });
    expect(Object.keys(all)).toEqual(["loss", "accuracy"]);
    expect(parts.loss).toBeCloseTo(all.loss!, 5);
    expect(parts.accuracy).toBeCloseTo(all.accuracy!, 12);
  });
  it("predict cuts into batches and joins", async () => {
    const model = classifier();
    const [x, y] = blobs();
    const all = model.predict(x);
    expect(all.requiresGrad).toBe(false);
    expect(model.predict(x, { batchSize: 50 }).toArray()).toEqual(all.toArray());
    expect((await model.predict([x, x])).shape).toEqual([360, 3]);
    expect((await model.predict([[x, y]] as const)).toArray()).toEqual(all.toArray());
  });
  it("an ensemble averages predictions", () => {
    const models = [classifier(1), classifier(2)];
    const [x] = blobs();
    const team = train.ensemble(models);
    const [a, b] = models.map((model) => model.predict(x).data) as [Float32Array, Float32Array];
    team.predict(x).data.forEach((value, i) => {
      expect(value).toBeCloseTo((a[i]! + b[i]!) / 2, 6);
    });
  });
});

describe("a step", () => {
  it("runs through the runner that is set", () => {
    const seen: number[] = [];
    const former = train.setStepRunner((run) => (...inputs) => {
      seen.push(inputs.length);
      return run(...inputs);
    });
    try {
      const double = train.step((x: Tensor) => ({ y: x.add(x) as Tensor }));
      expect(double(tensor([1, 2]) as Tensor).y.toArray()).toEqual([2, 4]);
      expect(seen).toEqual([1]);
    } finally {
      train.setStepRunner(former);
    }
  });
  it("fit, evaluate and predict run through it", async () => {
    let runs = 0;
    const former = train.setStepRunner((run) => (...inputs) => {
      runs++;
      return run(...inputs);
    });
    try {
      const model = xorModel();
      await model.fit([X, Y], { batchSize: 2, ...quiet });
      await model.evaluate([X, Y]);
      model.predict(X);
      expect(runs).toBe(4);
    } finally {
      train.setStepRunner(former);
    }
  });
});

describe("learningRateFinder", () => {
  it("sweeps the rate, suggests one in between and puts everything back", async () => {
    const model = classifier();
    const [x, y] = blobs();
    model.apply(x);
    const before = model.getWeights();
    const search = await train.learningRateFinder(model, [x, y], { from: 1e-4, to: 10, steps: 50, seed: 1 });
    expect(search.learningRates[0]).toBeCloseTo(1e-4, 10);
    expect(search.suggestion).toBeGreaterThan(1e-3);
    expect(search.suggestion).toBeLessThan(1);
    expect(search.losses.length).toBe(search.learningRates.length);
    expect(model.getWeights()).toEqual(before);
    expect(model.compiled("test").optimizer.learningRate).toBe(0.02);
    expect(model.compiled("test").optimizer.iterations).toBe(0);
  });
  it("leaves what the optimizer remembers, and the masks of dropout: later training has the same bits", async () => {
    const [x, y] = blobs();
    const run = async (search: boolean) => {
      const model = nn.sequential([nn.dense(8), nn.dropout(0.3), nn.dense(3, { activation: "softmax" })], {
        seed: 1,
      });
      model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" });
      await model.fit([x, y], { epochs: 2, progress: "none" });
      const found = search && (await train.learningRateFinder(model, [x, y], { steps: 20, seed: 1 }));
      await model.fit([x, y], { epochs: 2, progress: "none" });
      return { weights: model.getWeights(), text: String(found) };
    };
    const { weights, text } = await run(true);
    expect(weights).toEqual((await run(false)).weights);
    expect(text).toMatch(/^LearningRateSearch: suggestion \S+, tried 0.000001 to 1 in 20 steps$/);
  });
  it("says what it needs", async () => {
    await expect(train.learningRateFinder(classifier(), blobs(), { from: 1, to: 0.1 })).rejects.toThrow(
      "learningRateFinder: expected 0 < from < to and at least 3 steps, got from 1, to 0.1, steps 100; try",
    );
  });
});

describe("messages", () => {
  const model = xorModel();
  const compile = (options: object) => () =>
    xorModel().compile({ optimizer: "adam", loss: "huber", ...options } as never);
  it.each([
    [
      compile({ optimizer: "addam" }),
      'compile: expected an optimizer of adam, sgd, rmsprop, adagrad, adamW, nadam, adadelta, adamax, got "addam"; try "adam"',
    ],
    [
      compile({ optimizer: optimizers.adam }),
      "compile: expected an optimizer or its name, got function; try optimizer:",
    ],
    [compile({ loss: "crossentropy" }), 'got "crossentropy"; try "binaryCrossentropy"'],
    [compile({ loss: undefined }), "compile: expected a loss or its name, got undefined; try loss:"],
    [compile({ metrics: ["accurcy"] }), 'got "accurcy"; try "accuracy"'],
  ])("compile %#", (run, message) => {
    expect(run).toThrow(OptionError);
    expect(run).toThrow(message);
  });

  const forgotten = nn.sequential([nn.dense(1)]);
  const nan = tensor([
    [0, 0],
    [0, Number.NaN],
    [1, 0],
    [1, 1],
  ]);
  it.each([
    [
      () => forgotten.fit([X, Y]),
      "fit: expected a compiled model, got one without optimizer and loss; try model.compile(",
    ],
    [() => forgotten.evaluate([X, Y]), "evaluate: expected a compiled model"],
    [
      () => model.fit([X, Y], { batchSize: 5, ...quiet }),
      "fit: expected a batchSize of at most 4, the number of examples, got 5; try batchSize: 4",
    ],
    [
      () => model.fit([X, Y], { batchSize: 0, ...quiet }),
      "fit: expected batchSize to be a whole number of at least 1, got 0; try",
    ],
    [
      () => model.fit([X, Y], { epochs: 0, ...quiet }),
      "fit: expected epochs to be a whole number of at least 1, got 0; try epochs: 5",
    ],
    [
      () => model.fit([X, tensor([1, 2])], quiet),
      "fit: expected as many labels as inputs, got x [4, 2] and y [2]; try",
    ],
    [
      () => model.fit([nan, Y], quiet),
      "fit: expected finite numbers in the inputs, got NaN in row 1 of shape [4, 2]; try removing or filling in such rows",
    ],
    [
      () => model.fit([X, tensor([[0], [1], [1], [Number.POSITIVE_INFINITY]])], quiet),
      "fit: expected finite numbers in the labels, got Infinity in row 3",
    ],
    [
      () => model.fit([[[0, 1]], [[1]]] as never, quiet),
      "fit: expected two tensors, got an array of 1 and an array of 1; try [tensor(x), tensor(y)]",
    ],
    [() => model.fit(X as never, quiet), "fit: expected inputs and labels, got one tensor; try [x, y]"],
    [
      () => model.fit(3 as never, quiet),
      "fit: expected [x, y] or batches, got number; try data.Dataset.fromTensorSlices",
    ],
    [
      () => model.fit([], quiet),
      "fit: expected at least one batch, got none in epoch 1; try a smaller batch size",
    ],
    [
      () => model.fit([X, X, X, X] as never, quiet),
      "fit: expected batches that are pairs of tensors [x, y], got a tensor of shape [4, 2]; try",
    ],
    [
      () => model.fit([X, Y], { validationSplit: 1, ...quiet }),
      "fit: expected a validationSplit that leaves examples on both sides of 4, got 1; try validationSplit: 0.2",
    ],
    [
      () => model.fit([[X, Y] as const], { validationSplit: 0.5, ...quiet }),
      "fit: expected validationSplit with a pair of tensors, got batches; try",
    ],
    [
      () => model.fit([X, Y], { progress: "loud" as "none" }),
      'progress: expected "auto", "none" or a ProgressSink, got "loud"; try "none" for silence',
    ],
    [() => model.evaluate([X, Y], { batchSize: 9 }), "evaluate: expected a batchSize of at most 4"],
    [() => model.evaluate([]), "evaluate: expected at least one batch, got none; try"],
    [() => model.predict([]), "predict: expected at least one batch, got none; try"],
    [
      () => model.fit([X, tensor([[0], [2], [1], [0]])], quiet),
      "binaryCrossentropy: expected labels from 0 to 1, got 2; try",
    ],
    [
      () => classifier().fit([X, tensor([0, 1, 2, 3], { dtype: "int32" })], { shuffle: false, ...quiet }),
      "sparseCategoricalCrossentropy: expected labels that are whole numbers from 0 to 2, got 3 at position 3",
    ],
  ])("%#: %s", async (run, message) => {
    await expect(run()).rejects.toThrow(message);
  });
  it("a loss that is not a single number", async () => {
    const odd = xorModel();
    odd.compile({
      optimizer: "sgd",
      loss: (yTrue, yPred) => losses.meanSquaredError(yTrue, yPred, { reduction: "none" }),
    });
    await expect(odd.fit([X, Y], quiet)).rejects.toThrow(
      "fit: expected a loss that is a single number as a tensor, got shape [4]; try .mean() at its end",
    );
  });
  it("predict", () => {
    expect(() => model.predict(3 as never)).toThrow(
      "predict: expected a tensor or batches, got number; try tensor(…) around it",
    );
    expect(() => model.predict(X, { batchSize: 0.5 })).toThrow(
      "predict: expected batchSize to be a whole number of at least 1, got 0.5; try",
    );
  });
  it("errors leave the model and the library usable", async () => {
    await expect(model.fit([nan, Y], quiet)).rejects.toThrow(DataError);
    await model.fit([X, Y], quiet);
    expect(() => train.ensemble([])).toThrow(OptionError);
    expect(callbacks.terminateOnNaN()).toHaveProperty("onBatchEnd");
  });
});
