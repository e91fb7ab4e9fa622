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
      `${where}: expected a state of ${optimizer}, got ${state.name}; try optimizers.${state.name}()`,
    );
  }
  const { iterations, learningRate = 0 } = state;
  if (!(Number.isInteger(iterations) && iterations >= 0)) {
    throw new OptionError(
      `${where}: expected a whole number of iterations, got ${iterations}; try one made alike`,
    );
  }
  // JSON writes NaN as null, which compares as 0.
  if (!(typeof learningRate === "number" && learningRate >= 0)) {
    throw new OptionError(
      `${where}: expected a learningRate of at least 0, got ${learningRate}; try one made alike`,
    );
  }
  const byName = new Map(weights.map(({ name, tensor }) => [name, tensor]));
  for (const [name, slots] of state.slots) {
    const tensor = byName.get(name);
    const Values = tensor?.dtype === "float64" ? Float64Array : Float32Array;
    const fits = (values: unknown) => values instanceof Values && values.length === tensor?.size;
    if (slots.length !== slotCount || !Array.from(slots).every(fits)) {
      const fitting = tensor === undefined ? "which is not there" : described(new Values(tensor.size));
      const got = Array.from(slots, described).join(", ") || "none";
      throw new OptionError(
        `${where}: expected ${slotCount} arrays that fit ${name} (${fitting}), got ${got}; try one made alike`,
      );
    }
  }
}

function described(values: FloatValues | undefined): string {
  return values === undefined ? "none" : `${values.constructor.name} of ${values.length}`;
}
