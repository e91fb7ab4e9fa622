import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { seedOr } from "../initializers/initializer.js";
import { generator } from "../random/index.js";
import type { AnyTensor } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import {
  type RbmFitOptions,
  type RbmOptions,
  type RestrictedBoltzmannMachine,
  rbmFitOptions,
  rbmOptions,
  restrictedBoltzmannMachine,
} from "./rbm.js";

/** Options of {@link pretrain}. */
export interface PretrainOptions extends RbmFitOptions, RbmOptions {}

/** What {@link pretrain} did for one layer. */
export interface PretrainedLayer {
  /** The machine that the layer's weights came from. */
  readonly rbm: RestrictedBoltzmannMachine;
  /** The mean reconstruction error of each epoch. */
  readonly errors: readonly number[];
}

/** A layer that an RBM can stand in for: sigmoid units with a bias. */
export interface PretrainableLayer {
  /** What messages call the layer. */
  readonly label: string;
  /** How many hidden units it has. */
  readonly units: number;
  /** The weights, `[in, units]`. */
  readonly kernel: AnyTensor | undefined;
  /** One number per unit, if it has a bias. */
  readonly bias: AnyTensor | undefined;
  /** Makes the weights for an input shape. */
  build(shape: readonly number[]): void;
}

/**
 * Greedy layer-wise pre-training (Hinton, Osindero and Teh 2006): trains an RBM on the data, gives its weights
 * and hidden biases to the first layer, and goes on with the hidden probabilities as the data of the next.
 *
 * `layers` are dense layers with sigmoid activation, in order; `v` [N, in] with values from 0 to 1.
 * Throws OptionError for a layer without bias.
 */
export async function pretrain(
  layers: readonly PretrainableLayer[],
  v: Operand,
  options?: PretrainOptions,
): Promise<readonly PretrainedLayer[]> {
  const names = `${rbmFitOptions}, ${rbmOptions}` as const;
  const { seed, stddev, ...fitOptions } = checkOptions("pretrain", options, names);
  const results: PretrainedLayer[] = [];
  const seeds = generator(seedOr(seed));
  let data = v;
  for (const [i, layer] of layers.entries()) {
    layer.build(data.shape);
    const rbm = restrictedBoltzmannMachine(data.shape[1] ?? 1, layer.units, {
      seed: seeds.fork(i).seed,
      ...(stddev !== undefined && { stddev }),
    });
    const { kernel, bias } = layer;
    if (kernel === undefined || bias === undefined) {
      throw new OptionError(
        `pretrain: expected dense layers with a bias, got ${layer.label} without; try useBias: true`,
      );
    }
    const errors = await rbm.fit(data, fitOptions);
    kernel.data.set(rbm.weights.data);
    bias.data.set(rbm.hiddenBias.data);
    kernel.version++;
    bias.version++;
    results.push({ rbm, errors });
    data = rbm.hiddenProbabilities(data);
  }
  return results;
}
