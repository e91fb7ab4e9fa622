import type { Engine } from "../engine.js";
import { referenceEngine } from "../reference/index.js";
import { wasmBinary, wasmGreater } from "./binary-kernels.js";
import { wasmConv2d, wasmConv2dInputGradient, wasmConv2dKernelGradient } from "./conv2d.js";
import { forNames } from "./for-names.js";
import { wasmMatmul } from "./matmul.js";
import { wasmCast, wasmGather, wasmGatherAdd, wasmStrided } from "./memory.js";
import { wasmMaxPool2dIndices } from "./pool2d.js";
import { wasmSoftmax, wasmSum } from "./reductions.js";
import { cheap, wasmUnary } from "./unary.js";
import { wasmUpdates } from "./updates.js";

const { unary, binary, reduction, ...reference } = referenceEngine;

/**
 * The reference engine with its float32 kernels in WebAssembly: the same bits, sooner. Arrays of a recorded step
 * are worked on where they lie; for others only heavy kernels are worth copying them in and out.
 */
export const wasmEngine: Engine = {
  ...referenceEngine,
  name: "wasm",
  unary: {
    ...unary,
    ...forNames(["exp", "log", "sigmoid", "tanh"], (name) => wasmUnary(name, unary[name])),
    ...forNames(["abs", "erf", "neg", "relu", "sqrt"], (name) => wasmUnary(name, unary[name], cheap)),
  },
  binary: {
    ...binary,
    ...forNames(["add", "div", "maximum", "minimum", "mul", "sub"], (name) => wasmBinary(name, binary[name])),
    greater: wasmGreater(binary.greater),
  },
  reduction: { ...reduction, sum: wasmSum(reduction.sum) },
  matmul: wasmMatmul(reference.matmul),
  strided: wasmStrided(reference.strided),
  gather: wasmGather(reference.gather),
  gatherAdd: wasmGatherAdd(reference.gatherAdd),
  softmax: wasmSoftmax("softmax", reference.softmax),
  logSoftmax: wasmSoftmax("logSoftmax", reference.logSoftmax),
  conv2d: wasmConv2d(reference.conv2d),
  conv2dInputGradient: wasmConv2dInputGradient(reference.conv2dInputGradient),
  conv2dKernelGradient: wasmConv2dKernelGradient(reference.conv2dKernelGradient),
  maxPool2dIndices: wasmMaxPool2dIndices(reference.maxPool2dIndices),
  updates: wasmUpdates,
  cast: wasmCast(reference.cast),
};
