import type { Engine } from "../engine.js";
import { referenceEngine } from "../reference/index.js";
import { wasmBinary, wasmGreater } from "./binary-kernels.js";
import { wasmConv2d, wasmConv2dInputGradient, wasmConv2dKernelGradient } from "./conv2d.js";
import { wasmMatmul } from "./matmul.js";
import { wasmCast, wasmGather, wasmGatherAdd, wasmStrided } from "./memory.js";
import { wasmMaxPool2dIndices } from "./pool2d.js";
import { wasmSoftmax, wasmSum } from "./reductions.js";
import { residentUnary, wasmUnary } from "./unary.js";
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
    abs: residentUnary("abs", unary.abs),
    erf: residentUnary("erf", unary.erf),
    exp: wasmUnary("exp", unary.exp),
    log: wasmUnary("log", unary.log),
    neg: residentUnary("neg", unary.neg),
    relu: residentUnary("relu", unary.relu),
    sigmoid: wasmUnary("sigmoid", unary.sigmoid),
    sqrt: residentUnary("sqrt", unary.sqrt),
    tanh: wasmUnary("tanh", unary.tanh),
  },
  binary: {
    ...binary,
    add: wasmBinary("add", binary.add),
    div: wasmBinary("div", binary.div),
    greater: wasmGreater(binary.greater),
    maximum: wasmBinary("maximum", binary.maximum),
    minimum: wasmBinary("minimum", binary.minimum),
    mul: wasmBinary("mul", binary.mul),
    sub: wasmBinary("sub", binary.sub),
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
