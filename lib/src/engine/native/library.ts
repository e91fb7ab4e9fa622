import { environment } from "../../environment.js";
import type { ComputeMode } from "../computing.js";
import { type CompiledLibrary, compiledCalls, moduleOf } from "./compiled-calls.js";

/** The native kernels of this machine: for each mode a library as threads are told of it. */
export interface NativeKernels {
  /** What the processor has, as the library names it: `"avx512"`, `"avx2"`, `"neon"`. */
  readonly kind: string;
  readonly libraries: Readonly<Record<ComputeMode, CompiledLibrary>>;
}

let found: NativeKernels | undefined;
let searched = false;

/**
 * The native kernels, where a library is found that was built for this machine. `GRADBOOK_NATIVE=off` switches them off,
 * `avx2` asks for a narrower kind than the processor has. Looked for once.
 */
export function nativeKernels(): NativeKernels | undefined {
  if (!searched) {
    searched = true;
    found = search();
  }
  return found;
}

function search(): NativeKernels | undefined {
  const wanted = environment("GRADBOOK_NATIVE");
  if (wanted === "off") return undefined;
  for (const path of places()) {
    try {
      return open(path, wanted);
    } catch {
      // Not there, or built for another machine: the next one.
    }
  }
  return undefined;
}

/** Where a library may lie: beside the package, where set-up builds it, and in the package for this platform. */
function* places(): Generator<string> {
  const { createRequire } = process.getBuiltinModule("node:module");
  const { dirname, join } = process.getBuiltinModule("node:path");
  const require = createRequire(import.meta.url);
  const target = `${process.platform}-${process.arch}`;
  try {
    const own = dirname(require.resolve("gradbook/package.json"));
    yield join(own, "native", `gradbook-${target}.node`);
    yield require.resolve(`gradbook-native-${target}/gradbook-${target}.node`);
  } catch {
    // Bundled into a program of its own, or not installed.
  }
}

function open(path: string, wanted: string | undefined): NativeKernels {
  const { kinds } = moduleOf({ name: path });
  const kind = kinds.find((each) => each === wanted) ?? kinds[0];
  if (kind === undefined) throw new Error("native: this processor has none of the library's kinds");
  const of = (mode: ComputeMode): CompiledLibrary => ({
    name: path,
    signature: `${kind} ${mode}`,
    program: `(library, memory) => [...(${compiledCalls})(library, memory).values()]`,
  });
  return { kind, libraries: { exact: of("exact"), fast: of("fast") } };
}
