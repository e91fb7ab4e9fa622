import type { UpdateKernel, UpdateName } from "../engine.js";
import { forNames } from "./for-names.js";
import { groundOf } from "./ground-of.js";
import { PASS, shareValues } from "./share.js";

/** An optimizer's update in one pass. */
function wasmUpdate(name: UpdateName): UpdateKernel {
  return (arrays, numbers) => {
    const ground = groundOf(arrays[0]!.length * PASS, ...arrays);
    if (ground === undefined) return false;
    shareValues(ground, name, arrays, { numbers, inPlace: true });
    return true;
  };
}

/** Every update that an optimizer knows a name for. */
export const wasmUpdates: Readonly<Record<UpdateName, UpdateKernel>> = forNames(
  [
    "adagrad",
    "adam",
    "amsgrad",
    "averagedMomentum",
    "momentum",
    "nadam",
    "nesterov",
    "rmsprop",
    "rmspropCentered",
    "rmspropCenteredMomentum",
    "rmspropMomentum",
    "sgd",
  ],
  wasmUpdate,
);
