/*
 * jax-js on WebAssembly, everything under jit; the argument is the folder that it is installed in. An array is
 * used up by the function that it is passed to, unless it is passed as `ref`. A call is over when its result is
 * read. Convolutions are NCHW and OIHW here.
 */
import { createRequire } from "node:module";
import { labels, products, STEPS, spread, weights } from "./given.mjs";
import { serve } from "./serve.mjs";

const [folder] = process.argv.slice(2);
const {
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy: np,
  tree,
  valueAndGrad,
} = createRequire(`${folder}/`)("@jax-js/jax");
await init("wasm");
defaultDevice("wasm");

const EPSILON = 1e-3;

/** @param {Float32Array | Int32Array} values @param {readonly number[]} shape */
const array = (values, shape) => np.array(values).reshape([...shape]);

/** @param {readonly number[]} shape @param {number} seed */
function dense(shape, seed) {
  return { w: array(weights(shape, seed), shape), b: np.zeros([shape.at(-1)]) };
}

/** @param {readonly number[]} shape (height, width, in, out) @param {number} seed */
function convolution(shape, seed) {
  const w = array(weights(shape, seed), shape).transpose([3, 2, 0, 1]);
  return { w, b: np.zeros([shape.at(-1), 1, 1]) };
}

const apply = (/** @type {any} */ { w, b }, /** @type {any} */ x) => np.matmul(x, w).add(b);

/** @param {any} params */
function moments(params) {
  const zeros = () => tree.map((/** @type {any} */ p) => np.zerosLike(p), tree.ref(params));
  return { t: np.zeros([]), m: zeros(), v: zeros() };
}

/** @param {any} params @param {any} state @param {any} grads */
function adam(params, state, grads) {
  const t = state.t.add(1);
  const m = tree.map(
    (/** @type {any} */ old, /** @type {any} */ g) => old.mul(0.9).add(g.mul(0.1)),
    state.m,
    tree.ref(grads),
  );
  const v = tree.map(
    (/** @type {any} */ old, /** @type {any} */ g) => old.mul(0.999).add(np.square(g).mul(0.001)),
    state.v,
    grads,
  );
  const shrunk = (/** @type {number} */ base) => np.subtract(1, np.exp(t.ref.mul(Math.log(base))));
  const rate = np.sqrt(shrunk(0.999)).div(shrunk(0.9)).mul(1e-3);
  const next = tree.map(
    (/** @type {any} */ p, /** @type {any} */ first, /** @type {any} */ second) =>
      p.sub(first.mul(rate.ref).div(np.sqrt(second).add(1e-7))),
    params,
    tree.ref(m),
    tree.ref(v),
  );
  rate.dispose();
  return [next, { t, m, v }];
}

/** @param {any} state @param {(state: any, ...data: any[]) => any} step gives the next state and the loss */
function training(state, step, /** @type {any[]} */ data) {
  const run = jit(step);
  let held = state;
  const call = () => {
    const [next, loss] = run(held, ...data.map((one) => one.ref));
    held = next;
    return loss.dataSync()[0];
  };
  let result = 0;
  for (let i = 0; i < STEPS; i++) result = call();
  return { call, result };
}

/** @param {(...data: any[]) => any} compute @param {any[]} data */
function computing(compute, data) {
  const run = jit(compute);
  const call = () => run(...data.map((one) => tree.ref(one))).dataSync();
  const values = call();
  return {
    call,
    result:
      values.reduce((/** @type {number} */ sum, /** @type {number} */ v) => sum + v * v, 0) / values.length,
  };
}

const oneHot = () => nn.oneHot(np.array(labels), 10);

/** @param {any} truth @param {any} logits */
const crossEntropy = (truth, logits) =>
  nn
    .logSoftmax(logits)
    .mul(truth)
    .sum()
    .mul(-1 / 128);

/** @param {any} h */
const scaled = (h, /** @type {any} */ { gamma, beta }) => h.mul(gamma).add(beta);

function classifier() {
  const scale = { gamma: np.ones([512]), beta: np.zeros([512]) };
  return { first: dense([784, 512], 2), scale, last: dense([512, 10], 3) };
}

