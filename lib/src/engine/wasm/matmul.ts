import { fastParts } from "../computing.js";
import type { Engine, Factors, MatMulLayout } from "../engine.js";
import { treeBytes } from "./blocks.js";
import type { Ground } from "./ground.js";
import { groundOf } from "./ground-of.js";
import { type Machine, wasmMachine } from "./machine.js";
import { callAlone, share } from "./share.js";

/** Below this many multiplications the copies into WebAssembly's memory cost more than its kernel saves. */
const WORTH_IT = 16_384;

/**
 * Matrix products in WebAssembly, bit for bit those of the engine it stands in for: float32 products of some
 * size are copied into WebAssembly's memory, multiplied there and copied back; all others are passed on.
 */
export function wasmMatmul(fallback: Engine["matmul"]): Engine["matmul"] {
  return (a, b, out, layout) => {
    const { m, k, n } = layout;
    if (fastParts()?.multiply({ a, b, out }, layout)) return;
    const ground = m * k * n >= 512 ? groundOf(m * k * n, a, b, out) : undefined;
    if (ground !== undefined) {
      multiplyInPlace(ground, { a, b, out }, layout);
      return;
    }
    const machine = n >= 4 && m * k * n >= WORTH_IT ? wasmMachine() : undefined;
    const float32 = a instanceof Float32Array && b instanceof Float32Array && out instanceof Float32Array;
    if (machine !== undefined && float32) multiplyBatch(machine, { a, b, out }, layout);
    else fallback(a, b, out, layout);
  };
}

/** Up to this many rows a product is over before b would be packed. */
const FEW_ROWS = 4;
/** Columns of b that WebAssembly's kernels pack at a time; native ones have panels of up to 64. */
const PANEL = 8;
const NATIVE_PANEL = 64;
/** Bytes of the tile, and of its tree, that a product computes its edges and long sums in, before its panel of b. */
export const TILES = 3072;

/** Bytes of the scratch memory of a product over k. */
function roomOf(k: number): number {
  return TILES + k * PANEL * 4;
}

/** How far apart, in bytes, the values of a are in rows and columns, the rows of the result, and the values of b. */
function stridesOf({
  m,
  k,
  n,
  transposeA,
  transposeB,
}: MatMulLayout): [number, number, number, number, number] {
  return [...rowsAndColumns(m, k, transposeA), n * 4, ...rowsAndColumns(k, n, transposeB)];
}

function rowsAndColumns(rows: number, columns: number, transposed: boolean): [number, number] {
  return transposed ? [4, rows * 4] : [columns * 4, 4];
}

function multiplyInPlace(ground: Ground, { a, b, out }: Factors, layout: MatMulLayout): void {
  const { m, k, n, transposeA, transposeB, offsetsA, offsetsB } = layout;
  const [atA, atB, atOut] = [ground.address(a), ground.address(b), ground.address(out)];
  if (m <= FEW_ROWS && !transposeA && !transposeB && offsetsA.length === 1) {
    const tree = ground.scratch(treeBytes(k, n * 4));
    callAlone(ground, "multiplyThin", m * k * n, [atA, atB, atOut, m, k, n, tree]);
    return;
  }
  const own = roomOf(k);
  const scratch = ground.scratch(own * ground.threads);
  const strides = stridesOf(layout);
  // Columns, so that b is packed once, unless there are too few.
  const byColumns = n >= 64 * ground.threads || n > m;
  // A part of some other width ends in a narrower tile, which takes nearly as long as a whole one.
  const isNative = ground.setWith("multiplyPanels", m * k * n).native !== undefined;
  // Parts of rows each pack all of b, which for 128 rows is a thirtieth of the work.
  const rowParts = Math.max(1, Math.round(m / 128 / ground.threads));
  for (let batch = 0; batch < offsetsA.length; batch++) {
    const fromA = atA + offsetsA[batch]! * 4;
    const fromB = atB + offsetsB[batch]! * 4;
    const to = atOut + batch * m * n * 4;
    share(ground, "multiplyPanels", [fromA, fromB, to, m, k, n, ...strides, scratch], {
      ...(byColumns
        ? { size: 5, moves: { 1: strides[4], 2: 4 }, unit: isNative ? NATIVE_PANEL : PANEL }
        : { size: 3, moves: { 0: strides[0], 2: n * 4 }, unit: 4, perThread: rowParts }),
      scratch: { 11: own },
      work: m * k * n,
    });
  }
}

function multiplyBatch(
  { kernels, scratch }: Machine,
  { a, b, out }: { readonly a: Float32Array; readonly b: Float32Array; readonly out: Float32Array },
  layout: MatMulLayout,
): void {
  const { m, k, n, offsetsA, offsetsB } = layout;
  // Up to three rows past the end of a are read.
  const lengths = [(m + 3) * k, k * n, m * n, roomOf(k) / 4];
  const [atA, atB, atOut, room] = scratch.reserve(lengths) as [number, number, number, number];
  const { floats } = scratch;
  const strides = stridesOf(layout);
  let copied = -1;
  for (let batch = 0; batch < offsetsA.length; batch++) {
    const fromA = offsetsA[batch]!;
    const fromB = offsetsB[batch]!;
    floats.set(a.subarray(fromA, fromA + m * k), atA / 4);
    if (fromB !== copied) floats.set(b.subarray(fromB, fromB + k * n), atB / 4);
    copied = fromB;
    kernels.multiplyPanels(atA, atB, atOut, m, k, n, ...strides, room);
    out.set(floats.subarray(atOut / 4, atOut / 4 + m * n), batch * m * n);
  }
}
