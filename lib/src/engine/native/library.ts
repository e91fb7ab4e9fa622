import type { ComputeMode } from "../computing.js";
import type { Koffi } from "../native-library.js";
import { type CompiledLibrary, compiledCalls } from "./compiled-calls.js";

/** The native kernels of this machine: for each mode a library as threads are told of it. */
export interface NativeKernels {
  /** What the processor has, as the library names it: `"avx512"`, `"avx2"`, `"neon"`. */
  readonly kind: string;
  readonly libraries: Readonly<Record<ComputeMode, CompiledLibrary>>;
}

const endings: Readonly<Record<string, string>> = { darwin: "dylib", win32: "dll" };

let found: NativeKernels | undefined;
let searched = false;

/**
 * The native kernels, which have to be asked for: `GRADBOOK_NATIVE=on`, or `avx2` for a narrower kind than the
 * processor has. Undefined without a library that was built for this machine, and without koffi. Looked for once.
 */
export function nativeKernels(): NativeKernels | undefined {
  if (!searched) {
    searched = true;
    found = search();
  }
  return found;
}

function search(): NativeKernels | undefined {
  // Not by default yet: a process with several threads was once seen to crash.
  const wanted = process.env.GRADBOOK_NATIVE;
  if (!wanted || wanted === "off") return undefined;
  for (const place of places()) {
    try {
      return open(place, wanted);
    } catch {
      // Not there, or built for another machine: the next one.
    }
  }
  return undefined;
}

interface Place {
  /** Where koffi is looked for. */
  readonly folder: string;
  readonly library: string;
}

/** Where a library may lie: beside the package, where set-up builds it, and in the package for this platform. */
function* places(): Generator<Place> {
  const { createRequire } = process.getBuiltinModule("node:module");
  const { dirname, join } = process.getBuiltinModule("node:path");
  const here = import.meta.url;
  const require = createRequire(here);
  const target = `${process.platform}-${process.arch}`;
  const file = `gradbook-${target}.${endings[process.platform] ?? "so"}`;
  const own = dirname(require.resolve("gradbook/package.json"));
  yield { folder: here, library: join(own, "native", file) };
  try {
    yield { folder: here, library: require.resolve(`gradbook-native-${target}/${file}`) };
  } catch {
    // Not installed.
  }
}

function open({ folder, library: path }: Place, wanted: string): NativeKernels {
  const koffi = process.getBuiltinModule("node:module").createRequire(folder)("koffi") as Koffi;
  const library = koffi.load(path);
  const kindOf = library.func("const char *gradbook_kind(int number)");
  const kinds = listOf((number) => kindOf(number));
  const kind = kinds.includes(wanted) ? wanted : kinds[0];
  if (kind === undefined) throw new Error("native: this processor has none of the library's kinds");
  const of = (mode: ComputeMode): CompiledLibrary => {
    const prefix = `gradbook_${kind}_${mode}`;
    const declaration = library.func(`const char *${prefix}_declaration(int number)`);
    const declarations = listOf((number) => declaration(number));
    return {
      folder,
      name: path,
      signature: [prefix, ...declarations].join(";"),
      program: `(${compiledCalls})`,
    };
  };
  return { kind, libraries: { exact: of("exact"), fast: of("fast") } };
}

function listOf(at: (number: number) => unknown): string[] {
  const list: string[] = [];
  for (let next = at(0); typeof next === "string"; next = at(list.length)) list.push(next);
  return list;
}