function w1Train() {
  const lossOf = (/** @type {any} */ params, /** @type {any} */ x, /** @type {any} */ truth) => {
    const z = apply(params.first, x);
    const mean = np.mean(z.ref, 0);
    const centred = z.sub(mean);
    const variance = np.mean(np.square(centred.ref), 0);
    const h = scaled(centred.div(np.sqrt(variance.add(EPSILON))), params.scale);
    return crossEntropy(truth, apply(params.last, nn.relu(h)));
  };
  const step = (/** @type {any} */ { params, slots }, /** @type {any} */ x, /** @type {any} */ truth) => {
    const [loss, grads] = valueAndGrad(lossOf)(tree.ref(params), x, truth);
    const [next, moved] = adam(params, slots, grads);
    return [{ params: next, slots: moved }, loss];
  };
  const params = classifier();
  const data = [array(spread(128 * 784, 1), [128, 784]), oneHot()];
  return training({ params, slots: moments(params) }, step, data);
}

function w1Predict(/** @type {number} */ rows) {
  const run = (/** @type {any} */ params, /** @type {any} */ x) => {
    const h = scaled(apply(params.first, x).mul(1 / Math.sqrt(1 + EPSILON)), params.scale);
    return nn.softmax(apply(params.last, nn.relu(h)));
  };
  const x = array(spread(128 * 784, 1).slice(0, rows * 784), [rows, 784]);
  return computing(run, [classifier(), x]);
}

function w2() {
  const layers = Array.from({ length: 5 }, (_, i) => dense([100, 100], 2 + i));
  const run = (/** @type {any[]} */ params, /** @type {any} */ x) =>
    params.reduce((h, layer) => nn.sigmoid(apply(layer, h)), x);
  return computing(run, [layers, array(spread(1000 * 100, 1), [1000, 100])]);
}

function w3() {
  const lossOf = (/** @type {any} */ [first, last], /** @type {any} */ x, /** @type {any} */ truth) => {
    const outputs = nn.sigmoid(apply(last, nn.sigmoid(apply(first, x))));
    return np.mean(np.square(outputs.sub(truth)));
  };
  const step = (/** @type {any} */ params, /** @type {any} */ x, /** @type {any} */ truth) => {
    const [loss, grads] = valueAndGrad(lossOf)(tree.ref(params), x, truth);
    const move = (/** @type {any} */ p, /** @type {any} */ g) => p.sub(g.mul(0.5));
    return [tree.map(move, params, grads), loss];
  };
  const x = np.array([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  return training([dense([2, 2], 2), dense([2, 1], 3)], step, [x, np.array([[0], [1], [1], [0]])]);
}

function w4() {
  const layer = (/** @type {any} */ { w, b }, /** @type {any} */ x) =>
    lax.reduceWindow(
      nn.relu(lax.conv(x, w, [1, 1], "VALID").add(b)),
      (/** @type {any} */ window) => np.max(window),
      [2, 2],
      [2, 2],
    );
  const lossOf = (
    /** @type {any} */ [first, second, last],
    /** @type {any} */ x,
    /** @type {any} */ truth,
  ) => {
    const h = layer(second, layer(first, x));
    return crossEntropy(truth, apply(last, h.transpose([0, 2, 3, 1]).reshape([128, 800])));
  };
  const step = (/** @type {any} */ { params, slots }, /** @type {any} */ x, /** @type {any} */ truth) => {
    const [loss, grads] = valueAndGrad(lossOf)(tree.ref(params), x, truth);
    const [next, moved] = adam(params, slots, grads);
    return [{ params: next, slots: moved }, loss];
  };
  const params = [convolution([3, 3, 1, 16], 2), convolution([3, 3, 16, 32], 3), dense([800, 10], 4)];
  const data = [array(spread(128 * 784, 1), [128, 1, 28, 28]), oneHot()];
  return training({ params, slots: moments(params) }, step, data);
}

function gemm(/** @type {number} */ m, /** @type {number} */ k, /** @type {number} */ n) {
  return computing(
    (a, b) => np.matmul(a, b),
    [array(spread(m * k, 1), [m, k]), array(spread(k * n, 2), [k, n])],
  );
}

await serve({
  "w1-train": w1Train,
  "w1-predict-128": () => w1Predict(128),
  "w1-predict-1": () => w1Predict(1),
  w2,
  w3,
  w4,
  ...products(gemm),
});
