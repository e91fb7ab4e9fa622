import type { Blas } from "./native/blas.js";

/** `"exact"`: the same bits on every machine. `"fast"`: within about 1e-4 of them, sooner. */
export type ComputeMode = "exact" | "fast";

/** What only the fast mode needs. It comes with `setMode`, so that a page without it does not load it. */
export interface FastParts {
  /** The kernels with relaxed SIMD, base64. */
  readonly kernels: string;
  /** The system's BLAS, where there is one. */
  readonly blas: () => Blas | undefined;
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
