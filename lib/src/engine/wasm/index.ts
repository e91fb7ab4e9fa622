import type { Engine } from "../engine.js";
import { referenceEngine } from "../reference/index.js";
import { wasmMatmul } from "./matmul.js";
import { wasmUnary } from "./unary.js";

const { unary, matmul } = referenceEngine;

/** The reference engine with its heavy float32 kernels in WebAssembly where there is one: the same bits, sooner. */
export const wasmEngine: Engine = {
  ...referenceEngine,
  name: "wasm",
  unary: {
    ...unary,
    exp: wasmUnary("exp", unary.exp),
    log: wasmUnary("log", unary.log),
    sigmoid: wasmUnary("sigmoid", unary.sigmoid),
    tanh: wasmUnary("tanh", unary.tanh),
  },
  matmul: wasmMatmul(matmul),
};
