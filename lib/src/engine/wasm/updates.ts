import type { UpdateKernel, UpdateName } from "../engine.js";
import { activeArena, inFloats } from "./arena.js";
import { shareValues } from "./share.js";

/** An optimizer's update of arrays of a recorded step in one pass. */
function wasmUpdate(name: UpdateName): UpdateKernel {
  return (arrays, numbers) => {
    const arena = activeArena();
    if (arena === undefined || !inFloats(arena, ...arrays)) return false;
    shareValues(arena, name, arrays, { numbers, inPlace: true });
    return true;
  };
}

/** Every update that an optimizer knows a name for. */
export const wasmUpdates: Readonly<Record<UpdateName, UpdateKernel>> = {
  adagrad: wasmUpdate("adagrad"),
  adam: wasmUpdate("adam"),
  amsgrad: wasmUpdate("amsgrad"),
  averagedMomentum: wasmUpdate("averagedMomentum"),
  momentum: wasmUpdate("momentum"),
  nadam: wasmUpdate("nadam"),
  nesterov: wasmUpdate("nesterov"),
  rmsprop: wasmUpdate("rmsprop"),
  rmspropCentered: wasmUpdate("rmspropCentered"),
  rmspropCenteredMomentum: wasmUpdate("rmspropCenteredMomentum"),
  rmspropMomentum: wasmUpdate("rmspropMomentum"),
  sgd: wasmUpdate("sgd"),
};
