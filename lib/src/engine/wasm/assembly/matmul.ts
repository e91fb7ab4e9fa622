import { join, runOf, runsOf, total } from "./blocks";

/*
 * c = a · b in float32, in the reference engine's order: every element starts at +0 and adds a[i, p] · b[p, j]
 * for p = 0, 1, 2, …, the product rounded, then the sum; more than 4,096 terms in blocks. Lanes run over columns.
 *
 * A register tile is 4 rows by 8 columns: eight accumulators, two registers of b and one of a. Larger tiles
 * spill (V8 keeps 16 vector registers), smaller ones load b more often than they use it.
 */

/** x · y + s: two roundings, or one where the kernels are compiled for the fast mode. */
// @ts-expect-error: decorator
@inline
export function multiplyAdd(x: v128, y: v128, s: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, s);
  return f32x4.add(s, f32x4.mul(x, y));
}

/** Columns in one panel of a packed b. */
export const PANEL: i32 = 8;
/** Bytes of a register tile. */
const TILE: usize = 128;
/** Bytes of a tile and of the tree for it: 2^30 terms, all that fit into a memory, have 23 levels. */
export const TILES: usize = 24 * TILE;

/** Stores a tile of four rows, which are `next` bytes apart. */
// @ts-expect-error: decorator
@inline
export function storeTile(
  to: usize,
  next: usize,
  c00: v128,
  c01: v128,
  c10: v128,
  c11: v128,
  c20: v128,
  c21: v128,
  c30: v128,
  c31: v128,
): void {
  v128.store(to, c00);
  v128.store(to, c01, 16);
  to += next;
  v128.store(to, c10);
  v128.store(to, c11, 16);
  to += next;
  v128.store(to, c20);
  v128.store(to, c21, 16);
  to += next;
  v128.store(to, c30);
  v128.store(to, c31, 16);
}

/**
 * Copies b [k, n] into panels of eight columns: panel q holds b[0, 8q..8q+7], b[1, 8q..8q+7], …
 * The last panel is filled up with zeros. Strides are in bytes, so b may be stored transposed.
 */
export function pack(b: usize, panels: usize, k: i32, n: i32, strideP: usize, strideJ: usize): void {
  let to = panels;
  for (let j = 0; j < n; j += PANEL) {
    const width = min(PANEL, n - j);
    let from = b + <usize>j * strideJ;
    if (width === PANEL && strideJ === 4) {
      for (let p = 0; p < k; p++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += strideP;
        to += PANEL << 2;
      }
    } else {
      for (let p = 0; p < k; p++) {
        let value = from;
        for (let lane = 0; lane < PANEL; lane++) {
          store<f32>(to + ((<usize>lane) << 2), lane < width ? load<f32>(value) : 0);
          value += strideJ;
        }
        from += strideP;
        to += PANEL << 2;
      }
    }
  }
}

/**
 * c [m, n] = a [m, k] · the packed b.
 * Whole tiles of short sums are computed where they belong; others in `tiles`, 3,072 bytes for a tile and its tree, and
 * copied. Rows past the end of a are read (as whatever is there) and their results are never looked at. Strides are in
 * bytes, so a may be stored transposed.
 */
export function multiply(
  a: usize,
  panels: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  strideI: usize,
  strideP: usize,
  strideC: usize,
  tiles: usize,
): void {
  const depth = <usize>k * strideP;
  const blocks = runsOf(k);
  const step = <usize>runOf(k) * strideP;
  for (let j = 0; j < n; j += PANEL) {
    const panel = panels + ((<usize>j * <usize>k) << 2);
    for (let i = 0; i < m; i += 4) {
      let a0 = a + <usize>i * strideI;
      let a1 = a0 + strideI;
      let a2 = a1 + strideI;
      let a3 = a2 + strideI;
      const last = a0 + depth;
      let b = panel;
      const whole = blocks === 1 && i + 4 <= m && j + PANEL <= n;
      const target = c + <usize>i * strideC + ((<usize>j) << 2);
      const rowC: usize = whole ? strideC : PANEL << 2;
      for (let block = 0; block < blocks; block++) {
        const end = min(a0 + step, last);
        let c00 = f32x4.splat(0);
        let c01 = f32x4.splat(0);
        let c10 = f32x4.splat(0);
        let c11 = f32x4.splat(0);
        let c20 = f32x4.splat(0);
        let c21 = f32x4.splat(0);
        let c30 = f32x4.splat(0);
        let c31 = f32x4.splat(0);
        while (a0 < end) {
          const b0 = v128.load(b);
          const b1 = v128.load(b, 16);
          let x = v128.load32_splat(a0);
          c00 = multiplyAdd(x, b0, c00);
          c01 = multiplyAdd(x, b1, c01);
          x = v128.load32_splat(a1);
          c10 = multiplyAdd(x, b0, c10);
          c11 = multiplyAdd(x, b1, c11);
          x = v128.load32_splat(a2);
          c20 = multiplyAdd(x, b0, c20);
          c21 = multiplyAdd(x, b1, c21);
          x = v128.load32_splat(a3);
          c30 = multiplyAdd(x, b0, c30);
          c31 = multiplyAdd(x, b1, c31);
          a0 += strideP;
          a1 += strideP;
          a2 += strideP;
          a3 += strideP;
          b += PANEL << 2;
        }
        storeTile(whole ? target : tiles, rowC, c00, c01, c10, c11, c20, c21, c30, c31);
        if (blocks > 1) join(tiles, TILE, tiles + TILE, TILE, block);
      }
      if (blocks > 1) total(tiles, TILE, tiles + TILE, TILE, blocks);
      if (!whole) {
        for (let r = 0; r < min(4, m - i); r++) {
          memory.copy(target + <usize>r * strideC, tiles + ((<usize>r) << 5), (<usize>min(PANEL, n - j)) << 2);
        }
      }
    }
  }
}

