import type { Values } from "../../tensor/dtype.js";
import { activeArena, inFloats } from "./arena.js";
import type { Ground } from "./ground.js";
import { nativeParts } from "./native-parts.js";

/** Below this much work JavaScript's loops are done before a native call has begun. */
const WORTH_CALLING = 8192;

/**
 * The ground of arrays of float32: the arena of the step that is being replayed, when they lie in it. Else, where there
 * are native kernels and enough to do, in multiplications of a product, the heap. Undefined where neither is so.
 */
export function groundOf(work: number, ...arrays: readonly Values[]): Ground | undefined {
  const arena = activeArena();
  if (arena !== undefined && inFloats(arena, ...arrays)) return arena;
  if (work < WORTH_CALLING) return undefined;
  for (const array of arrays) if (!(array instanceof Float32Array)) return undefined;
  return nativeParts()?.heap();
}
