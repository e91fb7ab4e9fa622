import type { Values } from "../../tensor/dtype.js";
import type { NativeLibrary, SharedMemory } from "../native-library.js";

/** The module that c/build.mjs makes (c/module.c). */
export interface CompiledModule {
  /** The kinds of kernels that this processor can run, the widest first. */
  readonly kinds: readonly string[];
  /** The arguments of the next call. */
  readonly numbers: Float64Array;
  /** The kernels of a kind, each under its C declaration. */
  kernels(kind: string, isFast: boolean): Readonly<Record<string, () => unknown>>;
  /** Where an array's values begin in the process's memory. */
  address(array: Values): number;
}

/** Native kernels of one kind and mode; the signature is both: `"avx512 exact"`. */
export type CompiledLibrary = NativeLibrary;

/** The name of a kernel by its C declaration. */
export function nameOf(declaration: string): string {
  return /(\w+)\(/.exec(declaration)![1]!;
}

/** A library's module in this thread. */
export function moduleOf({ name }: Pick<CompiledLibrary, "name">): CompiledModule {
  return process.getBuiltinModule("node:module").createRequire(name)(name) as CompiledModule;
}

/**
 * A library's kernels by their declarations. They take addresses in a memory, as WebAssembly's do; without one, in all of
 * the process's. Runs in worker threads, which are given its text: it uses nothing but its parameters.
 */
export function compiledCalls(
  { name, signature }: CompiledLibrary,
  memory: SharedMemory | undefined,
): ReadonlyMap<string, (...values: number[]) => unknown> {
  const module = process.getBuiltinModule("node:module").createRequire(name)(name) as CompiledModule;
  const [kind, mode] = signature.split(" ");
  const { numbers } = module;
  // A shared memory never moves, however much it grows.
  const base = memory === undefined ? 0 : module.address(new Uint8Array(memory.buffer, 0, 1));
  const calls = new Map<string, (...values: number[]) => unknown>();
  for (const [declaration, run] of Object.entries(module.kernels(kind!, mode === "fast"))) {
    const parameters = declaration.slice(declaration.indexOf("(") + 1).split(", ");
    // -0 is what changes no number, not even -0.
    const bases = parameters.map((parameter) => (parameter.startsWith("address ") ? base : -0));
    calls.set(declaration, (...values) => {
      for (let i = 0; i < values.length; i++) numbers[i] = values[i]! + bases[i]!;
      return run();
    });
  }
  return calls;
}