/**
 * c [m, n] = a [m, k] · b [k, n], b packed one panel at a time, which then lies in the nearest cache. `scratch` has
 * room for tiles and a panel, 3,072 + 32 k bytes. Any part of c's rows or columns can be computed by itself.
 */
export function multiplyPanels(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  strideI: usize,
  strideP: usize,
  strideC: usize,
  packP: usize,
  packJ: usize,
  scratch: usize,
): void {
  const panel = scratch + TILES;
  for (let j = 0; j < n; j += PANEL) {
    const width = min(PANEL, n - j);
    pack(b, panel, k, width, packP, packJ);
    multiply(a, panel, c, m, k, width, strideI, strideP, strideC, scratch);
    b += <usize>PANEL * packJ;
    c += PANEL << 2;
  }
}

/**
 * c [m, n] = a [m, k] · b [k, n], both as they are stored, for few rows: packing b would cost as much as the
 * product. Rows of b are read in order, four at a time; the sums of a row of c wait in memory: in c, or, where they
 * are long, in `tree`, which has room for a row of whole registers and as much for each level.
 */
export function multiplyThin(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, tree: usize): void {
  const row = (<usize>n) << 2;
  const whole = (row + 15) & ~15;
  const blocks = runsOf(k);
  const length = runOf(k);
  for (let i = 0; i < m; i++, c += row) {
    const sums = blocks > 1 ? tree : c;
    let from = b;
    for (let block = 0, left = k; block < blocks; block++, left -= length) {
      const end = min(length, left);
      memory.fill(sums, 0, row);
      let p = 0;
      for (; p + 4 <= end; p += 4, a += 16, from += row << 2) {
        const a0 = v128.load32_splat(a);
        const a1 = v128.load32_splat(a, 4);
        const a2 = v128.load32_splat(a, 8);
        const a3 = v128.load32_splat(a, 12);
        const b1 = from + row;
        const b2 = b1 + row;
        const b3 = b2 + row;
        let at: usize = 0;
        for (; at + 16 <= row; at += 16) {
          let s = v128.load(sums + at);
          s = multiplyAdd(a0, v128.load(from + at), s);
          s = multiplyAdd(a1, v128.load(b1 + at), s);
          s = multiplyAdd(a2, v128.load(b2 + at), s);
          s = multiplyAdd(a3, v128.load(b3 + at), s);
          v128.store(sums + at, s);
        }
        for (; at < row; at += 4) {
          let s = load<f32>(sums + at);
          s += f32x4.extract_lane(a0, 0) * load<f32>(from + at);
          s += f32x4.extract_lane(a1, 0) * load<f32>(b1 + at);
          s += f32x4.extract_lane(a2, 0) * load<f32>(b2 + at);
          s += f32x4.extract_lane(a3, 0) * load<f32>(b3 + at);
          store<f32>(sums + at, s);
        }
      }
      for (; p < end; p++, a += 4, from += row) {
        const x = load<f32>(a);
        for (let at: usize = 0; at < row; at += 4) {
          store<f32>(sums + at, load<f32>(sums + at) + x * load<f32>(from + at));
        }
      }
      if (blocks > 1) join(tree, whole, tree + whole, whole, block);
    }
    if (blocks > 1) {
      total(tree, whole, tree + whole, whole, blocks);
      memory.copy(c, tree, row);
    }
  }
}
