import type { ComputeMode } from "../computing.js";
import { type KernelSet, nextSetNumber } from "../wasm/kernels.js";
import type { Memory } from "../wasm/web-assembly.js";
import { compiledCalls, nameOf } from "./compiled-calls.js";
import { nativeKernels } from "./library.js";

/** The native kernels of a mode over a memory, or for addresses in all of the process's; undefined where there are none. */
export function kernelsOver(memory: Memory | undefined, mode: ComputeMode): KernelSet<object> | undefined {
  const library = nativeKernels()?.libraries[mode];
  if (library === undefined) return undefined;
  const found = [...compiledCalls(library, memory)];
  const calls = found.map(([, call]) => call);
  const numbers = new Map(found.map(([declaration], number) => [nameOf(declaration), number]));
  const kernels = Object.fromEntries([...numbers].map(([name, number]) => [name, calls[number]!]));
  const set = { number: nextSetNumber(), native: library, memory, kernels, numbers, calls };
  declarations.set(
    set,
    found.map(([declaration]) => declaration),
  );
  return set;
}

const declarations = new WeakMap<object, readonly string[]>();

/** The C declarations of a set's kernels, in their order. */
export function declarationsOf(set: KernelSet<object>): readonly string[] {
  return declarations.get(set)!;
}
