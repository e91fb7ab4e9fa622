import type { Values } from "../../tensor/dtype.js";
import { Arena } from "./arena.js";

let arena: Arena | undefined | null = null;

/**
 * Runs a kernel of recorded steps once on arrays of JavaScript's heap: they are copied into an arena of their own,
 * and the result is copied out. Says whether it did: only for float32, and where WebAssembly can.
 */
export function visit(
  arrays: readonly Values[],
  out: Values,
  run: (arena: Arena, arrays: readonly Values[], out: Values) => boolean,
): boolean {
  const all = [...arrays, out];
  if (!all.every((array) => array instanceof Float32Array)) return false;
  const bytes = all.reduce((sum, array) => sum + array.byteLength + 8192, 0);
  if (arena === null) arena = Arena.create(bytes);
  if (arena === undefined) return false;
  const region = arena.reserve(bytes);
  let at = region;
  const inside = all.map((array) => {
    const view = arena!.view("float32", at, array.length);
    // Arrays at different offsets within 4 KiB do not evict each other from the cache.
    at = Math.ceil((at + array.byteLength + 64) / 4096) * 4096 + 320;
    return view;
  });
  const copies = inside.slice(0, -1);
  for (const [i, copy] of copies.entries()) copy.set(arrays[i]!);
  const result = inside[inside.length - 1]!;
  const did = run(arena, copies, result);
  if (did) out.set(result);
  arena.release(region, bytes);
  return did;
}
