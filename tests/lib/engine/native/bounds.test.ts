import { random } from "gradbook";
import { expect, it } from "vitest";
import { heapGround } from "../../../../lib/src/engine/native/heap.js";
import { kernelsOver } from "../../../../lib/src/engine/native/kernels.js";
import { describeWith, needs } from "../../../support/needs.js";

/* Native kernels work on any memory of the process, JavaScript's arrays too: none may write past the end of one. */

const GUARD = 64;
const UNTOUCHED = 0x7fc0beef;
const generator = random.generator(1);

/** Some values between guards. */
function guarded(length: number, values?: Int32Array) {
  const all = new Int32Array(length + 2 * GUARD).fill(UNTOUCHED);
  const own = new Float32Array(all.buffer, GUARD * 4, length);
  own.set(generator.normal([length]).data);
  if (values !== undefined) all.set(values, GUARD);
  const isWhole = () =>
    all.subarray(0, GUARD).every((each) => each === UNTOUCHED) &&
    all.subarray(GUARD + length).every((each) => each === UNTOUCHED);
  return { own, isWhole };
}

type Guarded = ReturnType<typeof guarded>;

/** Runs a kernel on arrays, whose addresses come first, and other numbers. */
function run(name: string, arrays: readonly Guarded[], ...numbers: number[]): void {
  const { calls, numbers: places } = kernelsOver(undefined, "exact")!;
  calls[places.get(name)!]!(...arrays.map(({ own }) => heapGround()!.address(own)), ...numbers);
  expect(
    arrays.map(({ isWhole }) => isWhole()),
    `${name} ${numbers}`,
  ).toEqual(arrays.map(() => true));
}

const floats = (...lengths: number[]) => lengths.map((length) => guarded(length));
const whole = (length: number, below: number) =>
  guarded(
    length,
    Int32Array.from({ length }, (_, i) => (i * 7) % below),
  );
const lengths = [1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 100];

describeWith(needs.native(), "native kernels write to their results only", () => {
  it("functions of each value, comparisons and copies", () => {
    for (const n of lengths) {
      for (const name of ["abs", "exp", "log", "neg", "relu", "sigmoid", "sqrt", "tanh"]) {
        run(name, floats(n, n), n);
      }
      for (const step of [0, 1]) run("greater", floats(n, n, Math.ceil(n / 4)), n & ~3, step);
      run("boolToFloat", floats(n, n), n);
      run("allFinite", floats(n), n);
      run("gatherSingles", [guarded(50), whole(n, 50), guarded(n)], n);
      run("gatherAddSingles", [guarded(2 * n), whole(2 * n, 50), guarded(100)], 0, 1, n, 50);
      run("stridedRows", floats(3 * n, 3 * n), 3, n, n * 4, 4);
    }
  });

  it("arithmetic, sums and softmax", () => {
    for (const n of lengths) {
      for (const name of ["add", "sub", "mul", "div", "maximum", "minimum"]) {
        run(name, floats(3 * n, n, 3 * n), 3, n, n * 4, 0, 1, 1);
        run(name, floats(3 * n, 3, 3 * n), 3, n, n * 4, 4, 1, 0);
      }
      for (const rows of [1, 3, 5]) {
        for (const name of ["softmax", "logSoftmax"]) run(name, floats(rows * n, rows * n), rows, n);
        run("sumRows", floats(rows * n, rows), rows, n);
        run("sumColumns", floats(2 * rows * n, 2 * n), 2, rows, n, 0);
      }
      run("sumColumns", floats(5000 * n, n), 1, 5000, n, 0);
    }
  });

  it("updates of optimizers", () => {
    const updates = { adam: [4, 4], amsgrad: [5, 4], sgd: [2, 1], momentum: [3, 2], nesterov: [3, 2] };
    const more = { averagedMomentum: [3, 3], adagrad: [3, 2], nadam: [4, 6], rmsprop: [3, 5] };
    const rms = { rmspropCentered: [4, 5], rmspropMomentum: [4, 5], rmspropCenteredMomentum: [5, 5] };
    for (const n of lengths) {
      for (const [name, [arrays, numbers]] of Object.entries({ ...updates, ...more, ...rms })) {
        run(name, floats(...Array(arrays).fill(n)), n, ...Array(numbers).fill(0.5));
      }
    }
  });

  it("products", () => {
    for (const [m, k] of [
      [1, 9],
      [5, 17],
      [13, 4100],
    ] as const) {
      for (const n of lengths) {
        const arrays = () => floats(m * k, k * n, m * n);
        run("multiplyPanels", arrays(), m, k, n, k * 4, 4, n * 4, n * 4, 4, 0);
        run("multiplyPanels", arrays(), m, k, n, 4, m * 4, n * 4, 4, k * 4, 0);
        run("multiplyThin", arrays(), m, k, n, 0);
      }
    }
  });

  it("convolutions, their gradients and pooling", () => {
    for (const channels of [1, 3, 4, 18]) {
      for (const outChannels of [1, 5, 16, 33]) {
        const [batch, size, window] = [2, 7, 3];
        const out = size - window + 1;
        const [inputs, outputs] = [batch * size * size * channels, batch * out * out * outChannels];
        const weights = window * window * channels * outChannels;
        const sizes = [size, size, channels, window, window, out, out, outChannels, 1, 1, 1, 1];
        const panels = window * window * channels * Math.ceil(outChannels / 8) * 8;
        run("convolve", floats(inputs, panels, outputs), 0, batch * out * out, 0, ...sizes);
        const turned = window * (window + 2) * outChannels * Math.ceil(channels / 16) * 16 + 16;
        const rows = [0, batch * size, 0, 1, 1, 1];
        run("inputGradient", floats(outputs, turned, inputs), ...rows, ...sizes, 0, 0);
        const all = [0, outChannels, 0, 0, batch, 256, 1];
        run("kernelGradient", floats(inputs, outputs, weights), ...all, ...sizes);
        const half = Math.floor(size / 2);
        const pooled = [guarded(inputs), whole(batch * half * half * channels, 9)];
        run("maxPool2dIndices", pooled, 0, batch, size, size, channels, 2, 2, half, half, 2, 2, 0, 0);
      }
    }
  });
});
