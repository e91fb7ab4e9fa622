import { noGrad } from "../autograd/grad-mode.js";
import { ShapeError } from "../errors.js";
import { atLeastOne, checkOptions } from "../given.js";
import { seedOr } from "../initializers/initializer.js";
import { add } from "../ops/add.js";
import { cast } from "../ops/cast.js";
import { less } from "../ops/less.js";
import { matmul } from "../ops/matmul.js";
import { mean } from "../ops/mean.js";
import { mul } from "../ops/mul.js";
import { neg } from "../ops/neg.js";
import { sigmoid } from "../ops/sigmoid.js";
import { softplus } from "../ops/softplus.js";
import { sub } from "../ops/sub.js";
import { sum } from "../ops/sum.js";
import { transpose } from "../ops/transpose.js";
import { type Generator, generator } from "../random/index.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { alone } from "../train/alone.js";
import { isTurnDue, pause } from "../train/pause.js";
import { rows } from "../train/rows.js";

/** Options of {@link restrictedBoltzmannMachine}. */
export interface RbmOptions {
  /** Seeds the weights and all samples. */
  readonly seed?: number;
  /** Standard deviation of the initial weights. Default 0.01. */
  readonly stddev?: number;
}

/** The names of {@link RbmOptions}. */
export const rbmOptions = "seed#: 1, stddev#";

/** Options of one update by contrastive divergence. */
export interface ContrastiveDivergenceOptions {
  /** Steps of Gibbs sampling. Default 1: CD-1. */
  readonly k?: number;
  /** Default 0.1. */
  readonly learningRate?: number;
}

/** Options of {@link RestrictedBoltzmannMachine.fit}. */
export interface RbmFitOptions extends ContrastiveDivergenceOptions {
  /** Default 1. */
  readonly epochs?: number;
  /** Default 32, or all examples if there are fewer. */
  readonly batchSize?: number;
}

const divergenceOptions = "k#: 1, learningRate#";

/** The names of {@link RbmFitOptions}. */
export const rbmFitOptions = `epochs#: 5, batchSize#, ${divergenceOptions}` as const;

/**
 * A restricted Boltzmann machine (Smolensky 1986): visible units v and hidden units h, both 0 or 1, with the
 * energy E(v, h) = -v·b - h·c - vᵀ W h. Made by {@link restrictedBoltzmannMachine}.
 */
export class RestrictedBoltzmannMachine {
  /** How many visible units. */
  readonly visible: number;
  /** How many hidden units. */
  readonly hidden: number;
  /** W [visible, hidden]. */
  weights: Tensor<[number, number]>;
  /** b [visible]. */
  visibleBias: Tensor<[number]>;
  /** c [hidden]. */
  hiddenBias: Tensor<[number]>;
  readonly #generator: Generator;

  constructor(visible: number, hidden: number, options?: RbmOptions) {
    const { seed, stddev = 0.01 } = checkOptions("restrictedBoltzmannMachine", options, rbmOptions);
    atLeastOne("restrictedBoltzmannMachine", "visible", visible);
    atLeastOne("restrictedBoltzmannMachine", "hidden", hidden);
    this.visible = visible;
    this.hidden = hidden;
    this.#generator = generator(seedOr(seed));
    this.weights = this.#generator.normal([visible, hidden], { stddev });
    this.visibleBias = this.#generator.normal([visible], { stddev: 0 });
    this.hiddenBias = this.#generator.normal([hidden], { stddev: 0 });
  }

  /** E(v, h) of each row: v [N, visible], h [N, hidden] → [N]. */
  energy(v: Operand, h: Operand): Tensor<[number]> {
    this.#check("energy", v, this.visible);
    this.#check("energy", h, this.hidden);
    const linear = add(matmul(v, this.visibleBias), matmul(h, this.hiddenBias));
    const coupling = sum(mul(matmul(v, this.weights), h), -1);
    return neg(add(linear, coupling)) as Operand as Tensor<[number]>;
  }

  /** F(v) = -v·b - Σ softplus(c + v W): the energy with the hidden units summed out, [N, visible] → [N]. */
  freeEnergy(v: Operand): Tensor<[number]> {
    this.#check("freeEnergy", v, this.visible);
    const hidden = sum(softplus(add(matmul(v, this.weights), this.hiddenBias)), -1);
    return neg(add(matmul(v, this.visibleBias), hidden)) as Operand as Tensor<[number]>;
  }

  /** p(h = 1 | v) = σ(c + v W): [N, visible] → [N, hidden]. */
  hiddenProbabilities(v: Operand): Tensor<[number, number]> {
    this.#check("hiddenProbabilities", v, this.visible);
    return sigmoid(add(matmul(v, this.weights), this.hiddenBias)) as Operand as Tensor<[number, number]>;
  }

