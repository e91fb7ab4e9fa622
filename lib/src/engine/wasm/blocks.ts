import { blocksOf } from "../reference/blocks.js";

/** Levels of the tree that the blocks of a sum of so many terms, side by side, are joined in; 0 for a short sum. */
export function levelsOf(terms: number): number {
  const blocks = blocksOf(terms);
  return blocks === 1 ? 0 : 32 - Math.clz32(blocks);
}

/** Bytes for some sums side by side, in whole registers, and for their tree. */
export function treeBytes(terms: number, bytes: number): number {
  return (levelsOf(terms) + 1) * Math.ceil(bytes / 16) * 16;
}
