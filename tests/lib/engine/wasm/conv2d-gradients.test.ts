import { describe, expect, it } from "vitest";
import type { ConvLayout } from "../../../../lib/src/engine/engine.js";
import { referenceEngine } from "../../../../lib/src/engine/reference/index.js";
import { Arena } from "../../../../lib/src/engine/wasm/arena.js";
import { inputGradient, kernelGradient } from "../../../../lib/src/engine/wasm/conv2d-gradients.js";
import type { Values } from "../../../../lib/src/tensor/dtype.js";
import { byTwoThreads } from "./two-threads.js";

const arena = Arena.create(1 << 20)!;

function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Values of both signs and several magnitudes, of which a share is not zero; every third zero is -0. */
function values(length: number, seed: number, density = 1): Values {
  const next = numbers(seed);
  const made = arena.view("float32", arena.reserve(length * 4), length);
  for (let i = 0; i < length; i++) {
    const value = next() * 10 ** Math.floor(3 * Math.abs(next()));
    made[i] = (next() + 1) / 2 < density ? value : i % 3 === 0 ? -0 : 0;
  }
  return made;
}

type Name = "batch" | "height" | "window" | "strideY" | "strideX" | "pad" | "dilationY" | "dilationX";

/** Images 9 wide, and 10 high unless told otherwise. */
function layoutOf(
  [channels, outChannels]: readonly [number, number],
  options: Partial<Record<Name, number>> = {},
): ConvLayout {
  const { batch = 3, height = 10, window = 3, pad = 0 } = options;
  const { strideY = 1, strideX = 1, dilationY = 1, dilationX = 1 } = options;
  return {
    ...{ batch, height, width: 9, channels, outChannels, windowHeight: window, windowWidth: window },
    outHeight: Math.floor((height + 2 * pad - (window - 1) * dilationY - 1) / strideY) + 1,
    outWidth: Math.floor((9 + 2 * pad - (window - 1) * dilationX - 1) / strideX) + 1,
    ...{ strideY, strideX, padTop: pad, padLeft: pad, dilationY, dilationX },
  };
}

const layouts: readonly (readonly [string, ConvLayout])[] = [
  ["16 to 32 channels", layoutOf([16, 32])],
  ["32 to 16 channels, with a border", layoutOf([32, 16], { pad: 1 })],
  ["12 to 7 channels", layoutOf([12, 7])],
  ["20 to 9 channels, strides of 2 and 1, a border", layoutOf([20, 9], { strideY: 2, pad: 1 })],
  ["16 to 6 channels, strides of 1 and 2", layoutOf([16, 6], { strideX: 2 })],
  ["16 to 5 channels, strides beyond the window", layoutOf([16, 5], { strideY: 4, strideX: 4, pad: 2 })],
  ["16 to 8 channels, windows of 2", layoutOf([16, 8], { window: 2 })],
  ["16 to 8 channels, windows of 5, a border", layoutOf([16, 8], { window: 5, pad: 2 })],
  ["1 to 16 channels", layoutOf([1, 16])],
  ["3 to 10 channels, a border", layoutOf([3, 10], { pad: 1 })],
  ["1 to 4 channels, windows of 5", layoutOf([1, 4], { window: 5 })],
  ["8 to 12 channels, holes from top to bottom", layoutOf([8, 12], { dilationY: 2, pad: 1 })],
  ["5 to 6 channels, holes both ways, a border", layoutOf([5, 6], { dilationY: 2, dilationX: 3, pad: 2 })],
  // More rows than are listed at a time.
  ["4 to 64 channels, high images", layoutOf([4, 64], { batch: 1, height: 90, pad: 1 })],
  ["4 to 64 channels, high images, strides", layoutOf([4, 64], { batch: 1, height: 190, strideY: 2 })],
  // Sums of more than 4,096 terms: places for the kernel, channels for the input.
  ["3 to 10 channels, many places", layoutOf([3, 10], { batch: 80, pad: 1 })],
  ["1 to 6 channels, many places and strides", layoutOf([1, 6], { batch: 40, height: 60, strideY: 2 })],
  ["40 to 3 channels, many places", layoutOf([40, 3], { batch: 1, height: 900 })],
  ["18 to 460 channels", layoutOf([18, 460], { batch: 2 })],
  ["5 to 512 channels, a border", layoutOf([5, 512], { batch: 1, height: 4, pad: 1 })],
  [
    "4 to 700 channels, strides, a border",
    layoutOf([4, 700], { batch: 2, height: 7, strideY: 2, strideX: 3, pad: 2 }),
  ],
  [
    "4 to 515 channels, holes, a border",
    layoutOf([4, 515], { batch: 1, height: 6, dilationY: 2, dilationX: 3, pad: 1 }),
  ],
];

function sizes(layout: ConvLayout) {
  const { batch, height, width, channels, outHeight, outWidth, outChannels } = layout;
  return {
    image: batch * height * width * channels,
    kernel: layout.windowHeight * layout.windowWidth * channels * outChannels,
    gradient: batch * outHeight * outWidth * outChannels,
  };
}

