import { binary } from "./binary.js";
import type { Memory, WebAssemblyApi } from "./web-assembly.js";

/** Functions of each value: out = f(x) for n float32 values. */
export type UnaryKernelName = "abs" | "exp" | "log" | "neg" | "relu" | "sigmoid" | "sqrt" | "tanh";

/** Functions of two float32 values each. */
export type BinaryKernelName = "add" | "div" | "maximum" | "minimum" | "mul" | "sub";

/** A kernel takes addresses in bytes, sizes in values and distances in bytes; see its source in assembly/. */
type Kernel = (...numbers: number[]) => void;

/** The functions of assembly/index.ts. */
export type Kernels = Readonly<
  Record<
    | UnaryKernelName
    | BinaryKernelName
    | "adam"
    | "boolToFloat"
    | "gatherAddSingles"
    | "gatherSingles"
    | "gradientToRows"
    | "greater"
    | "imageToRows"
    | "logSoftmax"
    | "maxPool2dIndices"
    | "momentum"
    | "multiply"
    | "multiplyThin"
    | "pack"
    | "sgd"
    | "softmax"
    | "stridedRows"
    | "sumColumns"
    | "sumRows"
    | "transposeBlocks",
    Kernel
  >
>;

/** How a WebAssembly module says that the memory it imports has a bound, and that it is shared too. */
const BOUNDED = 1;
const SHARED = 3;

/** Compiles the kernels over a memory, shared or not; undefined where SIMD instructions are missing. */
export function instantiateKernels(
  api: WebAssemblyApi,
  memory: Memory,
  { shared }: { readonly shared: boolean },
): Kernels | undefined {
  try {
    const bytes = Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
    // The import's description ends in: "memory", kind 2, flags.
    const flags = memoryImport(bytes) + "memory".length + 1;
    bytes[flags] = shared ? SHARED : BOUNDED;
    return new api.Instance(new api.Module(bytes), { env: { memory } }).exports as Kernels;
  } catch (error) {
    if (error instanceof api.CompileError) return undefined;
    throw error;
  }
}

/** Where the name of the imported memory begins. */
function memoryImport(bytes: Uint8Array): number {
  const name = [..."memory"].map((letter) => letter.charCodeAt(0));
  return bytes.findIndex((_, at) => name.every((code, i) => bytes[at + i] === code));
}
