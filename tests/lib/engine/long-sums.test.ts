import { readFileSync } from "node:fs";
import { full, random, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import type { ConvLayout, Engine, MatMulLayout } from "../../../lib/src/engine/engine.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";
import { Arena, setActiveArena } from "../../../lib/src/engine/wasm/arena.js";
import {
  wasmConv2d,
  wasmConv2dInputGradient,
  wasmConv2dKernelGradient,
} from "../../../lib/src/engine/wasm/conv2d.js";
import { wasmEngine } from "../../../lib/src/engine/wasm/index.js";
import { wasmMatmul } from "../../../lib/src/engine/wasm/matmul.js";
import { wasmSoftmax, wasmSum } from "../../../lib/src/engine/wasm/reductions.js";
import type { Values } from "../../../lib/src/tensor/dtype.js";
import { byTwoThreads } from "./wasm/two-threads.js";

/*
 * Sums of more than 4,096 terms are computed in blocks, in the order that the reference engine's README defines: the
 * frozen bits were made by NumPy, level by level (reference/sums.py). Every engine has the same ones, for every length,
 * place in memory and number of threads.
 */

const frozen = JSON.parse(readFileSync(new URL("reference/sums.json", import.meta.url), "utf8")) as Frozen;

interface Frozen {
  readonly sums: readonly (Readonly<
    Record<"row" | "columns" | "product" | "row64" | "columns64", number[]>
  > & {
    readonly n: number;
  })[];
  readonly convolutions: readonly {
    readonly name: "conv2d" | "conv2dInputGradient" | "conv2dKernelGradient";
    readonly shape: [height: number, width: number, channels: number];
    readonly kernel: [height: number, width: number, channels: number, outChannels: number];
    readonly pad: number;
    readonly stride: number;
    readonly expected: number[];
  }[];
}

const arena = Arena.create(1 << 22)!;

/** The generator of reference/sums.py. */
function drawn(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** The exact values as text; NaN is one value, whatever its bits. */
const bits = (values: ArrayLike<number>) =>
  Array.from(values, (value) => (Object.is(value, -0) ? "-0" : String(value)));

/** The values at an address in the arena that is a multiple of 64 and some floats more. */
function moved(values: ArrayLike<number>, floats = 0): Values {
  const view = arena.view("float32", arena.reserve((values.length + floats) * 4) + floats * 4, values.length);
  view.set(values);
  return view;
}

function refuse(): never {
  throw new Error("expected a WebAssembly kernel, got the reference engine");
}

/** The WebAssembly engine, which may leave nothing to the reference engine here. */
const kernelsOnly: Engine = {
  ...wasmEngine,
  reduction: { ...wasmEngine.reduction, sum: wasmSum(refuse) },
  matmul: wasmMatmul(refuse),
  softmax: wasmSoftmax("softmax", refuse),
  logSoftmax: wasmSoftmax("logSoftmax", refuse),
  conv2d: wasmConv2d(refuse),
  conv2dInputGradient: wasmConv2dInputGradient(refuse),
  conv2dKernelGradient: wasmConv2dKernelGradient(refuse),
};

type Kernel = (engine: Engine, arrays: readonly Values[], out: Values) => void;

/** What the WebAssembly kernels make of arrays in an arena, which begin some floats after a line of the cache. */
function inArena(kernel: Kernel, arrays: readonly Float32Array[], size: number, floats = 0): string[] {
  const out = moved(drawn(size, 9), floats);
  const inside = arrays.map((array) => moved(array, floats));
  const former = setActiveArena(arena);
  try {
    kernel(kernelsOnly, inside, out);
  } finally {
    setActiveArena(former);
  }
  return bits(out);
}

function byReference(kernel: Kernel, arrays: readonly Values[], size: number): string[] {
  const out = new (arrays[0]!.constructor as Float32ArrayConstructor)(size);
  kernel(referenceEngine, arrays, out);
  return bits(out);
}

const sumOf =
  (outer: number, length: number, inner: number): Kernel =>
  (engine, [x], out) =>
    engine.reduction.sum(x!, out, { outer, length, inner });

const productOf =
  (m: number, k: number, n: number, options: Partial<MatMulLayout> = {}): Kernel =>
  (engine, [a, b], out) => {
    const batch = { offsetsA: [0], offsetsB: [0] };
    engine.matmul(a!, b!, out, { m, k, n, transposeA: false, transposeB: false, ...batch, ...options });
  };

describe("the reference engine has the frozen bits", () => {
  it.each(frozen.sums)("of sums of $n", ({ n, row, columns, product, row64, columns64 }) => {
    const x = drawn(3 * n, 7);
    const double = Float64Array.from(x, (value) => value / 3);
    expect(byReference(sumOf(1, n, 1), [x.subarray(0, n)], 1)).toEqual(bits(row));
    expect(byReference(sumOf(1, n, 3), [x], 3)).toEqual(bits(columns));
    expect(byReference(sumOf(1, n, 1), [double.subarray(0, n)], 1)).toEqual(bits(row64));
    expect(byReference(sumOf(1, n, 3), [double], 3)).toEqual(bits(columns64));
    expect(byReference(productOf(1, n, 2), [x.subarray(0, n), x.subarray(n)], 2)).toEqual(bits(product));
  });

  it.each(convolutions())("of %s", (_, run, expected) => {
    expect(run(byReference)).toEqual(bits(expected));
  });
});

/** The frozen convolutions and gradients, each as something that a way of computing is given to. */
function convolutions() {
  type Way = (kernel: Kernel, arrays: readonly Float32Array[], size: number) => string[];
  return frozen.convolutions.map(({ name, shape, kernel, pad, stride, expected }) => {
    const [height, width, channels] = shape;
    const [windowHeight, windowWidth, , outChannels] = kernel;
    const outHeight = Math.floor((height + 2 * pad - windowHeight) / stride) + 1;
    const outWidth = Math.floor((width + 2 * pad - windowWidth) / stride) + 1;
    const layout: ConvLayout = {
      ...{ batch: 1, height, width, channels, windowHeight, windowWidth, outHeight, outWidth, outChannels },
      ...{ strideY: stride, strideX: stride, padTop: pad, padLeft: pad, dilationY: 1, dilationX: 1 },
    };
    const x = drawn(height * width * channels, 1);
    const k = drawn(windowHeight * windowWidth * channels * outChannels, 2);
    const g = drawn(outHeight * outWidth * outChannels, 3).map((value, i) => (i % 3 === 0 ? value : 0));
    const arrays = { conv2d: [x, k], conv2dInputGradient: [g, k], conv2dKernelGradient: [x, g] }[name];
    const run = (way: Way) =>
      way((engine, [a, b], out) => engine[name](a!, b!, out, layout), arrays, expected.length);
    return [`${name} [${shape}] [${kernel}]`, run, expected] as const;
  });
}

const lengths = [4095, 4096, 4097, 4351, 4352, 4353, 4608, 4609, 7937, 8192, 8193, 100_000];
/** Where a block that is one running sum has 64 terms instead of 256. */
const veryLong = 2 ** 20 + 65;

describe("the WebAssembly engine has the reference engine's bits", () => {
  it.each(convolutions())("of %s", (_, run, expected) => {
    expect(run(inArena)).toEqual(bits(expected));
  });

  it.each(lengths)("of sums of %i, wherever they lie", (n) => {
    for (const floats of [0, 1, 2, 3]) {
      for (const inner of n < 10_000 ? [1, 3, 4, 17, 33] : [1, 5]) {
        const x = drawn(2 * n * inner, inner);
        const kernel = sumOf(2, n, inner);
        expect(inArena(kernel, [x], 2 * inner, floats)).toEqual(byReference(kernel, [x], 2 * inner));
      }
    }
  });

  it(`of sums and products of ${veryLong}`, () => {
    for (const inner of [1, 3, 17]) {
      const x = drawn(veryLong * inner, inner);
      const kernel = sumOf(1, veryLong, inner);
      expect(inArena(kernel, [x], inner, 1)).toEqual(byReference(kernel, [x], inner));
    }
    for (const [m, n] of [
      [1, 3],
      [5, 9],
    ] as const) {
      const [a, b] = [drawn(m * veryLong, 1), drawn(veryLong * n, 2)];
      const kernel = productOf(m, veryLong, n);
      expect(inArena(kernel, [a, b], m * n)).toEqual(byReference(kernel, [a, b], m * n));
    }
  });

  it.each(lengths)("of products of %i terms in every layout", (k) => {
    for (const [m, n] of [
      [1, 3],
      [3, 18],
      [5, 9],
      [8, 8],
    ] as const) {
      const [a, b] = [drawn(m * k, 1), drawn(k * n, 2)];
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          const kernel = productOf(m, k, n, { transposeA, transposeB });
          const expected = byReference(kernel, [a, b], m * n);
          expect(inArena(kernel, [a, b], m * n, n % 4)).toEqual(expected);
          const copied = new Float32Array(m * n);
          kernel(wasmEngine, [a, b], copied);
          expect(bits(copied)).toEqual(expected);
        }
      }
    }
  });

  it.each(lengths)("of softmax and its logarithm over rows of %i", (length) => {
    const x = drawn(2 * length, 3);
    for (const name of ["softmax", "logSoftmax"] as const) {
      const kernel: Kernel = (engine, [a], out) => engine[name](a!, out, { outer: 2, length, inner: 1 });
      expect(inArena(kernel, [x], x.length, 1)).toEqual(byReference(kernel, [x], x.length));
    }
  });

  it("where terms are subnormal, infinite, NaN or zeros of both signs", () => {
    const special = [-0, 0, 1e-42, -1e-42, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NaN];
    for (const values of [special.slice(0, 2), special.slice(0, 4), special.slice(0, 6), special.slice(4)]) {
      const x = Float32Array.from({ length: 3 * 5000 }, (_, i) => values[(i * 7) % values.length]!);
      for (const kernel of [sumOf(3, 5000, 1), sumOf(1, 5000, 3)]) {
        expect(inArena(kernel, [x], 3)).toEqual(byReference(kernel, [x], 3));
      }
    }
  });

  it("never gives -0, since every block starts at +0", () => {
    const zeros = new Float32Array(5000).fill(-0);
    const ones = new Float32Array(5000).fill(1);
    for (const way of [inArena, byReference]) {
      expect(way(sumOf(1, 5000, 1), [zeros], 1)).toEqual(["0"]);
      expect(way(sumOf(1, 1250, 4), [zeros], 4)).toEqual(["0", "0", "0", "0"]);
      expect(way(productOf(1, 5000, 1), [zeros, ones], 1)).toEqual(["0"]);
    }
  });
});

