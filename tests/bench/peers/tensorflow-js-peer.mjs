/*
 * TensorFlow.js, on the backend that the second argument names; the first is the folder that it is installed in.
 * A call is over when its result is read.
 */
import { createRequire } from "node:module";
import { labels, products, STEPS, spread, weights } from "./given.mjs";
import { serve } from "./serve.mjs";

const [folder, backend] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
console.info = console.warn = () => undefined;
const tf = require("@tensorflow/tfjs");
if (backend === "wasm") {
  const { setWasmPaths } = require("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(`${folder}/node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/`);
}
await tf.setBackend(backend);
await tf.ready();

/** @param {any} model @param {readonly (readonly [readonly number[], number])[]} kernels shape and seed of each */
function start(model, kernels) {
  let next = 0;
  for (const layer of model.layers) {
    const kernel = layer.weights.find((/** @type {any} */ weight) => weight.name.endsWith("kernel"));
    if (kernel === undefined) continue;
    const [shape, seed] = kernels[next++] ?? [[], 0];
    kernel.write(tf.tensor(weights(shape, seed), shape));
  }
  return model;
}

function classifier() {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 512, inputShape: [784] }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.dense({ units: 10 }),
    ],
  });
  return start(model, [
    [[784, 512], 2],
    [[512, 10], 3],
  ]);
}

/** @param {any} model @param {any} optimizer @param {(outputs: any) => any} lossOf @param {any} x */
function training(model, optimizer, lossOf, x) {
  const call = () => {
    const loss = optimizer.minimize(() => lossOf(model.apply(x, { training: true })), true);
    const [value] = loss.dataSync();
    loss.dispose();
    return value;
  };
  let result = 0;
  for (let i = 0; i < STEPS; i++) result = call();
  return { call, result };
}

/** @param {() => any} run gives a tensor */
function computing(run) {
  const call = () => tf.tidy(() => run().dataSync());
  const values = call();
  return {
    call,
    result:
      values.reduce((/** @type {number} */ sum, /** @type {number} */ v) => sum + v * v, 0) / values.length,
  };
}

const adam = () => tf.train.adam(1e-3, 0.9, 0.999, 1e-7);

function crossEntropy() {
  const truth = tf.oneHot(tf.tensor1d(labels, "int32"), 10).toFloat();
  return (/** @type {any} */ logits) => tf.losses.softmaxCrossEntropy(truth, logits);
}

function w1Predict(/** @type {number} */ rows) {
  const model = classifier();
  const x = tf.tensor(spread(128 * 784, 1), [128, 784]).slice([0, 0], [rows, 784]);
  return computing(() => tf.softmax(model.predict(x)));
}

function gemm(/** @type {number} */ m, /** @type {number} */ k, /** @type {number} */ n) {
  const [a, b] = [tf.tensor(spread(m * k, 1), [m, k]), tf.tensor(spread(k * n, 2), [k, n])];
  return computing(() => tf.matMul(a, b));
}

await serve({
  "w1-train": () =>
    training(classifier(), adam(), crossEntropy(), tf.tensor(spread(128 * 784, 1), [128, 784])),
  "w1-predict-128": () => w1Predict(128),
  "w1-predict-1": () => w1Predict(1),
  w2: () => {
    const layers = Array.from({ length: 5 }, (_, i) =>
      tf.layers.dense({ units: 100, activation: "sigmoid", ...(i === 0 ? { inputShape: [100] } : {}) }),
    );
    const model = start(
      tf.sequential({ layers }),
      layers.map((_, i) => /** @type {const} */ ([[100, 100], 2 + i])),
    );
    const x = tf.tensor(spread(1000 * 100, 1), [1000, 100]);
    return computing(() => model.predict(x));
  },
  w3: () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 2, activation: "sigmoid", inputShape: [2] }),
        tf.layers.dense({ units: 1, activation: "sigmoid" }),
      ],
    });
    start(model, [
      [[2, 2], 2],
      [[2, 1], 3],
    ]);
    const x = tf.tensor2d([0, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
    const truth = tf.tensor2d([0, 1, 1, 0], [4, 1]);
    return training(model, tf.train.sgd(0.5), (outputs) => tf.losses.meanSquaredError(truth, outputs), x);
  },
  w4: () => {
    if (backend === "cpu") throw new Error("a step takes more than half a minute: left out");
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: "relu", inputShape: [28, 28, 1] }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: "relu" }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 10 }),
      ],
    });
    start(model, [
      [[3, 3, 1, 16], 2],
      [[3, 3, 16, 32], 3],
      [[800, 10], 4],
    ]);
    const x = tf.tensor(spread(128 * 784, 1), [128, 28, 28, 1]);
    return training(model, adam(), crossEntropy(), x);
  },
  ...products(gemm),
});
