import { binary } from "./binary.js";
import type { Memory, WebAssemblyApi } from "./web-assembly.js";

/** Functions of each value: out = f(x) for n float32 values. */
export type UnaryKernelName = "exp" | "log" | "sigmoid" | "tanh";

/** The functions of assembly/index.ts. Addresses and strides are in bytes. */
export interface Kernels extends Record<UnaryKernelName, (x: number, out: number, n: number) => void> {
  pack(b: number, panels: number, k: number, n: number, strideP: number, strideJ: number): void;
  multiply(
    a: number,
    panels: number,
    c: number,
    m: number,
    k: number,
    n: number,
    strideI: number,
    strideP: number,
    strideC: number,
  ): void;
}

/** Compiles the kernels over a memory; undefined where SIMD instructions are missing. */
export function instantiateKernels(api: WebAssemblyApi, memory: Memory): Kernels | undefined {
  try {
    const bytes = Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
    return new api.Instance(new api.Module(bytes), { env: { memory } }).exports as Kernels;
  } catch (error) {
    if (error instanceof api.CompileError) return undefined;
    throw error;
  }
}
