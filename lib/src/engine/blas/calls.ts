import type { MatMulLayout } from "../engine.js";
import type { NativeLibrary, SharedMemory } from "../native-library.js";
import type { Koffi } from "./koffi.js";

/** A library that threads load through koffi. */
export interface BlasLibrary extends NativeLibrary {
  /** The program's folder, where koffi is found. */
  readonly folder: string;
}

/** CBLAS's numbers for row-major order, a matrix as it is, and a transposed one. */
export const ROWS = 101;
const PLAIN = 111;
const TRANSPOSED = 112;

/** How CBLAS is told about both factors: as they are or transposed, and the distance of their rows in values. */
export function storage({ m, k, n, transposeA, transposeB }: MatMulLayout) {
  const [ta, rowA] = transposeA ? [TRANSPOSED, m] : [PLAIN, k];
  const [tb, rowB] = transposeB ? [TRANSPOSED, k] : [PLAIN, n];
  return [ta, tb, rowA, rowB] as const;
}

/**
 * The library's product as a kernel over a memory: c [m, n] = a [m, k] · b [k, n], a and b plain (111) or
 * transposed (112). Runs in worker threads, which are given its text: it uses nothing but its parameters.
 */
export function nativeCalls(
  { folder, name, signature }: BlasLibrary,
  memory: SharedMemory,
): readonly ((...numbers: number[]) => void)[] {
  const { createRequire } = process.getBuiltinModule("node:module");
  const koffi = createRequire(folder)("koffi") as Koffi;
  const product = koffi.load(name).func(signature);
  /** Only where an array begins counts; this thread may not know yet that the memory has grown. */
  const from = (address: number) => {
    if (address >= memory.buffer.byteLength) memory.grow(0);
    return new Float32Array(memory.buffer, address);
  };
  return [
    (a, b, c, m, n, k, transposeA, transposeB, rowA, rowB, rowC) => {
      product(101, transposeA, transposeB, m, n, k, 1, from(a!), rowA, from(b!), rowB, 0, from(c!), rowC);
    },
  ];
}
