import type { Koffi, NativeLibrary, SharedMemory } from "../native-library.js";

/** A library of native kernels. Its signature: what its names begin with, then the C declaration of each kernel. */
export type CompiledLibrary = NativeLibrary;

/** The kernels' names in the order of {@link compiledCalls}. */
export function namesOf({ signature }: CompiledLibrary): readonly string[] {
  return signature
    .split(";")
    .slice(1)
    .map((declaration) => /(\w+)\(/.exec(declaration)![1]!);
}

/**
 * A library's kernels over a memory: they take addresses in that memory, as WebAssembly's kernels do. Runs in worker
 * threads, which are given its text: it uses nothing but its parameters.
 */
export function compiledCalls(
  { folder, name, signature }: CompiledLibrary,
  memory: SharedMemory,
): readonly ((...numbers: number[]) => unknown)[] {
  const { createRequire } = process.getBuiltinModule("node:module");
  const koffi = createRequire(folder)("koffi") as Koffi;
  const library = koffi.load(name);
  // A shared memory never moves, however much it grows.
  const address = library.func("uint64_t gradbook_address(const void *array)");
  const base = Number(address(new Uint8Array(memory.buffer, 0, 1)));
  const [prefix, ...declarations] = signature.split(";");
  return declarations.map((declaration) => {
    const [, result, kernel, parameters] = /^(\w+) (\w+)\((.*)\)$/.exec(declaration)!;
    const addresses: number[] = [];
    for (const [i, parameter] of parameters!.split(", ").entries()) {
      if (parameter.startsWith("address ")) addresses.push(i);
    }
    const types = parameters!.replaceAll("address ", "uint64_t ");
    const run = library.func(`${result} ${prefix}_${kernel}(${types})`);
    return (...numbers: number[]) => {
      for (const i of addresses) numbers[i]! += base;
      return run(...numbers);
    };
  });
}
