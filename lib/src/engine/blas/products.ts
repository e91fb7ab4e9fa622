import type { Factors, MatMulLayout } from "../engine.js";
import { type Arena, activeArena, inFloats } from "../wasm/arena.js";
import { type KernelSet, nextSetNumber } from "../wasm/kernels.js";
import { type Split, shareCall, WORTH_STARTING } from "../wasm/share.js";
import { threads } from "../wasm/threads/team.js";
import { systemBlas } from "./blas.js";
import { type BlasLibrary, nativeCalls, storage } from "./calls.js";

/** Up to this many rows a product is over before a library would have begun. */
const FEW_ROWS = 4;
/** Below this many multiplications the call into a native library costs what it saves. */
const NATIVE = 100_000;

/** Hands a product to the system's BLAS where there is one; says whether it did. */
export function multipliesNatively(factors: Factors, layout: MatMulLayout): boolean {
  const { m, k, n } = layout;
  const { a, b, out } = factors;
  const blas = m > FEW_ROWS && m * k * n >= NATIVE ? systemBlas() : undefined;
  if (blas === undefined) return false;
  const arena = activeArena();
  if (!(a instanceof Float32Array && b instanceof Float32Array && out instanceof Float32Array)) return false;
  if (arena?.crew !== undefined && blas.library !== undefined && inFloats(arena, a, b, out)) {
    blas.keepToOneThread();
    shareNatively(arena, blas.library, { factors, layout });
    return true;
  }
  // Its own threads go on spinning for a while after a product, so it gets them for large ones only.
  const most = arena?.threads ?? (m * k * n >= 2 * WORTH_STARTING ? threads() : 1);
  if (arena !== undefined && m * k * n >= WORTH_STARTING) arena.offers++;
  blas.multiply({ a, b, out }, layout, most);
  return true;
}

/** A product of which each of our threads has the library compute parts: its own threads would be in their way. */
function shareNatively(
  arena: Arena,
  library: BlasLibrary,
  { factors: { a, b, out }, layout }: { readonly factors: Factors; readonly layout: MatMulLayout },
): void {
  const { m, k, n, transposeA, transposeB, offsetsA, offsetsB } = layout;
  const set = setOver(arena, library);
  const cut: Pick<Split, "size" | "moves" | "unit"> =
    n >= m
      ? { size: 4, moves: { 1: transposeB ? k * 4 : 4, 2: 4 }, unit: 16 }
      : { size: 3, moves: { 0: transposeA ? 4 : k * 4, 2: n * 4 }, unit: 8 };
  for (let batch = 0; batch < offsetsA.length; batch++) {
    const fromA = a.byteOffset + offsetsA[batch]! * 4;
    const fromB = b.byteOffset + offsetsB[batch]! * 4;
    const numbers = [fromA, fromB, out.byteOffset + batch * m * n * 4, m, n, k, ...storage(layout), n];
    // Each part lays out the other factor anew, so there are few.
    shareCall(arena, { set, kernel: 0 }, numbers, { ...cut, work: m * k * n, perThread: 2 });
  }
}

const sets = new WeakMap<Arena, KernelSet<object>>();

/** The library's product over an arena's memory. */
function setOver(arena: Arena, library: BlasLibrary): KernelSet<object> {
  const known = sets.get(arena);
  if (known !== undefined) return known;
  const memory = arena.set.memory!;
  const calls = nativeCalls(library, memory);
  const set = { number: nextSetNumber(), native: library, memory, kernels: {}, numbers: new Map(), calls };
  sets.set(arena, arena.adopted(set));
  return set;
}
