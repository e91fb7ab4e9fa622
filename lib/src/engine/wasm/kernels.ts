import type { UpdateName } from "../engine.js";
import type { NativeLibrary } from "../native-library.js";
import { binary } from "./binary.js";
import { bytesOf } from "./byte-text.js";
import type { Call } from "./threads/board.js";
import type { Memory, WebAssemblyApi } from "./web-assembly.js";

/** Functions of each value: out = f(x) for n float32 values. */
export type UnaryKernelName = "abs" | "erf" | "exp" | "log" | "neg" | "relu" | "sigmoid" | "sqrt" | "tanh";

/** Functions of two float32 values each. */
export type BinaryKernelName = "add" | "div" | "maximum" | "minimum" | "mul" | "sub";

/** A kernel takes addresses in bytes, sizes in values and distances in bytes; see its source in assembly/. */
type Kernel = (...numbers: number[]) => void;

export type KernelName =
  | UnaryKernelName
  | BinaryKernelName
  | UpdateName
  | "boolToFloat"
  | "borderImages"
  | "convolve"
  | "gatherAddSingles"
  | "gatherSingles"
  | "greater"
  | "inputGradient"
  | "kernelGradient"
  | "logSoftmax"
  | "maxPool2dIndices"
  | "multiplyPanels"
  | "multiplyThin"
  | "pack"
  | "softmax"
  | "stridedRows"
  | "sumColumns"
  | "sumRows"
  | "turnKernel";

/** The functions of assembly/index.ts. */
export type Kernels = Readonly<Record<KernelName, Kernel>> & {
  /** 1 when none of n values is infinite or NaN, else 0. */
  readonly allFinite: (x: number, n: number) => number;
};

/** Kernels over one memory, and what a thread needs to have the same ones. */
export interface KernelSet<K = Kernels> {
  readonly number: number;
  /** What the functions are compiled from. */
  readonly module?: object;
  /** The library whose functions they are, in place of a module. */
  readonly native?: NativeLibrary;
  /** The memory that addresses count in; undefined where they are those of the process. */
  readonly memory: Memory | undefined;
  readonly kernels: K;
  /** Each kernel's number: its place among what the module exports. */
  readonly numbers: ReadonlyMap<string, number>;
  /** The kernels by number. */
  readonly calls: readonly Call[];
}

/** The kernels that the fast mode has versions of its own of: those of assembly/fast.ts. */
export type FastKernelName =
  | "convolve"
  | "inputGradient"
  | "kernelGradient"
  | "multiplyPanels"
  | "multiplyThin";

/** How a WebAssembly module says that the memory it imports has a bound, and that it is shared too. */
const BOUNDED = 1;
const SHARED = 3;

const modules = new Map<string, object>();
let sets = 0;

/** A number that no set of kernels has had. */
export function nextSetNumber(): number {
  return sets++;
}

/** The kernels over a memory, shared or not; undefined where SIMD instructions are missing. */
export function instantiateKernels(
  api: WebAssemblyApi,
  memory: Memory,
  { shared }: { readonly shared: boolean },
): KernelSet | undefined {
  return instantiate(api, memory, { text: binary, shared });
}

/** The functions of a module, given as text, over a memory; undefined where what it needs is missing. */
export function instantiate<K>(
  api: WebAssemblyApi,
  memory: Memory,
  { text, shared }: { readonly text: string; readonly shared: boolean },
): KernelSet<K> | undefined {
  try {
    const key = `${shared} ${text}`;
    const module = modules.get(key) ?? compiled(api, text, shared);
    modules.set(key, module);
    return instantiateModule(api, memory, module);
  } catch (error) {
    if (error instanceof api.CompileError) return undefined;
    throw error;
  }
}

/** The functions of a module over a memory. */
export function instantiateModule<K>(api: WebAssemblyApi, memory: Memory, module: object): KernelSet<K> {
  const { exports } = new api.Instance(module, { env: { memory } });
  const numbers = new Map(Object.keys(exports).map((name, number) => [name, number]));
  const calls = Object.values(exports) as Call[];
  return { number: nextSetNumber(), module, memory, kernels: exports as K, numbers, calls };
}

function compiled(api: WebAssemblyApi, text: string, shared: boolean): object {
  const bytes = bytesOf(text);
  // The import's description ends in: "memory", kind 2, flags.
  const flags = memoryImport(bytes) + "memory".length + 1;
  bytes[flags] = shared ? SHARED : BOUNDED;
  return new api.Module(bytes);
}

/** Where the name of the imported memory begins. */
function memoryImport(bytes: Uint8Array): number {
  const name = [..."memory"].map((letter) => letter.charCodeAt(0));
  return bytes.findIndex((_, at) => name.every((code, i) => bytes[at + i] === code));
}
