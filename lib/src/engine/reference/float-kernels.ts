import type { UnaryKernel } from "../engine.js";
import { exp32, exp64, sigmoid32, sigmoid64, tanh32, tanh64 } from "./exponential.js";
import { log32, log64 } from "./logarithm.js";

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
