import { instantiateKernels, type Kernels } from "./kernels.js";
import { Scratch } from "./scratch.js";
import { webAssembly } from "./web-assembly.js";

/** Compiled kernels and the memory that they work on. */
export interface Machine {
  readonly kernels: Kernels;
  readonly scratch: Scratch;
}

let started: Machine | undefined;
let available = webAssembly !== undefined;

/**
 * The WebAssembly kernels, compiled when they are first asked for, so that importing the library stays cheap;
 * undefined where there is no WebAssembly or it lacks SIMD.
 */
export function wasmMachine(): Machine | undefined {
  if (started !== undefined || !available || webAssembly === undefined) return started;
  const scratch = new Scratch(webAssembly);
  const set = instantiateKernels(webAssembly, scratch.memory, { shared: false });
  available = set !== undefined;
  started = set && { kernels: set.kernels, scratch };
  return started;
}
