import {
  callbacks,
  clip,
  concat,
  data,
  full,
  gather,
  initializers,
  losses,
  metrics,
  nn,
  noGrad,
  type Operand,
  optimizers,
  plot,
  random,
  type Tensor,
  tensor,
  train,
  zeros,
} from "gradbook";
import { describe, expect, it } from "vitest";

/*
 * Every mistake that a learner makes sooner or later, and what the library says to it. Each message has the form
 * `where: expected X, got Y; try Z`. The details of each area are tested beside it.
 */

const images = random.generator(1).normal([8, 4, 4]);
const x = random.generator(1).uniform([8, 16]);
const y = tensor(Int32Array.from({ length: 8 }, (_, i) => i % 3));

function model(lastLayer = nn.dense(3, { activation: "softmax" })) {
  const net = nn.sequential([nn.dense(5, { activation: "relu" }), lastLayer], { seed: 1 });
  net.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  return net;
}
const trainOn = (inputs = x, labels: Parameters<typeof metrics.accuracy>[0] = y, options = {}) =>
  model().fit([inputs, labels] as never, { progress: "none", ...options });
const withNaN = () => {
  const spoiled = random.generator(1).uniform([8, 16]);
  spoiled.data[20] = Number.NaN;
  return spoiled;
};

/** Arguments that the types refuse, as from JavaScript or with type errors as warnings. */
const wrong = (value: unknown) => value as never;
const open: Tensor = x as Operand as Tensor;

