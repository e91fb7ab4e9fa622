import { binary } from "./binary.js";

/** The functions of assembly/matmul.ts. Addresses and strides are in bytes. */
export interface Kernels {
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

/** Compiles the kernels over a memory; undefined where WebAssembly or its SIMD instructions are missing. */
export function instantiateKernels(memory: WebAssembly.Memory): Kernels | undefined {
  try {
    const bytes = Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    return exports as unknown as Kernels;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}
