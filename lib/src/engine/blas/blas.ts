import { environment } from "../../environment.js";
import type { MatMulLayout } from "../engine.js";
import { nativeParts } from "../wasm/native-parts.js";
import { type BlasLibrary, nativeCalls, ROWS, storage } from "./calls.js";
import { firstOf, type Koffi } from "./koffi.js";
import { described, loadForThisProcessor } from "./openblas.js";

/** Single-precision products by a library of the system. */
export interface Blas {
  /** The library's name, as it was found, and for OpenBLAS its release and core. */
  readonly name: string;
  /** What makes it slower than this processor can be. */
  readonly warning: string | undefined;
  /** out = a · b for each matrix of a batch, by at most so many threads. */
  multiply(factors: Factors, layout: MatMulLayout, threads: number): void;
  /** What a thread of ours loads to compute a part; undefined where the library cannot be kept to one thread. */
  readonly library: BlasLibrary | undefined;
  /** From now on a product is computed by the thread that asks for it. */
  keepToOneThread(): void;
}

export interface Factors {
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly out: Float32Array;
}

/** Libraries whose products are fast; a plain libblas is often the slow reference, so it is not among them. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  linux: ["libopenblas.so.0", "libopenblas.so", "libmkl_rt.so.2", "libmkl_rt.so"],
  darwin: [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "libopenblas.dylib",
  ],
  win32: ["libopenblas.dll", "openblas.dll", "mkl_rt.2.dll"],
};

const MULTIPLY =
  "void cblas_sgemm(int layout, int transA, int transB, int m, int n, int k, float alpha, const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc)";
const SET_THREADS = ["void openblas_set_num_threads(int threads)", "void MKL_Set_Num_Threads(int threads)"];
let found: Blas | undefined;
let searched = false;

/** The system's BLAS; undefined without one, without koffi, in browsers, and where native kernels are. Looked for once. */
export function systemBlas(): Blas | undefined {
  if (!searched) {
    searched = true;
    found = search();
  }
  return found;
}

function search(): Blas | undefined {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function") return undefined;
  const named = environment("GRADBOOK_BLAS");
  // Native kernels are as fast, and go on from product to product without a wait; a library must be asked for by name.
  if (!named && nativeParts()?.name() !== undefined) return undefined;
  const koffi = findKoffi();
  if (koffi === undefined) return undefined;
  for (const name of named ? [named] : (libraries[process.platform] ?? [])) {
    try {
      return open(koffi, name);
    } catch {
      // Not there, or not a BLAS: the next one.
    }
  }
  return undefined;
}

/** koffi as it is installed for the program, seen from its working folder; the library does not depend on it. */
function findKoffi(): Koffi | undefined {
  const { createRequire } = process.getBuiltinModule("node:module");
  try {
    return createRequire(`${process.cwd()}/`)("koffi") as Koffi;
  } catch {
    return undefined;
  }
}

function open(koffi: Koffi, name: string): Blas {
  const library = loadForThisProcessor(koffi, name);
  const sgemm = library.func(MULTIPLY);
  const setThreads = firstOf(library, SET_THREADS);
  let threads = 0;
  const use = (count: number) => {
    if (threads !== count) setThreads?.(count);
    threads = count;
  };
  return {
    ...described(library, name),
    library: setThreads && {
      folder: `${process.cwd()}/`,
      name,
      signature: MULTIPLY,
      program: `(${nativeCalls})`,
    },
    keepToOneThread: () => use(1),
    multiply({ a, b, out }, layout, most) {
      use(most);
      const { m, k, n, offsetsA, offsetsB } = layout;
      const [ta, tb, lda, ldb] = storage(layout);
      for (let batch = 0; batch < offsetsA.length; batch++) {
        const fromA = part(a, offsetsA[batch]!);
        const fromB = part(b, offsetsB[batch]!);
        sgemm(ROWS, ta, tb, m, n, k, 1, fromA, lda, fromB, ldb, 0, part(out, batch * m * n), n);
      }
    },
  };
}

function part(values: Float32Array, offset: number): Float32Array {
  return offset === 0 ? values : values.subarray(offset);
}
