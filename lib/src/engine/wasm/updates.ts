import type { UpdateKernel, UpdateName } from "../engine.js";
import { activeArena, inFloats } from "./arena.js";
import { shareValues } from "./share.js";

/** An optimizer's update of arrays of a recorded step in one pass. */
export function wasmUpdate(name: UpdateName): UpdateKernel {
  return (arrays, numbers) => {
    const arena = activeArena();
    if (arena === undefined || !inFloats(arena, ...arrays)) return false;
    shareValues(arena, name, arrays, numbers);
    return true;
  };
}