const mistakes: readonly (readonly [string, () => unknown, string])[] = [
  [
    "images that were not flattened",
    () => {
      const layer = nn.dense(5);
      layer.apply(x);
      return layer.apply(images.reshape([8, 4, 4]));
    },
    "Dense(5): expected input [N, 16], as its weights were made for, got [8, 4, 4]; try a layer of its own for this input, or flatten it first with nn.flatten()",
  ],
  [
    "a single example without its batch axis",
    () => nn.dense(5).apply(tensor([1, 2, 3])),
    "Dense(5): expected input [N, features], got [3]; try expandDims(0) for a single example, or expandDims(-1) for a single feature",
  ],
  [
    "a convolution of images without a channel axis",
    () => nn.conv2d(3, { kernelSize: 3 }).apply(images),
    "Conv2d(3, 3x3): expected input [N, height, width, channels], got [8, 4, 4]; try expandDims(-1) to add the channel axis",
  ],
  [
    "a layer used twice with other shapes",
    () => {
      const layer = nn.batchNormalization();
      layer.apply(x);
      return layer.apply(tensor([[1, 2]]));
    },
    "BatchNormalization(): expected input [N, 16], as its weights were made for, got [1, 2]; try a layer of its own for this input",
  ],
  [
    "an array instead of a tensor",
    () => nn.dense(2).apply([[1, 2]] as never),
    "Dense(2): expected a tensor, got an array; try tensor(…) around it",
  ],
  [
    "a layer that was not called",
    () => nn.sequential([nn.relu as never]),
    "sequential: expected a layer at position 0, got function; try nn.activation(fn) for a function, or calling it: nn.relu()",
  ],
  [
    "a rate of dropout that keeps nothing",
    () => nn.dropout(1),
    "dropout: expected a rate in [0, 1), the part that is switched off, got 1; try nn.dropout(0.5)",
  ],
  [
    "a misspelled activation",
    () => nn.dense(2, { activation: "ReLU6" as "relu" }),
    'got "ReLU6"; try "relu"',
  ],
  [
    "a misspelled initializer",
    () => initializers.initializerNamed("xavier_uniform"),
    'got "xavier_uniform"; try "glorotUniform"',
  ],
  ["a misspelled optimizer", () => optimizers.optimizerNamed("adamw2"), 'got "adamw2"; try "adamW"'],
  [
    "a misspelled loss",
    () => losses.lossNamed("categorical_crossentropy"),
    'got "categorical_crossentropy"; try "categoricalCrossentropy"',
  ],
  ["a misspelled metric", () => metrics.metricFrom("acc" as "accuracy"), 'got "acc"; try "accuracy"'],
  [
    "a forgotten compile",
    () => nn.sequential([nn.dense(3)]).fit([x, y]),
    'fit: expected a compiled model, got one without optimizer and loss; try model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" }) first',
  ],
  [
    "a forgotten backward",
    () => {
      const net = model();
      net.apply(x);
      optimizers.sgd().step(net.parameters());
    },
    "sgd.step: expected parameters with gradients, got 4 without; try loss.backward() before it",
  ],
  [
    "other numbers of inputs and labels",
    () => trainOn(x, tensor([1, 2])),
    "fit: expected as many labels as inputs, got x [8, 16] and y [2]; try tensors with equal first axes",
  ],
  [
    "a batch larger than the data",
    () => trainOn(x, y, { batchSize: 128 }),
    "fit: expected a batchSize of at most 8, the number of examples, got 128; try batchSize: 8",
  ],
  [
    "a batch larger than the data, the remainder dropped",
    () =>
      model().fit(data.Dataset.fromTensorSlices([x, y]).batch(128, { dropRemainder: true }), {
        progress: "none",
      }),
    "fit: expected at least one batch, got none in epoch 1; try a smaller batch size",
  ],
  [
    "NaN in the data",
    () => trainOn(withNaN()),
    "fit: expected finite numbers in the inputs, got NaN in row 1 of shape [8, 16]; try removing or filling in such rows",
  ],
  [
    "labels out of range",
    () => trainOn(x, tensor(Int32Array.of(1, 2, 3, 1, 2, 3, 1, 2)), { shuffle: false }),
    "sparseCategoricalCrossentropy: expected labels that are whole numbers from 0 to 2, got 3 at position 2; try counting classes from 0, or a last layer of 4 units",
  ],
  [
    "one-hot labels for class numbers",
    () => losses.sparseCategoricalCrossentropy(tensor([[0, 1]]), tensor([[0.5, 0.5]])),
    "sparseCategoricalCrossentropy: expected class numbers [1] for predictions [1, 2], got [1, 2]; try categoricalCrossentropy for one-hot labels",
  ],
  [
    "class numbers for one-hot labels",
    () => losses.categoricalCrossentropy(tensor([1]), tensor([[0.5, 0.5]])),
    "try sparseCategoricalCrossentropy if yTrue holds class numbers",
  ],
  [
    "labels [N] against predictions [N, 1], which would broadcast to [N, N]",
    () => losses.meanSquaredError(tensor([1, 2]), tensor([[1], [2]])),
    "meanSquaredError: expected yTrue and yPred of one shape, got [2] and [2, 1]; try reshaping yTrue with expandDims(-1)",
  ],
  [
    "probabilities given as logits",
    () => losses.sparseCategoricalCrossentropy(y, model().apply(x), { fromLogits: true }),
    "sparseCategoricalCrossentropy: expected logits with fromLogits: true, got the probabilities of a softmax; try leaving one of the two out",
  ],
  [
    "logits given as probabilities",
    () => losses.binaryCrossentropy(tensor([1, 0]), tensor([3, -2])),
    "binaryCrossentropy: expected probabilities from 0 to 1, got 3; try { fromLogits: true }, or a sigmoid or softmax as the last layer",
  ],
  [
    "ids that the embedding does not have",
    () => nn.embedding(10, { outputDim: 2 }).apply(tensor(Int32Array.of(3, 10))),
    "Embedding(10, 2): expected ids that are whole numbers from 0 to 9, got 10; try a larger inputDim",
  ],
  [
    "ids that are not whole numbers",
    () => nn.embedding(10, { outputDim: 2 }).apply(tensor([0.5])),
    "got 0.5; try",
  ],
  [
    "arrays as training data",
    () => model().fit([[[1]], [1]] as never),
    "fit: expected two tensors, got an array of 1 and an array of 1; try [tensor(x), tensor(y)]",
  ],
  [
    "a wrong shape",
    () => open.matmul(zeros([8, 3]) as Operand as Tensor),
    "matmul: inner sizes differ: [8, 16] x [8, 3]; expected [n, k] x [k, m], got k = 16 and 8; try .transpose() on one of them",
  ],
  [
    "a wrong dtype",
    () => gather(open, wrong(tensor([0, 1]))),
    'gather: expected indices of dtype int32, got float32; try tensor(values, { dtype: "int32" }) or .cast("int32")',
  ],
  [
    "a dtype of another library",
    () => tensor([1], { dtype: wrong("float16") }),
    'tensor: expected a dtype of float32, float64, int32 or bool, got "float16"; try { dtype: "float32" }',
  ],
  [
    "an unknown optimizer name",
    () => nn.sequential([nn.dense(1)]).compile({ optimizer: wrong("Adamm"), loss: "meanSquaredError" }),
    'compile: expected an optimizer of adam, sgd, rmsprop, adagrad, adamW, nadam, adadelta, adamax, got "Adamm"; try "adam"',
  ],
  ["an activation that is no name", () => nn.dense(1, { activation: wrong(3) }), "softplus, got 3; try "],
  [
    "an initializer that is no name",
    () => nn.dense(1, { kernelInitializer: wrong(3) }).apply(zeros([2, 2])),
    "expected an initializer of zeros, ones, ",
  ],
  [
    "a rate as text",
    () => nn.dropout(wrong("0.5")),
    'dropout: expected a rate in [0, 1), the part that is switched off, got "0.5"; try nn.dropout(0.5)',
  ],
  [
    "noise as text",
    () => nn.gaussianNoise(wrong("0.5")),
    'gaussianNoise: expected a standard deviation of at least 0, got "0.5"; try nn.gaussianNoise(0.1)',
  ],
  [
    "a layer's shape that is not in brackets",
    () => nn.reshape(wrong(4)),
    "reshape: expected a list of sizes, got 4; try [4]",
  ],
  [
    "noGrad of no function",
    () => noGrad(wrong(3)),
    "noGrad: expected a function, got 3; try noGrad(() => model.apply(x))",
  ],
  [
    "a step of no function",
    () => train.step(wrong(3)),
    "step: expected a function, got 3; try step((x, y) => ({ loss }))",
  ],
  [
    "a step that returns a tensor",
    () => train.step(wrong(() => zeros([2])))(),
    "step: expected a function that returns tensors by name, got a tensor; try return { loss }",
  ],
  [
    "a step that returns nothing",
    () => train.step(wrong(() => {}))(),
    "step: expected a function that returns tensors by name, got undefined; try return { loss }",
  ],
  [
    "a step that returns a number",
    () => train.step(wrong(() => ({ loss: 1 })))(),
    "step: expected a function that returns tensors by name, got loss: 1; try return { loss }",
  ],
  [
    "a metric that gives a tensor",
    () =>
      metrics
        .meanOf(
          "distance",
          wrong((_: unknown, p: Tensor) => p.mean()),
        )
        .update(zeros([2]), zeros([2])),
    "distance: expected a number as value, got a tensor; try .mean().item()",
  ],
  [
    "a metric that gives nothing",
    () =>
      metrics
        .meanOf(
          "distance",
          wrong(() => {}),
        )
        .update(zeros([2]), zeros([2])),
    "distance: expected a number as value, got undefined; try .mean().item()",
  ],
  [
    "sizes that are not in brackets",
    () => zeros(wrong(3)),
    "zeros: expected a list of sizes, got 3; try [3]",
  ],
  [
    "rows of different lengths",
    () => tensor([[1, 2], [3]]),
    "tensor: expected rows of one length, got 2 and 1; try padding the shorter ones",
  ],
  [
    "a hole in the data",
    () => tensor([1, wrong(null)]),
    "tensor: expected numbers or booleans, got null; try Number(value)",
  ],
  [
    "a dtype without braces",
    () => tensor([1], wrong("int32")),
    'tensor: expected options in braces, got "int32"; try { dtype: "int32" }',
  ],
  [
    "an activation without braces",
    () => nn.dense(10, wrong("relu")),
    'dense: expected options in braces, got "relu"; try { activation: "relu" }',
  ],
  [
    "a learning rate without braces",
    () => optimizers.adam(wrong(0.01)),
    "adam: expected options in braces, got 0.01; try { learningRate: 0.01 }",
  ],
  [
    "an option with another library's name",
    () => optimizers.adam(wrong({ learning_rate: 0.01 })),
    'adam: expected options of learningRate, weightDecay, clipValue, clipNorm, globalClipNorm, beta1, beta2, epsilon, amsgrad, got "learning_rate"; try "learningRate"',
  ],
  [
    "epochs without braces",
    () => model().fit([x, y], wrong(5)),
    "fit: expected options in braces, got 5; try { epochs: 5 }",
  ],
  [
    "labels as an argument of their own",
    () => model().fit(wrong(x), wrong(y)),
    "fit: expected inputs and labels, got one tensor; try [x, y]",
  ],
  [
    "labels as an argument of their own, to evaluate",
    () => model().evaluate(wrong(x), wrong(y)),
    "evaluate: expected inputs and labels, got one tensor; try [x, y]",
  ],
  [
    "a tensor in the place of options",
    () => x.sum(0, wrong(y)),
    "sum: expected options in braces, got a tensor; try { keepDims: true }",
  ],
  [
    "a number in quotes",
    () => trainOn(x, y, { epochs: "5" }),
    'fit: expected a number as epochs, got "5"; try epochs: 5',
  ],
  [
    "yes or no in quotes, which would count as yes",
    () => trainOn(x, y, { shuffle: "false" }),
    'fit: expected true or false as shuffle, got "false"; try shuffle: false',
  ],
  [
    "a beta in quotes, which would count as its number",
    () => optimizers.adam({ beta1: wrong("0.8") }),
    'adam: expected a number as beta1, got "0.8"; try beta1: 0.8',
  ],
  [
    "units in quotes",
    () => nn.dense(wrong("10")),
    'dense: expected units to be a whole number of at least 1, got "10"; try units: 1',
  ],
  [
    "a metric without brackets",
    () =>
      nn.sequential([nn.dense(1)]).compile({
        optimizer: "adam",
        loss: "meanSquaredError",
        metrics: wrong("accuracy"),
      }),
    'compile: expected a list of metrics, got "accuracy"; try metrics: ["accuracy"]',
  ],
  [
    "a callback without brackets",
    () => trainOn(x, y, { callbacks: callbacks.earlyStopping() }),
    "fit: expected a list of callbacks, got one; try callbacks: [callback]",
  ],
  [
    "a callback with a misspelt function",
    () => trainOn(x, y, { callbacks: wrong([{ onEpochEnded() {} }]) }),
    'fit: expected callbacks with functions of onTrainBegin, onEpochBegin, onBatchEnd, onEpochEnd, onTrainEnd, got "onEpochEnded"; try "onEpochEnd"',
  ],
  [
    "a callback of a class with a function that fit does not call",
    () =>
      trainOn(x, y, {
        callbacks: wrong([
          new (class {
            onBatchBegin() {}
          })(),
        ]),
      }),
    'got "onBatchBegin"; try "onEpochBegin"',
  ],
  [
    "a function in place of a callback",
    () => trainOn(x, y, { callbacks: wrong([() => {}]) }),
    "fit: expected callbacks with functions such as onEpochEnd, got function; try callbacks: [{ onEpochEnd(epoch, logs) {} }]",
  ],
  [
    "a file's name in place of what writes to it",
    () => callbacks.csvLogger(wrong("log.csv")),
    'csvLogger: expected a function, got "log.csv"; try (line) => appendFileSync("log.csv", line)',
  ],
  [
    "a rate in place of a schedule",
    () => callbacks.learningRateScheduler(wrong(0.1)),
    "learningRateScheduler: expected a function, got 0.1; try (epoch, rate) => 0.9 * rate",
  ],
  [
    "what classes count in a Map",
    () => trainOn(x, y, { classWeight: wrong(new Map([[1, 5]])) }),
    "fit: expected classWeight as an object of class numbers, got a Map; try classWeight: { 0: 1, 1: 5 }, or Object.fromEntries(map)",
  ],
  [
    "weights of examples in an array",
    () => losses.meanSquaredError(x, x, { sampleWeight: wrong([1, 2]) }),
    "meanSquaredError: expected sampleWeight to be a tensor, got an array; try tensor(…) around it",
  ],
  [
    "layers in a row instead of a list",
    () => nn.sequential(wrong(nn.dense(2)), wrong(nn.relu())),
    "sequential: expected an array of layers, got object; try nn.sequential([nn.dense(10)])",
  ],
  [
    "a learning rate below zero, set later",
    () => {
      const optimizer = optimizers.adam();
      optimizer.learningRate = -1;
      const net = nn.sequential([nn.dense(1)]);
      net.compile({ optimizer, loss: "meanSquaredError" });
      return net.fit([x, zeros([8, 1])], { progress: "none" });
    },
    "adam.step: expected a learning rate of at least 0, got -1 in step 1; try optimizer.learningRate = 0.01, or another schedule",
  ],
  [
    "patience that is text",
    () => callbacks.earlyStopping({ patience: wrong("3") }),
    'earlyStopping: expected a number as patience, got "3"; try patience: 3',
  ],
  [
    "patience below zero",
    () => callbacks.earlyStopping({ patience: -1 }),
    "earlyStopping: expected a whole number of at least 0 as patience, got -1; try patience: 3",
  ],
  [
    "a difference that is no number",
    () => callbacks.earlyStopping({ minDelta: Number.NaN }),
    "earlyStopping: expected a finite number as minDelta, got NaN; try minDelta: 0.01",
  ],
  [
    "a metric of one's own that may be better either way",
    () => {
      const net = nn.sequential([nn.dense(1)]);
      const r2 = () => 0.5;
      net.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: [r2] });
      const stopping = callbacks.earlyStopping({ monitor: "r2" });
      return net.fit([x, zeros([8, 1])], { epochs: 3, progress: "none", callbacks: [stopping] });
    },
    'earlyStopping: expected a mode for "r2", of which only you know what is better, got "auto"; try mode: "max"',
  ],
  [
    "a rate to warm up to that is text",
    () => optimizers.warmUp(wrong("0.1"), { steps: 3 }),
    'warmUp: expected a rate or a schedule to warm up to, got "0.1"; try warmUp(0.1, { steps: 100 })',
  ],
  [
    "steps of a schedule that are text",
    () => optimizers.stepDecay({ initialLearningRate: 0.1, every: wrong("2") }),
    'stepDecay: expected a number as every, got "2"; try every: 2',
  ],
  [
    "a learning rate that is text",
    () => optimizers.adam({ learningRate: wrong("0.1") }),
    'adam: expected learningRate of at least 0, got "0.1"; try learningRate: 0.01',
  ],
  [
    "a loss that is async",
    () => {
      const net = nn.sequential([nn.dense(1)]);
      net.compile({ optimizer: "adam", loss: wrong(async () => tensor(1)) });
      return net.fit([x, zeros([8, 1])], { progress: "none" });
    },
    "fit: expected a loss that is a single number as a tensor, got a Promise; try a function without async",
  ],
  [
    "a loss that gives nothing back",
    () => {
      const net = nn.sequential([nn.dense(1)]);
      net.compile({ optimizer: "adam", loss: wrong(() => {}) });
      return net.fit([x, zeros([8, 1])], { progress: "none" });
    },
    "fit: expected a loss that is a single number as a tensor, got undefined; try .mean() at its end",
  ],
  [
    "a schedule that gives no number",
    () => {
      const net = nn.sequential([nn.dense(1)]);
      const optimizer = optimizers.sgd({
        learningRate: (step) => 0.1 / (2 - step) - (step > 2 ? Number.NaN : 0),
      });
      net.compile({ optimizer, loss: "meanSquaredError" });
      return net.fit([x, zeros([8, 1])], { epochs: 9, progress: "none" });
    },
    "sgd.step: expected a learning rate of at least 0, got NaN in step 4;",
  ],
  [
    "early stopping without validation data",
    () => trainOn(x, y, { callbacks: [callbacks.earlyStopping()] }),
    'earlyStopping: expected a monitor of loss, accuracy, got "valLoss"; try validationData in fit, or monitor: "loss"',
  ],
  [
    "a dataset that was not batched",
    () => model().fit(data.Dataset.fromTensorSlices([x, y]), { progress: "none" }),
    "fit: expected batches, got x [16] and y []; try .batch(32)",
  ],
  [
    "classes that count more, with a loss of one's own that leaves them out",
    () => {
      const net = nn.sequential([nn.dense(3)]);
      net.compile({ optimizer: "adam", loss: (t, p) => losses.meanSquaredError(t, p) });
      return net.fit([x, zeros([8, 3])], { classWeight: { 1: 5 }, progress: "none" });
    },
    "fit: expected a loss that uses the weights of the examples, got one that never reads options.sampleWeight; try (yTrue, yPred, options) =>",
  ],
  [
    "an array to predict for",
    () => model().predict(wrong([[1, 2]])),
    "predict: expected batches that are tensors or pairs [x, y], got 1; try tensor(…), or data.Dataset.fromTensorSlices(x).batch(32)",
  ],
  [
    "tensors to join without brackets",
    () => concat(wrong(x)),
    "concat: expected a list of tensors, got a tensor; try concat([a, b])",
  ],
  [
    "axes in a row instead of a list",
    () => open.transpose(wrong(1)),
    "transpose: expected a list of axes, got 1; try [1, 0]",
  ],
  [
    "options in place of an axis",
    () => open.softmax(wrong({ axis: 1 })),
    'softmax: expected an axis from -2 to 1, got {"axis":1}; try -1 for the last axis',
  ],
  [
    "limits in a row",
    () => clip(open, wrong(0)),
    "clip: expected options in braces, got 0; try { min: 0, max: 1 }",
  ],
  [
    "widths in a row",
    () => open.pad(wrong(1)),
    "pad: expected a pair of whole numbers of at least 0 for each of 2 axes, got 1; try [[1, 1], [1, 1]]",
  ],
  [
    "one count to repeat both axes",
    () => open.tile(wrong(2)),
    "tile: expected a whole number of at least 0 for each of 2 axes, got 2; try [2, 2]",
  ],
  [
    "a fill without its value",
    () => full([2], wrong(undefined)),
    "full: expected a number, got undefined; try full([2, 3], 0.5)",
  ],
  [
    "a model where a chart wants a function",
    () => plot.decisionBoundary(wrong(model())),
    "plot.decisionBoundary: expected a function of a point, got object; try ([a, b]) => model.predict(tensor([[a, b]])).item()",
  ],
  [
    "backward from many numbers",
    () => tensor([1, 2], { requiresGrad: true }).mul(2).backward(wrong(undefined)),
    "backward: expected a single number to start from, got shape [2]; try .sum() or .mean() first, or backward({ gradient })",
  ],
];

describe("what learners get wrong", () => {
  it.each(mistakes)("%s", async (_name, make, message) => {
    const said = await Promise.resolve()
      .then(make)
      .then(
        () => "nothing",
        (error: Error) => error.message,
      );
    expect(said).toContain(message);
    expect(said).toMatch(/^[^:]+: .*expected .+, got .+; try .+/s);
  });
});
