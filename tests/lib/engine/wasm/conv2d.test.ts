import { describe, expect, it } from "vitest";
import type { ConvLayout } from "../../../../lib/src/engine/engine.js";
import { referenceEngine } from "../../../../lib/src/engine/reference/index.js";
import {
  wasmConv2d,
  wasmConv2dInputGradient,
  wasmConv2dKernelGradient,
} from "../../../../lib/src/engine/wasm/conv2d.js";

/** Values of both signs and several magnitudes, so that a changed order of summation changes bits. */
function values(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * 10 ** ((state >>> 7) % 5);
  });
}

/** Windows of 3 x 3 on images of 10 x 9 with borders; strides and holes as given. */
function layoutOf(channels: number, outChannels: number, stride: number, dilation: number): ConvLayout {
  const reach = 2 * dilation;
  return {
    batch: 6,
    height: 10,
    width: 9,
    channels,
    outChannels,
    windowHeight: 3,
    windowWidth: 3,
    outHeight: Math.floor((10 + 2 - reach - 1) / stride) + 1,
    outWidth: Math.floor((9 + 2 - reach - 1) / stride) + 1,
    strideY: stride,
    strideX: stride,
    padTop: 1,
    padLeft: 1,
    dilationY: dilation,
    dilationX: dilation,
  };
}

const layouts = [
  layoutOf(16, 32, 1, 1),
  layoutOf(1, 24, 1, 1),
  layoutOf(12, 10, 2, 1),
  layoutOf(9, 13, 1, 2),
];

describe("convolutions on JavaScript's arrays, in WebAssembly", () => {
  let passedOn = 0;
  const counted =
    <A extends readonly unknown[]>(run: (...all: A) => void) =>
    (...all: A) => {
      passedOn++;
      run(...all);
    };
  const kernels = {
    conv2d: wasmConv2d(counted(referenceEngine.conv2d)),
    conv2dInputGradient: wasmConv2dInputGradient(counted(referenceEngine.conv2dInputGradient)),
    conv2dKernelGradient: wasmConv2dKernelGradient(counted(referenceEngine.conv2dKernelGradient)),
  };

  const run = (name: keyof typeof kernels, layout: ConvLayout, change?: (y: Float32Array) => void) => {
    const { batch, height, width, channels, outHeight, outWidth, outChannels } = layout;
    const image = values(batch * height * width * channels, 1);
    const kernel = values(9 * channels * outChannels, 2);
    const gradient = values(batch * outHeight * outWidth * outChannels, 3);
    const [x, y, size] = {
      conv2d: [image, kernel, gradient.length] as const,
      conv2dInputGradient: [gradient, kernel, image.length] as const,
      conv2dKernelGradient: [image, gradient, kernel.length] as const,
    }[name];
    change?.(y);
    const expected = new Float32Array(size);
    const actual = new Float32Array(size).fill(7);
    referenceEngine[name](x, y, expected, layout);
    kernels[name](x, y, actual, layout);
    return { expected, actual };
  };

  for (const name of ["conv2d", "conv2dInputGradient", "conv2dKernelGradient"] as const) {
    it.each(layouts.map((layout) => [layout.channels, layout.outChannels, layout]))(
      `${name} gives the reference's bits for %i to %i channels`,
      (_in, _out, layout) => {
        passedOn = 0;
        const { expected, actual } = run(name, layout);
        expect(passedOn).toBe(0);
        expect(new Uint32Array(actual.buffer)).toEqual(new Uint32Array(expected.buffer));
      },
    );

    it(`${name} does not let zeros at the border make NaN of infinities`, () => {
      passedOn = 0;
      const { expected, actual } = run(name, layouts[0]!, (y) => {
        y[5] = Number.POSITIVE_INFINITY;
      });
      // The gradient of the input has no border; the other two leave it to the reference.
      expect(passedOn).toBe(name === "conv2dInputGradient" ? 0 : 1);
      expect(actual).toEqual(expected);
    });
  }

  it("passes on what is too small to be worth copying", () => {
    passedOn = 0;
    const layout = { ...layoutOf(1, 4, 1, 1), batch: 1 };
    const { expected, actual } = run("conv2d", layout);
    expect(passedOn).toBe(1);
    expect(actual).toEqual(expected);
  });
});
