import type { FastKernels } from "../computing.js";
import { fastBinary } from "./fast-binary.js";
import { type FastKernelName, instantiate, type Kernels } from "./kernels.js";
import type { Memory, WebAssemblyApi } from "./web-assembly.js";

/** The fast mode's kernels over a shared memory; undefined where relaxed SIMD is missing. */
export function instantiateFastKernels(api: WebAssemblyApi, memory: Memory): FastKernels | undefined {
  const fast = { text: fastBinary, shared: true };
  const set = instantiate<Pick<Kernels, FastKernelName>>(api, memory, fast);
  if (set !== undefined || typeof process === "undefined") return set;
  // Node 20 has relaxed SIMD behind a flag, which counts for what is compiled from now on.
  process.getBuiltinModule?.("node:v8")?.setFlagsFromString("--experimental-wasm-relaxed-simd");
  return instantiate(api, memory, fast);
}
