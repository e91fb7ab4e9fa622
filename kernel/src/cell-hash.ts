/** The seed of the debugger's file names, as ipykernel has it. */
export const HASH_SEED = 0xc70f6907;

/**
 * Names a cell's text by 32 bits: MurmurHash2 of its UTF-8, which JupyterLab's debugger knows as `Murmur2` and computes
 * itself from what stands in an editor.
 */
export function cellHash(source: string, seed: number = HASH_SEED): number {
  const bytes = new TextEncoder().encode(source);
  const multiplier = 0x5bd1e995;
  let hash = seed ^ bytes.length;
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (; bytes.length - at >= 4; at += 4) {
    let block = Math.imul(view.getUint32(at, true), multiplier);
    block = Math.imul(block ^ (block >>> 24), multiplier);
    hash = Math.imul(hash, multiplier) ^ block;
  }
  if (at < bytes.length) {
    for (let i = bytes.length - 1; i >= at; i--) hash ^= bytes[i]! << (8 * (i - at));
    hash = Math.imul(hash, multiplier);
  }
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return (hash ^ (hash >>> 15)) >>> 0;
}
