import { onInterrupt } from "../interrupt.js";
import type { Engine } from "./engine.js";
import { wasmEngine } from "./wasm/index.js";

let current: Engine = wasmEngine;

onInterrupt(() => {
  current = wasmEngine;
});

/** The engine that runs the kernels of every operation. */
export function currentEngine(): Engine {
  return current;
}

/** Runs a function on another engine and puts the former one back. */
export function withEngine<T>(engine: Engine, run: () => T): T {
  const former = current;
  current = engine;
  try {
    return run();
  } finally {
    current = former;
  }
}