describe("two threads have the reference engine's bits", () => {
  const crew = byTwoThreads(arena);

  it.each(convolutions())("of %s", (_, run, expected) => {
    expect(run(inArena)).toEqual(bits(expected));
  });

  it("of products of many terms, cut by columns and by rows", () => {
    const before = crew().jobs;
    for (const [m, k, n] of [
      [13, 9000, 150],
      [150, 9000, 13],
    ] as const) {
      const [a, b] = [drawn(m * k, 1), drawn(k * n, 2)];
      expect(inArena(productOf(m, k, n), [a, b], m * n)).toEqual(
        byReference(productOf(m, k, n), [a, b], m * n),
      );
    }
    expect(crew().jobs).toBeGreaterThanOrEqual(before + 2);
  });
});

describe("long sums are as exact as their terms", () => {
  const apart = (value: number, exact: number) => Math.abs(value / exact - 1);
  // Equal terms are the worst: within a block every sum is rounded in the same direction. Where a block is one running
  // sum and not four, that shows, up to 2^20 terms.
  const ONE_RUNNING_SUM = 2.5e-6;

  it("of ten million float32 values", () => {
    const tenth = full([1e7], 0.1);
    expect(apart(tenth.sum().item(), 1e7 * Math.fround(0.1))).toBeLessThan(1e-6);
    expect(apart(tenth.mean().item(), Math.fround(0.1))).toBeLessThan(1e-6);
    for (const columns of [2, 4, 7]) {
      const rows = Math.floor(1e7 / columns);
      for (const sum of full([rows, columns], 0.1).sum(0).data) {
        expect(apart(sum, rows * Math.fround(0.1))).toBeLessThan(1e-6);
      }
    }
  });

  it("of ten million random values, their columns and their deviation", () => {
    const x = random.generator(1).uniform([1e7]);
    const sums = new Float64Array(4);
    for (let i = 0; i < x.size; i++) sums[i % 4]! += x.data[i]!;
    const mean = sums.reduce((a, b) => a + b) / x.size;
    let squares = 0;
    for (const value of x.data) squares += (value - mean) ** 2;
    expect(apart(x.mean().item(), mean)).toBeLessThan(2e-7);
    expect(apart(x.std().item(), Math.sqrt(squares / x.size))).toBeLessThan(2e-7);
    const columns = x.reshape([2_500_000, 4]).sum(0).data;
    for (const [j, sum] of sums.entries()) expect(apart(columns[j]!, sum)).toBeLessThan(2e-7);
  });

  it("of a product over a million values, and over ten million", () => {
    const [a, b] = [full([3, 1_000_000], 0.1), full([1_000_000, 5], 0.1)];
    const exact = 1e6 * Math.fround(0.1) ** 2;
    for (const value of a.matmul(b).data) expect(apart(value, exact)).toBeLessThan(1e-6);
    const many = full([1, 1e7], 0.1).matmul(full([1e7, 2], 1));
    for (const value of many.data) expect(apart(value, 1e7 * Math.fround(0.1))).toBeLessThan(1e-6);
  });

  it("of a softmax over a million values, and its logarithm", () => {
    const x = random.generator(2).normal([1_000_000]);
    let sum = 0;
    for (const value of x.data) sum += Math.exp(value);
    expect(apart(x.logSumExp().item(), Math.log(sum))).toBeLessThan(1e-6);
    expect(apart(x.softmax().data[7]!, Math.exp(x.data[7]!) / sum)).toBeLessThan(1e-6);
  });

  it("of the values under one window", () => {
    const x = full([1, 300, 300, 1], 0.1);
    expect(apart(x.averagePool2d({ size: 300 }).item(), Math.fround(0.1))).toBeLessThan(ONE_RUNNING_SUM);
  });

  it("of a convolution's terms, and of its gradients'", () => {
    const image = new Float32Array(1000 * 1000).fill(0.1);
    const x = tensor(image, { shape: [1, 1000, 1000, 1], requiresGrad: true });
    const kernel = tensor(new Float32Array(4).fill(0.1), { shape: [2, 2, 1, 1], requiresGrad: true });
    x.conv2d(kernel).sum().backward();
    const exact = 999 * 999 * Math.fround(0.1);
    for (const value of kernel.grad!.data) expect(apart(value, exact)).toBeLessThan(ONE_RUNNING_SUM);
    const large = full([1, 3200, 3200, 1], 0.1);
    const one = tensor([[[[1]]]], { requiresGrad: true });
    large.conv2d(one).sum().backward();
    expect(apart(one.grad!.item(), 3200 * 3200 * Math.fround(0.1))).toBeLessThan(1e-6);
    const deep = full([1, 3, 3, 40_000], 0.1).conv2d(full([3, 3, 40_000, 1], 0.1));
    expect(apart(deep.item(), 360_000 * Math.fround(0.1) ** 2)).toBeLessThan(1e-6);
  });
});