  /** p(v = 1 | h) = σ(b + h Wᵀ): [N, hidden] → [N, visible]. */
  visibleProbabilities(h: Operand): Tensor<[number, number]> {
    this.#check("visibleProbabilities", h, this.hidden);
    const products = matmul(h, transpose(this.weights));
    return sigmoid(add(products, this.visibleBias)) as Operand as Tensor<[number, number]>;
  }

  /** Units that are 1 with the given probabilities, else 0. */
  sample(probabilities: Operand): Tensor<[number, number]> {
    const draws = this.#generator.uniform(probabilities.shape);
    return cast(less(draws, probabilities), "float32") as Operand as Tensor<[number, number]>;
  }

  /**
   * One update by contrastive divergence (Hinton 2002): W ← W + α (⟨v h⟩ of the data - ⟨v h⟩ after k steps).
   * It approximates the gradient of the likelihood. Hidden units are sampled, visible ones and the last hidden
   * ones taken as probabilities (Hinton 2010, section 3).
   *
   * Returns the mean squared reconstruction error of the batch: something to watch, not what is minimized.
   */
  contrastiveDivergence(v: Operand, options?: ContrastiveDivergenceOptions): number {
    const where = "contrastiveDivergence";
    const { k = 1, learningRate = 0.1 } = checkOptions(where, options, divergenceOptions);
    atLeastOne(where, "k", k);
    return noGrad(() => {
      const dataHidden = this.hiddenProbabilities(v);
      let hidden: Operand = dataHidden;
      let model: Operand = v;
      for (let i = 0; i < k; i++) {
        model = this.visibleProbabilities(this.sample(hidden));
        hidden = this.hiddenProbabilities(model);
      }
      const rate = learningRate / v.shape[0]!;
      const change = sub(matmul(transpose(v), dataHidden), matmul(transpose(model), hidden));
      const difference = asTensor(sub(v, model));
      this.weights = add(this.weights, mul(change, rate)) as Operand as Tensor<[number, number]>;
      this.visibleBias = moved(this.visibleBias, difference, rate);
      this.hiddenBias = moved(this.hiddenBias, asTensor(sub(dataHidden, hidden)), rate);
      return asTensor(mean(mul(difference, difference))).data[0]!;
    });
  }

  /** Trains on rows in random order; returns the mean reconstruction error of each epoch. */
  async fit(v: Operand, options?: RbmFitOptions): Promise<number[]> {
    const given = checkOptions("rbm.fit", options, rbmFitOptions);
    return alone("rbm.fit", this, { share: "weights", parts: [], run: () => this.#fit(v, given) });
  }

  async #fit(v: Operand, { epochs = 1, batchSize = 32, ...step }: RbmFitOptions): Promise<number[]> {
    this.#check("fit", v, this.visible);
    atLeastOne("rbm.fit", "epochs", epochs);
    atLeastOne("rbm.fit", "batchSize", batchSize);
    const examples = v.shape[0]!;
    const errors: number[] = [];
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = this.#generator.permutation(examples).data;
      let total = 0;
      for (let start = 0; start < examples; start += batchSize) {
        const end = Math.min(start + batchSize, examples);
        total += this.contrastiveDivergence(rows(asTensor(v), { start, end, order }), step) * (end - start);
        if (isTurnDue()) await pause();
      }
      errors.push(total / examples);
    }
    return errors;
  }

  #check(where: string, x: Operand, width: number): void {
    if (x.shape.length === 2 && x.shape[1] === width) return;
    throw new ShapeError(
      `rbm.${where}: expected rows [N, ${width}], got ${formatShape(x.shape)}; try reshaping the data to [N, ${width}]`,
    );
  }
}

/** bias + rate · Σ over rows. */
function moved(bias: Tensor<[number]>, differences: AnyTensor, rate: number): Tensor<[number]> {
  return add(bias, mul(sum(differences, 0), rate)) as Operand as Tensor<[number]>;
}

/**
 * A restricted Boltzmann machine with N(0, stddev²) weights and zero biases.
 *
 * @example
 * ```ts
 * const rbm = nn.restrictedBoltzmannMachine(784, 256, { seed: 1 });
 * await rbm.fit(images, { epochs: 5, learningRate: 0.05 });
 * ```
 */
export function restrictedBoltzmannMachine(
  visible: number,
  hidden: number,
  options?: RbmOptions,
): RestrictedBoltzmannMachine {
  return new RestrictedBoltzmannMachine(visible, hidden, options);
}
