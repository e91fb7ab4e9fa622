/*
 * Long sums in blocks, joined in a tree (reference/blocks.ts). Blocks come one after the other, so the tree is kept as
 * the digits of a counter: its slots, one for each level, hold the sums of 2^level blocks that wait for a right branch.
 * A sum of +0 changes no other, since none is -0: blocks in which nothing is added can be left out at the end.
 */

/** Sums of up to this many terms are one block. */
const SHORT: i32 = 4096;
/** Terms of a block of longer sums; 64 of sums of more than 2^20 terms whose blocks are one running sum each. */
export const BLOCK: i32 = 256;

/** Whether a sum of so many terms has blocks. */
// @ts-expect-error: decorator
@inline
export function isLongSum(terms: i32): bool {
  return terms > SHORT;
}

/** How many terms the first block of a sum has where a block is one running sum. */
export function runOf(terms: i32): i32 {
  return isLongSum(terms) ? (terms > 1 << 20 ? 64 : BLOCK) : terms;
}

/** How many blocks such a sum has. */
export function runsOf(terms: i32): i32 {
  const run = runOf(terms);
  return isLongSum(terms) ? (terms + run - 1) / run : 1;
}

/**
 * Puts the sums of a block, given its number, into the tree: `bytes` of them side by side, whole registers. The slots
 * are `apart`. The next block starts at +0.
 */
export function join(sums: usize, bytes: usize, slots: usize, apart: usize, block: i32): void {
  const levels = ctz(~block);
  for (const end = sums + bytes; sums < end; sums += 16, slots += 16) {
    let s = v128.load(sums);
    let slot = slots;
    for (let level = 0; level < levels; level++, slot += apart) s = f32x4.add(v128.load(slot), s);
    v128.store(slot, s);
    v128.store(sums, f32x4.splat(0));
  }
}

/** The sums of so many blocks, all that were joined. */
export function total(sums: usize, bytes: usize, slots: usize, apart: usize, blocks: i32): void {
  for (const end = sums + bytes; sums < end; sums += 16, slots += 16) {
    let slot = slots;
    let s = f32x4.splat(0);
    for (let left = blocks; left > 0; left >>= 1, slot += apart) {
      if ((left & 1) !== 0) s = f32x4.add(v128.load(slot), s);
    }
    v128.store(sums, s);
  }
}
