import type { multipliesNatively } from "./native/products.js";
import type { instantiateFastKernels } from "./wasm/fast-kernels.js";

/** `"exact"`: the same bits on every machine. `"fast"`: within about 1e-4 of them, sooner. */
export type ComputeMode = "exact" | "fast";

/** What only the fast mode needs. It comes with `setMode`, so that a page without it does not load it. */
export interface FastParts {
  /** Kernels with relaxed SIMD over a shared memory, where the machine has it. */
  readonly kernels: typeof instantiateFastKernels;
  /** A product by the system's BLAS; says whether there is one and it was worth it. */
  readonly multiply: typeof multipliesNatively;
  /** What the system's BLAS is called, where there is one. */
  readonly library: () => string | undefined;
}

let mode: ComputeMode | undefined;
let fast: FastParts | undefined;
let start: () => ComputeMode = () => "exact";

/** How kernels compute from now on. */
export function currentMode(): ComputeMode {
  mode ??= start();
  return mode;
}

/** What computes in fast mode; undefined in exact mode. */
export function fastParts(): FastParts | undefined {
  return currentMode() === "fast" ? fast : undefined;
}

/** Chooses how kernels compute. */
export function compute(next: ComputeMode): void {
  mode = next;
}

/** Says what the fast mode consists of, and how the mode is found when nobody chooses one. */
export function offerFast(parts: FastParts, otherwise: () => ComputeMode): void {
  fast = parts;
  start = otherwise;
}
