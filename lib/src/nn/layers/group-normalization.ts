import { OptionError, ShapeError } from "../../errors.js";
import { atLeastOne, checkOptions, quoted } from "../../given.js";
import type { Initializer, InitializerName } from "../../initializers/index.js";
import { add } from "../../ops/add.js";
import { div } from "../../ops/div.js";
import { mean } from "../../ops/mean.js";
import { mul } from "../../ops/mul.js";
import { reshape } from "../../ops/reshape.js";
import { sqrt } from "../../ops/sqrt.js";
import { sub } from "../../ops/sub.js";
import type { Regularizer } from "../../regularizers/index.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { SameShape } from "../shape-map.js";

/** Options of {@link groupNormalization}. */
export interface GroupNormalizationOptions extends LayerOptions {
  /** Into how many runs the features are cut. Default 32. */
  readonly groups?: number;
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
  `groups#: 8, epsilon#, center?, scale?, gammaInitializer, betaInitializer, gammaRegularizer, betaRegularizer, ${layerOptions}` as const;

/** Normalizes each example over groups of its features. Made by {@link groupNormalization}. */
export class GroupNormalization extends Layer<SameShape> {
  override readonly kind = "groupNormalization";
  /** Runs of features. */
  readonly groups: number;
  /** ε, added to the variance. */
  readonly epsilon: number;
  /** [features]; undefined without scale, or before the first input. */
  gamma: AnyTensor | undefined;
  /** [features]; undefined without center, or before the first input. */
  beta: AnyTensor | undefined;
  readonly #options: GroupNormalizationOptions;

  constructor(options: GroupNormalizationOptions = {}) {
    super(checkOptions("groupNormalization", options, names));
    const { groups = 32, epsilon = 1e-3 } = options;
    atLeastOne("groupNormalization", "groups", groups);
    if (!(epsilon > 0)) {
      throw new OptionError(
        `groupNormalization: expected epsilon above 0, got ${quoted(epsilon)}; try epsilon: 1e-3`,
      );
    }
    this.groups = groups;
    this.epsilon = epsilon;
    this.#options = options;
  }

  override get libraryClass(): unknown {
    return GroupNormalization;
  }

  override get label(): string {
    return `GroupNormalization(${this.groups})`;
  }

  protected override inputSignature(shape: Shape): readonly (number | null)[] {
    return shape.map((size, axis) => (axis === shape.length - 1 ? size : null));
  }

  protected override createWeights(inputShape: Shape): void {
    const features = inputShape.at(-1) ?? 0;
    if (inputShape.length < 2 || features % this.groups !== 0) {
      throw new ShapeError(
        `${this.label}: expected input [N, ..., features] with features that ${this.groups} groups divide, got ${formatShape(inputShape)}; try another number of groups`,
      );
    }
    const {
      scale = true,
      center = true,
      gammaInitializer = "ones",
      betaInitializer = "zeros",
    } = this.#options;
    const { gammaRegularizer, betaRegularizer } = this.#options;
    if (scale) {
      this.gamma = this.addWeight("gamma", [features], {
        initializer: gammaInitializer,
        regularizer: gammaRegularizer,
      });
    }
    if (center) {
      this.beta = this.addWeight("beta", [features], {
        initializer: betaInitializer,
        regularizer: betaRegularizer,
      });
    }
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const features = x.shape.at(-1)!;
    const examples = x.shape[0]!;
    const places = x.shape.slice(1, -1).reduce((product, size) => product * size, 1);
    const groups = asTensor(reshape(x, [examples, places, this.groups, features / this.groups]));
    const centered = asTensor(sub(groups, mean(groups, [1, 3], { keepDims: true })));
    const variance = asTensor(mean(mul(centered, centered), [1, 3], { keepDims: true }));
    const normal = div(centered, sqrt(add(variance, this.epsilon)));
    let y = asTensor(reshape(normal, x.shape));
    if (this.gamma !== undefined) y = asTensor(mul(y, this.gamma));
    if (this.beta !== undefined) y = asTensor(add(y, this.beta));
    return y;
  }
}

/**
 * Group normalization (Wu and He 2018): like layer normalization, but μ and σ² are those of each example over all its
 * places and the features of one group. As many groups as features is instance normalization.
 *
 * Shapes: x [N, ..., features] → the same. Defaults 32 groups and epsilon 1e-3 as Keras (PyTorch 1e-5). Throws ShapeError
 * when the groups do not divide the features.
 *
 * @example
 * ```ts
 * nn.groupNormalization({ groups: 8 });
 * ```
 */
export function groupNormalization(options?: GroupNormalizationOptions): GroupNormalization {
  return new GroupNormalization(options);
}
