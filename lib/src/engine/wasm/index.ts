import type { Engine } from "../engine.js";
import { referenceEngine } from "../reference/index.js";
import { wasmMatmul } from "./matmul.js";

/** The reference engine with its matrix products done in WebAssembly where there is one: the same bits, sooner. */
export const wasmEngine: Engine = {
  ...referenceEngine,
  name: "wasm",
  matmul: wasmMatmul(referenceEngine.matmul),
};
