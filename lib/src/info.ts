import { type ComputeMode, currentMode, fastParts } from "./engine/computing.js";
import { currentEngine } from "./engine/current.js";
import { Arena } from "./engine/wasm/arena.js";
import { wasmMachine } from "./engine/wasm/machine.js";
import { nativeParts } from "./engine/wasm/native-parts.js";
import { threads } from "./engine/wasm/threads/team.js";
import { eagerReasons } from "./recorder/record-step.js";

/** What {@link info} tells. */
export interface EngineInfo {
  /** `"wasm"`, or `"reference"` where WebAssembly or its SIMD instructions are missing. */
  readonly engine: "wasm" | "reference";
  /**
   * What computes recorded steps: `"native (avx512)"` and the like where kernels that were compiled for this processor
   * are found, else `"WebAssembly"`, else `"JavaScript"`. The bits are the same.
   */
  readonly kernels: string;
  /** Whether kernels compute four numbers at a time, or more. */
  readonly simd: boolean;
  /** Whether recorded steps keep their arrays in WebAssembly's memory; else they are replayed on plain arrays. */
  readonly residentSteps: boolean;
  /** Threads that compute the large kernels of recorded steps; see {@link setThreads}. */
  readonly threads: number;
  /** `"exact"`: the same bits on every machine; or `"fast"`; see {@link setMode}. */
  readonly mode: ComputeMode;
  /**
   * What multiplies matrices: the kernels, `"WebAssembly with relaxed SIMD"`, or a BLAS by its name (OpenBLAS with its
   * release and the kind of processor that it computes for).
   */
  readonly products: string;
  /** What makes the fast mode slower than this machine can be, and what to do about it. */
  readonly warnings: readonly string[];
  /** Why steps of this program run as they are instead of being recorded and replayed, each reason once. */
  readonly eager: readonly string[];
}

/**
 * What computes: the engine, SIMD and threads in use on this machine.
 *
 * @example
 * info().mode // "exact"
 */
export function info(): EngineInfo {
  const wasm = currentEngine().name === "wasm" && wasmMachine() !== undefined;
  const kernels = wasm ? (nativeParts()?.name() ?? "WebAssembly") : "JavaScript";
  return {
    engine: wasm ? "wasm" : "reference",
    kernels,
    simd: wasm,
    residentSteps: wasm && Arena.create(0) !== undefined,
    threads: wasm ? threads() : 1,
    mode: currentMode(),
    products: products(kernels),
    warnings: [fastParts()?.library()?.warning ?? []].flat(),
    eager: eagerReasons(),
  };
}

function products(kernels: string): string {
  if (kernels === "JavaScript" || currentMode() === "exact") return kernels;
  const relaxed = kernels === "WebAssembly" && Arena.create(0)?.fastSet !== undefined;
  return fastParts()?.library()?.name ?? (relaxed ? "WebAssembly with relaxed SIMD" : kernels);
}
