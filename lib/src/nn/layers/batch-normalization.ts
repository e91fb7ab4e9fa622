import { OptionError, ShapeError } from "../../errors.js";
import { checkOptions, quoted } from "../../given.js";
import type { Initializer, InitializerName } from "../../initializers/index.js";
import { add } from "../../ops/add.js";
import { div } from "../../ops/div.js";
import { mean } from "../../ops/mean.js";
import { mul } from "../../ops/mul.js";
import { sqrt } from "../../ops/sqrt.js";
import { sub } from "../../ops/sub.js";
import { effect } from "../../recorder/effect.js";
import type { Regularizer } from "../../regularizers/index.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { FloatValues, Values } from "../../tensor/dtype.js";
import { moveAverage } from "../../tensor/moving-average.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { ForwardContext } from "../mode.js";
import type { SameShape } from "../shape-map.js";

/** Options of {@link batchNormalization}. */
export interface BatchNormalizationOptions extends LayerOptions {
  /** How slowly the running statistics forget, in [0, 1). Default 0.99. */
  readonly momentum?: number;
  /** Added to the variance. Default 1e-3. */
  readonly epsilon?: number;
  /** Adds β. Default true. */
  readonly center?: boolean;
  /** Multiplies by γ. Default true. */
  readonly scale?: boolean;
  /** Default `"ones"`. */
  readonly gammaInitializer?: Initializer | InitializerName;
  /** Default `"zeros"`. */
  readonly betaInitializer?: Initializer | InitializerName;
  /** Penalty on γ. Default none. */
  readonly gammaRegularizer?: Regularizer;
  /** Penalty on β. Default none. */
  readonly betaRegularizer?: Regularizer;
}

const names =
  `momentum#: 0.99, epsilon#, center?, scale?, gammaInitializer, betaInitializer, gammaRegularizer, betaRegularizer, ${layerOptions}` as const;

/** Normalizes each feature over the batch. Made by {@link batchNormalization}. */
export class BatchNormalization extends Layer<SameShape> {
  override readonly kind = "batchNormalization";
  /** Share that a step keeps of the running mean and variance. */
  readonly momentum: number;
  /** ε, added to the variance. */
  readonly epsilon: number;
  /** [features]; undefined without scale, or before the first input. */
  gamma: AnyTensor | undefined;
  /** [features]; undefined without center, or before the first input. */
  beta: AnyTensor | undefined;
  /** The running mean [features], used in inference. */
  movingMean: AnyTensor | undefined;
  /** The running variance [features], used in inference. */
  movingVariance: AnyTensor | undefined;
  readonly #options: BatchNormalizationOptions;

  constructor(options: BatchNormalizationOptions = {}) {
    super(checkOptions("batchNormalization", options, names));
    const { momentum = 0.99, epsilon = 1e-3 } = options;
    if (!(momentum >= 0 && momentum < 1)) {
      throw new OptionError(
        `batchNormalization: expected momentum in [0, 1), got ${quoted(momentum)}; try momentum: 0.99`,
      );
    }
    if (!(epsilon > 0)) {
      throw new OptionError(
        `batchNormalization: expected epsilon above 0, got ${quoted(epsilon)}; try epsilon: 1e-3`,
      );
    }
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.#options = options;
  }

  override get libraryClass(): unknown {
    return BatchNormalization;
  }

  override get label(): string {
    return "BatchNormalization()";
  }

  protected override inputSignature(shape: Shape): readonly (number | null)[] {
    return shape.map((size, axis) => (axis === shape.length - 1 ? size : null));
  }

  protected override createWeights(inputShape: Shape): void {
    if (inputShape.length < 2) {
      throw new ShapeError(
        `${this.label}: expected input [N, features], got ${formatShape(inputShape)}; try expandDims(-1) for a single feature`,
      );
    }
    const shape = [inputShape.at(-1)!];
    const {
      scale = true,
      center = true,
      gammaInitializer = "ones",
      betaInitializer = "zeros",
    } = this.#options;
    const { gammaRegularizer, betaRegularizer } = this.#options;
    if (scale) {
      this.gamma = this.addWeight("gamma", shape, {
        initializer: gammaInitializer,
        regularizer: gammaRegularizer,
      });
    }
    if (center) {
      this.beta = this.addWeight("beta", shape, {
        initializer: betaInitializer,
        regularizer: betaRegularizer,
      });
    }
    this.movingMean = this.addWeight("movingMean", shape, { initializer: "zeros", trainable: false });
    this.movingVariance = this.addWeight("movingVariance", shape, { initializer: "ones", trainable: false });
  }

  protected override compute(x: AnyTensor, { training }: ForwardContext): AnyTensor {
    // A frozen layer keeps its statistics too, as in Keras; a batch without examples has none to give.
    const [mu, variance] =
      training && this.trainable && x.size > 0 ? this.#batchStatistics(x) : this.#runningStatistics();
    const deviation = asTensor(sqrt(add(variance, this.epsilon)));
    let y = asTensor(div(sub(x, mu), deviation));
    if (this.gamma !== undefined) y = asTensor(mul(y, this.gamma));
    if (this.beta !== undefined) y = asTensor(add(y, this.beta));
    return y;
  }

  #runningStatistics(): readonly [AnyTensor, AnyTensor] {
    return [this.movingMean!, this.movingVariance!];
  }

  #batchStatistics(x: AnyTensor): readonly [AnyTensor, AnyTensor] {
    const axes = x.shape.slice(0, -1).map((_, axis) => axis);
    const mu = asTensor(mean(x, axes));
    const centered = asTensor(sub(x, mu));
    const variance = asTensor(mean(mul(centered, centered), axes));
    blend(this.movingMean!, mu, this.momentum);
    blend(this.movingVariance!, variance, this.momentum);
    return [mu, variance];
  }
}

/** running ← momentum · running + (1 - momentum) · batch. */
function blend(running: AnyTensor, batch: AnyTensor, momentum: number): void {
  const update = ([values, latest]: readonly Values[]): void => {
    moveAverage(values as FloatValues, latest as FloatValues, momentum);
    running.version++;
  };
  effect("running statistics", [running], update, { reads: [batch] });
}

/**
 * Batch normalization (Ioffe and Szegedy 2015, Algorithms 1 and 2): y = γ (x - μ) / sqrt(σ² + ε) + β.
 *
 * Shapes: x [N, …, features] → the same; μ and σ² are taken over all axes but the last. In training they are
 * the batch's (σ² with 1/n), and the running ones move: running ← momentum · running + (1 - momentum) · batch.
 * In inference the running ones are used. γ starts at 1, β at 0, the running mean at 0, the running variance at 1.
 *
 * Defaults as Keras: momentum 0.99, epsilon 1e-3. PyTorch's momentum is 1 minus ours, default 0.1 (ours 0.9),
 * its eps 1e-5, and its running variance takes the batch's with 1/(n-1).
 *
 * @example
 * ```ts
 * const model = nn.sequential([nn.dense(512), nn.batchNormalization(), nn.relu()]);
 * ```
 */
export function batchNormalization(options?: BatchNormalizationOptions): BatchNormalization {
  return new BatchNormalization(options);
}
