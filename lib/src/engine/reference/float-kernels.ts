import type { UnaryKernel } from "../engine.js";
import { erf64 } from "./error-function.js";
import { exp32, exp64, expm132, expm164, sigmoid32, sigmoid64, tanh32, tanh64 } from "./exponential.js";
import { log1p32, log1p64, log32, log64, softplus32, softplus64 } from "./logarithm.js";
import { cos64, sin64 } from "./trigonometry.js";

/** A kernel from a function for float32 and one for float64. */
function floatKernel(single: (x: number) => number, double: (x: number) => number): UnaryKernel {
  return (x, out) => {
    const f = out instanceof Float32Array ? single : double;
    for (let i = 0; i < out.length; i++) out[i] = f(x[i]!);
  };
}

export const exp = floatKernel(exp32, exp64);
export const log = floatKernel(log32, log64);
export const sigmoid = floatKernel(sigmoid32, sigmoid64);
export const tanh = floatKernel(tanh32, tanh64);
export const expm1 = floatKernel(expm132, expm164);
export const log1p = floatKernel(log1p32, log1p64);
export const softplus = floatKernel(softplus32, softplus64);
// In float64 and rounded once at the end.
export const cos = floatKernel(cos64, cos64);
export const erf = floatKernel(erf64, erf64);
export const sin = floatKernel(sin64, sin64);
