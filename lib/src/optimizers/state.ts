import { OptionError } from "../errors.js";
import type { DType, FloatValues } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** A weight by its name, as `model.weights()` lists them. */
export interface NamedWeight {
  /** The way to it: `dense.kernel`. */
  readonly name: string;
  /** The values. */
  readonly tensor: Tensor<Shape, DType>;
}

/** What an optimizer remembers between two steps. */
export interface OptimizerState {
  /** The optimizer's name: `"adam"`. */
  readonly name: string;
  /** Steps taken so far. */
  readonly iterations: number;
  /** The learning rate, when it is a number and no schedule. */
  readonly learningRate?: number;
  /** By the names of the weights: one array for each thing remembered, such as momentum. */
  readonly slots: ReadonlyMap<string, readonly FloatValues[]>;
}

/** Checks that a state is this optimizer's and fits the weights. Throws OptionError. */
export function checkState(
  optimizer: string,
  slotCount: number,
  { weights, state }: { readonly weights: readonly NamedWeight[]; readonly state: OptimizerState },
): void {
  const where = `${optimizer}.setState`;
  if (state.name !== optimizer) {
    throw new OptionError(
      `${where}: expected the state of ${optimizer}, got that of ${state.name}; try optimizers.${state.name}()`,
    );
  }
  if (!Number.isSafeInteger(state.iterations) || state.iterations < 0) {
    throw new OptionError(
      `${where}: expected a whole number of steps of at least 0, got ${state.iterations}; try the state that getState gave`,
    );
  }
  const byName = new Map(weights.map(({ name, tensor }) => [name, tensor]));
  for (const [name, slots] of state.slots) {
    const tensor = byName.get(name);
    if (tensor === undefined) {
      const known = [...byName.keys()].join(", ") || "none";
      throw new OptionError(
        `${where}: expected weights named ${known}, got ${name}; try the weights of a model of the same layers`,
      );
    }
    const Values = tensor.dtype === "float64" ? Float64Array : Float32Array;
    if (
      slots.length !== slotCount ||
      Array.from(slots).some((values) => !(values instanceof Values) || values.length !== tensor.size)
    ) {
      throw new OptionError(
        `${where}: expected ${slotCount} ${tensor.dtype} arrays of ${tensor.size} for ${name}, got ${slots.length} of ${slots[0]?.length ?? 0}; try an optimizer with the options of the one that was saved`,
      );
    }
  }
}
