/*
 * The numbers that every library starts from, the same in given.py: no library's own random generator takes
 * part, so that all compute the same thing and their results can be compared.
 */

/**
 * `count` numbers between -0.5 and 0.5 without a visible order.
 *
 * @param {number} count
 * @param {number} seed
 */
export function spread(count, seed) {
  return Float32Array.from({ length: count }, (_, i) => {
    const value = 10_000 * Math.sin(i + 1000 * seed);
    return value - Math.floor(value) - 0.5;
  });
}

/**
 * Weights as Glorot's uniform rule spreads them.
 *
 * @param {readonly number[]} shape of a dense layer (in, out) or of a convolution (height, width, in, out)
 * @param {number} seed
 */
export function weights(shape, seed) {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  const limit = Math.sqrt(6 / (field * (inputs + outputs)));
  const count = field * inputs * outputs;
  return spread(count, seed).map((value) => 2 * limit * value);
}

/** The classes of a batch of 128. */
export const labels = Int32Array.from({ length: 128 }, (_, i) => (i * 7) % 10);

/**
 * Ids from 0 to classes - 1 without a visible order.
 *
 * @param {number} count
 * @param {number} classes
 * @param {number} seed
 */
export function ids(count, classes, seed) {
  return Int32Array.from(spread(count, seed), (value) => Math.floor((value + 0.5) * classes));
}

/** Pictures of an epoch. */
export const PICTURES = 60_000;

/** Their bytes, 28 x 28 for each, without a visible order. */
export function pictures() {
  return Uint8Array.from({ length: PICTURES * 784 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
}

/** A character model: so many letters, blocks, heads, numbers of a letter, letters of a context, contexts of a batch. */
export const gpt = { letters: 65, blocks: 4, heads: 4, width: 128, context: 64, batch: 12 };

/** A recurrent layer: units, steps, features of a step, sequences of a batch. */
export const recurrent = { units: 128, steps: 64, features: 32, batch: 32 };

/** Steps that are taken before a training task's result is read. */
export const STEPS = 5;

/**
 * The tasks of products m x k x n, by name.
 *
 * @template T
 * @param {(m: number, k: number, n: number) => T} gemm prepares one
 * @returns {Record<string, () => T>}
 */
export function products(gemm) {
  const sizes = /** @type {const} */ ([
    [128, 784, 512],
    [512, 512, 512],
    [1024, 1024, 1024],
  ]);
  return Object.fromEntries(sizes.map(([m, k, n]) => [`gemm-${m}-${k}-${n}`, () => gemm(m, k, n)]));
}
