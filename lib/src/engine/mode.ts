import { environment } from "../environment.js";
import { OptionError } from "../errors.js";
import { systemBlas } from "./blas/blas.js";
import { multipliesNatively } from "./blas/products.js";
import { type ComputeMode, compute, offerFast } from "./computing.js";
import { instantiateFastKernels } from "./wasm/fast-kernels.js";

export type { ComputeMode } from "./computing.js";

const parts = {
  kernels: instantiateFastKernels,
  multiply: multipliesNatively,
  library: systemBlas,
};
offerFast(parts, () => checked("GRADBOOK_MODE", environment("GRADBOOK_MODE") ?? "exact"));

function checked(where: string, value: string): ComputeMode {
  if (value === "exact" || value === "fast") return value;
  throw new OptionError(`${where}: expected "exact" or "fast", got ${JSON.stringify(value)}; try "exact"`);
}

/**
 * Chooses between the same bits everywhere and speed.
 *
 * `"exact"`, the default unless `GRADBOOK_MODE` is set: every result has the same bits on every machine and for any
 * number of threads. `"fast"`: float32 products and convolutions multiply and add in one rounding, in native kernels, and in
 * WebAssembly where it can (relaxed SIMD). Without native kernels, products are handed to the system's BLAS where the package
 * koffi is installed and finds one (OpenBLAS, MKL, Accelerate); the library that `GRADBOOK_BLAS` names is taken in any case.
 * Results then differ in the last digits, by about 1e-4 of their size at most, and from machine to machine. `info()` tells
 * what is in use, and warns of a library that is slower than the processor. An OpenBLAS that does not know the processor is
 * told its kind while it is loaded, unless OPENBLAS_CORETYPE is set.
 * Throws OptionError for any other word.
 *
 * @example
 * setMode("exact");
 * info().mode // "exact"
 */
export function setMode(next: ComputeMode): void {
  compute(checked("setMode", next));
}
