import { BLOCK, isLongSum, join, runOf, runsOf, total } from "./blocks";

/*
 * Sums in the reference engine's order (reference/reduce.ts): over the last axis four interleaved running sums,
 * one per lane, at the end (s0 + s1) + (s2 + s3); over any other axis one running sum per column; long ones in blocks.
 */

/** A register whose first `count` lanes, 1 to 3, are those of x and the others +0. */
// @ts-expect-error: decorator
@inline
export function firstLanes(x: v128, count: i32): v128 {
  const numbers = i32x4(0, 1, 2, 3);
  return v128.and(x, i32x4.lt_s(numbers, i32x4.splat(count)));
}

// @ts-expect-error: decorator
@inline
export function addLanes(s: v128): f32 {
  const low: f32 = f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1);
  const high: f32 = f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3);
  return low + high;
}

/** Σ of so many values in lanes. */
function sumLanes(x: usize, length: i32): f32 {
  const whole = length & ~3;
  let s = f32x4.splat(0);
  for (let i = 0; i < whole; i += 4, x += 16) s = f32x4.add(s, v128.load(x));
  if (whole < length) s = f32x4.add(s, firstLanes(v128.load(x), length - whole));
  return addLanes(s);
}

/** Σ of so many values in blocks. */
export function sumBlocks(x: usize, length: i32): f32 {
  if (length <= BLOCK) return sumLanes(x, length);
  // The greatest power of two of blocks that leaves some for the right.
  const left = BLOCK << (31 - clz((length - 1) / BLOCK));
  return sumBlocks(x, left) + sumBlocks(x + ((<usize>left) << 2), length - left);
}

/** out[o] = Σ x[o, :] */
export function sumRows(x: usize, out: usize, outer: i32, length: i32): void {
  for (let o = 0; o < outer; o++) {
    store<f32>(out, isLongSum(length) ? sumBlocks(x, length) : sumLanes(x, length));
    out += 4;
    x += (<usize>length) << 2;
  }
}

/** out[o, j] = Σ x[o, :, j]; `tree` has room for 64 bytes and as many for each level. */
export function sumColumns(x: usize, out: usize, outer: i32, length: i32, inner: i32, tree: usize): void {
  const row = (<usize>inner) << 2;
  const blocks = runsOf(length);
  const rows = runOf(length);
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; ) {
      const isWide = j + 16 <= inner;
      const target = out + ((<usize>j) << 2);
      const to = blocks > 1 ? tree : target;
      const bytes: usize = isWide ? 64 : 16;
      let at = x + ((<usize>j) << 2);
      const end = at + row * <usize>length;
      for (let block = 0; block < blocks; block++) {
        const stop = min(end, at + row * <usize>rows);
        let s0 = f32x4.splat(0);
        if (isWide) {
          let s1 = f32x4.splat(0);
          let s2 = f32x4.splat(0);
          let s3 = f32x4.splat(0);
          for (; at < stop; at += row) {
            s0 = f32x4.add(s0, v128.load(at));
            s1 = f32x4.add(s1, v128.load(at, 16));
            s2 = f32x4.add(s2, v128.load(at, 32));
            s3 = f32x4.add(s3, v128.load(at, 48));
          }
          v128.store(to, s1, 16);
          v128.store(to, s2, 32);
          v128.store(to, s3, 48);
        } else {
          for (; at < stop; at += row) s0 = f32x4.add(s0, v128.load(at));
        }
        v128.store(to, s0);
        if (blocks > 1) join(tree, bytes, tree + 64, 64, block);
      }
      if (blocks > 1) {
        total(tree, bytes, tree + 64, 64, blocks);
        memory.copy(target, tree, bytes);
      }
      j += isWide ? 16 : 4;
    }
    x += row * <usize>length;
    out += row;
  }
}

/** 1 when none of n values is infinite or NaN, else 0: x - x is 0 for all others. */
export function allFinite(x: usize, n: i32): i32 {
  let s = f32x4.splat(0);
  const whole = n & ~3;
  for (const end = x + ((<usize>whole) << 2); x < end; x += 16) {
    const values = v128.load(x);
    s = f32x4.add(s, f32x4.sub(values, values));
  }
  if (whole < n) {
    const values = firstLanes(v128.load(x), n - whole);
    s = f32x4.add(s, f32x4.sub(values, values));
  }
  return addLanes(s) === 0 ? 1 : 0;
}
