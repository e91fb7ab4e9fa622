import { data, initializers, losses, metrics, nn, optimizers, random, tensor } from "gradbook";
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
    "fit: expected two tensors, got an array and an array; try [tensor(x), tensor(y)]",
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
    expect(said).toMatch(/^[^:]+: expected .+, got .+; try .+/s);
  });
});