/** One of the two gradients both ways; undefined where it is left to the reference engine. */
function compare(
  name: "conv2dInputGradient" | "conv2dKernelGradient",
  layout: ConvLayout,
  { density, change }: { density: number; change?: (arrays: { x: Values; y: Values }) => void },
) {
  const { image, kernel, gradient } = sizes(layout);
  const g = values(gradient, 3, density);
  const ofInput = name === "conv2dInputGradient";
  const [x, y] = ofInput ? [g, values(kernel, 2)] : [values(image, 1), g];
  change?.({ x, y });
  const expected = new Float32Array(ofInput ? image : kernel);
  const actual = values(expected.length, 4);
  const run = ofInput ? inputGradient : kernelGradient;
  if (!run(arena, [x, y, actual], layout)) return undefined;
  referenceEngine[name](x, y, expected, layout);
  return { actual: bits(actual), expected: bits(expected) };
}

/** The exact values as text; NaN is one value, whatever its bits. */
function bits(found: Values): string[] {
  return Array.from(found, (value) => (Object.is(value, -0) ? "-0" : String(value)));
}

const names = ["conv2dInputGradient", "conv2dKernelGradient"] as const;

describe.each(names)("%s", (name) => {
  it.each(layouts)("has the reference's bits, however many values are zero: %s", (_, layout) => {
    for (const density of [0, 0.02, 0.2, 0.6, 1]) {
      const result = compare(name, layout, { density });
      expect(result?.actual).toEqual(result?.expected);
      expect(result).toBeDefined();
    }
  });

  it("has the reference's bits where values are subnormal", () => {
    const tiny = ({ x, y }: { x: Values; y: Values }) => {
      for (const values of [x, y]) for (let i = 0; i < values.length; i++) values[i] = values[i]! * 1e-22;
    };
    const result = compare(name, layouts[0]![1], { density: 0.2, change: tiny });
    expect(result?.actual).toEqual(result?.expected);
    expect(result?.expected.some((value) => value.includes("e-4"))).toBe(true);
  });

  describe.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("with %d", (special) => {
    const one = (which: "x" | "y") => (arrays: { x: Values; y: Values }) => {
      arrays[which][40] = special;
    };

    it.each(["x", "y"] as const)("among %s: zeros are multiplied by it too", (which) => {
      const result = compare(name, layouts[0]![1], { density: 0.1, change: one(which) });
      expect(result?.actual).toEqual(result?.expected);
      expect(result?.expected.some((value) => value === "NaN" || value === String(special))).toBe(true);
    });

    it.each(["x", "y"] as const)("among %s, with a border", (which) => {
      const result = compare(name, layouts[1]![1], { density: 0.1, change: one(which) });
      // Only zeros of the border itself, which are there for the gradient of the kernel, must not meet it.
      const isLeft = name === "conv2dKernelGradient" && which === "y";
      expect(result === undefined).toBe(isLeft);
      expect(result?.actual).toEqual(result?.expected);
    });
  });
});

describe("conv2dInputGradient", () => {
  it("leaves windows with holes that meet an infinity to the reference", () => {
    const change = ({ x }: { x: Values }) => {
      x[40] = Number.POSITIVE_INFINITY;
    };
    expect(compare("conv2dInputGradient", layoutOf([4, 6], { dilationX: 2 }), { density: 1, change })).toBe(
      undefined,
    );
  });
});

describe("gradients by two threads", () => {
  const crew = byTwoThreads(arena);

  it.each([
    ["conv2dInputGradient", 0],
    ["conv2dInputGradient", 1],
    ["conv2dKernelGradient", 0],
    ["conv2dKernelGradient", 1],
  ] as const)("%s has the reference's bits, with a border of %d", (name, pad) => {
    const before = crew().jobs;
    const result = compare(name, layoutOf([16, 32], { batch: 30, pad }), { density: 0.1 });
    expect(result?.actual).toEqual(result?.expected);
    expect(crew().jobs).toBeGreaterThan(before);
  });

  // Native vectors hold all of a few channels, and then a part has rows of the window.
  it.each([
    ["1 to 16 channels", layoutOf([1, 16], { batch: 400 })],
    [
      "1 to 16 channels, holes, a border",
      layoutOf([1, 16], { batch: 300, dilationY: 2, dilationX: 3, pad: 2 }),
    ],
    ["3 to 10 channels, strides, a border", layoutOf([3, 10], { batch: 600, strideY: 2, pad: 1 })],
    ["1 to 40 channels", layoutOf([1, 40], { batch: 200 })],
  ])("windows of few values have the reference's bits: %s", (_, layout) => {
    const before = crew().jobs;
    const result = compare("conv2dKernelGradient", layout, { density: 0.3 });
    expect(result?.actual).toEqual(result?.expected);
    expect(crew().jobs).toBeGreaterThan(before);
  });
});
