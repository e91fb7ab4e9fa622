import type { Factors, MatMulLayout } from "./engine.js";
import type { FastKernelName, KernelSet, Kernels } from "./wasm/kernels.js";
import type { Memory, WebAssemblyApi } from "./wasm/web-assembly.js";

/** `"exact"`: the same bits on every machine. `"fast"`: within about 1e-4 of them, sooner. */
export type ComputeMode = "exact" | "fast";

/** Kernels that the fast mode has versions of its own of. */
export type FastKernels = KernelSet<Pick<Kernels, FastKernelName>>;

/** What only the fast mode needs. It comes with `setMode`, so that a page without it does not load it. */
export interface FastParts {
  /** Kernels with relaxed SIMD over a shared memory, where the machine has it. */
  readonly kernels: (api: WebAssemblyApi, memory: Memory) => FastKernels | undefined;
  /** A product by the system's BLAS; says whether there is one and it was worth it. */
  readonly multiply: (factors: Factors, layout: MatMulLayout) => boolean;
  /** What the system's BLAS is called, where there is one, and what makes it slow. */
  readonly library: () => { readonly name: string; readonly warning: string | undefined } | undefined;
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
