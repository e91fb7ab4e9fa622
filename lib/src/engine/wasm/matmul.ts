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

function multiplyInPlace(
  ground: Ground,
  { a, b, out }: Factors,
  { m, k, n, transposeA, transposeB, offsetsA, offsetsB }: MatMulLayout,
): void {
  const [atA, atB, atOut] = [ground.address(a), ground.address(b), ground.address(out)];
  if (m <= FEW_ROWS && !transposeA && !transposeB && offsetsA.length === 1) {
    const tree = ground.scratch(treeBytes(k, n * 4));
    callAlone(ground, "multiplyThin", m * k * n, [atA, atB, atOut, m, k, n, tree]);
    return;
  }
  const own = TILES + k * 32;
  const scratch = ground.scratch(own * ground.threads);
  const [strideI, strideP] = transposeA ? [4, m * 4] : [k * 4, 4];
  const [packP, packJ] = transposeB ? [4, k * 4] : [n * 4, 4];
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
    const strides = [strideI, strideP, n * 4, packP, packJ];
    share(ground, "multiplyPanels", [fromA, fromB, to, m, k, n, ...strides, scratch], {
      ...(byColumns
        ? { size: 5, moves: { 1: packJ, 2: 4 }, unit: isNative ? NATIVE_PANEL : PANEL }
        : { size: 3, moves: { 0: strideI, 2: n * 4 }, unit: 4, perThread: rowParts }),
      scratch: { 11: own },
      work: m * k * n,
    });
  }
}

function multiplyBatch(
  { kernels, scratch }: Machine,
  { a, b, out }: { readonly a: Float32Array; readonly b: Float32Array; readonly out: Float32Array },
  { m, k, n, transposeA, transposeB, offsetsA, offsetsB }: MatMulLayout,
): void {
  const columns = Math.ceil(n / 8) * 8;
  const rows = Math.ceil(m / 4) * 4;
  const lengths = [rows * k, k * n, k * columns, rows * columns, TILES / 4];
  const [atA, atB, atPanels, atC, tiles] = scratch.reserve(lengths) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const floats = scratch.floats;
  let packed = -1;
  for (let batch = 0; batch < offsetsA.length; batch++) {
    const fromA = offsetsA[batch]!;
    const fromB = offsetsB[batch]!;
    floats.set(a.subarray(fromA, fromA + m * k), atA / 4);
    if (fromB !== packed) {
      floats.set(b.subarray(fromB, fromB + k * n), atB / 4);
      kernels.pack(atB, atPanels, k, n, transposeB ? 4 : n * 4, transposeB ? k * 4 : 4);
      packed = fromB;
    }
    kernels.multiply(
      atA,
      atPanels,
      atC,
      rows,
      k,
      columns,
      transposeA ? 4 : k * 4,
      transposeA ? m * 4 : 4,
      columns * 4,
      tiles,
    );
    copyRows(floats, atC / 4, columns, out, batch * m * n, m, n);
  }
}

/** Copies m rows of n values out of a matrix whose rows are `columns` apart. */
function copyRows(
  from: Float32Array,
  start: number,
  columns: number,
  out: Float32Array,
  to: number,
  m: number,
  n: number,
): void {
  if (columns === n) {
    out.set(from.subarray(start, start + m * n), to);
    return;
  }
  for (let i = 0; i < m; i++) {
    out.set(from.subarray(start + i * columns, start + i * columns + n), to + i * n);
  }
}
