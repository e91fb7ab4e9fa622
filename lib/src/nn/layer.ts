import { ShapeError } from "../errors.js";
import { checkBraces, checkOptions } from "../given.js";
import { type Initializer, type InitializerName, initializerNamed } from "../initializers/index.js";
import { withSeed } from "../initializers/initializer.js";
import { generator } from "../random/index.js";
import { isLibraryFunction, ownCode } from "../recorder/own-code.js";
import type { Regularizer } from "../regularizers/index.js";
import { type AnyTensor, fromValues } from "../tensor/base.js";
import { type DType, type FloatDType, floating } from "../tensor/dtype.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { handMaskOn } from "./masks.js";
import type { ForwardContext } from "./mode.js";
import { Module, type Weight } from "./module.js";
import type { ShapeMap } from "./shape-map.js";

/** Options that every layer has. */
export interface LayerOptions {
  /** A name for summaries and weights. Default: the kind, numbered by the model. */
  readonly name?: string;
  /** False freezes the layer. Default true. */
  readonly trainable?: boolean;
  /** Seeds the layer's initial weights (of initializers that have no seed of their own) and its masks. */
  readonly seed?: number;
}

/** The names of {@link LayerOptions}. */
export const layerOptions = "name, trainable?, seed#";

/** How {@link Layer.addWeight} makes a weight. */
export interface WeightOptions {
  /** Draws the first values. */
  readonly initializer: Initializer | InitializerName;
  /** False for running statistics, which no optimizer changes. Default true. */
  readonly trainable?: boolean;
  /** Penalty on the values, added to the loss. */
  readonly regularizer?: Regularizer | undefined;
}

/** Options of {@link Layer.build}. */
export interface BuildOptions {
  /** Default float32. */
  readonly dtype?: FloatDType;
  /** Values for the weights, by the layer's own names for them, instead of the initializers'. Not copied. */
  readonly weights?: ReadonlyMap<string, AnyTensor>;
}

interface OwnWeight {
  readonly name: string;
  readonly tensor: AnyTensor;
  readonly trainable: boolean;
  readonly regularizer: Regularizer | undefined;
}

/**
 * A module with weights of its own, made when it sees its first input: only then are the sizes known.
 *
 * float64 inputs give it float64 weights, all others float32.
 */
export abstract class Layer<M extends ShapeMap = ShapeMap> extends Module<M> {
  /** The kind of layer in camelCase: `dense`. */
  abstract readonly kind: string;
  /** What the layer was made with. */
  readonly options: LayerOptions;
  #weights: OwnWeight[] = [];
  #given: ReadonlyMap<string, AnyTensor> | undefined;
  #built: { readonly shape: Shape; readonly dtype: FloatDType } | undefined;
  #seed: number | undefined;
  #seedsUsed = 0;

  constructor(options: LayerOptions = {}) {
    super();
    checkBraces(this.constructor.name, options, layerOptions);
    const { name, trainable = true, seed } = options;
    this.options = options;
    this.name = name;
    this.trainable = trainable;
    this.#seed = seed;
  }

  /** True once the weights exist. */
  get built(): boolean {
    return this.#built !== undefined;
  }

  /** The shape of the input that the weights were made for; undefined before the first. */
  get inputShape(): Shape | undefined {
    return this.#built?.shape;
  }

  /** The dtype of the weights; float32 before they exist. */
  get dtype(): FloatDType {
    return this.#built?.dtype ?? "float32";
  }

  override forward(x: Tensor<Shape, DType>, context: ForwardContext): Tensor<Shape, DType> {
    const input = x as AnyTensor;
    if (this.#built === undefined) this.#build(input.shape, floating(input.dtype));
    else this.#checkAgain(input.shape);
    return handMaskOn(input, this.compute(input, context));
  }

  /**
   * Makes the weights for inputs of this shape and dtype now, instead of at the first input.
   * Throws ShapeError when given weights are not those that the layer needs.
   */
  build(shape: Shape, options?: BuildOptions): void {
    const { dtype = "float32", weights } = checkOptions(
      `${this.label}.build`,
      options,
      'dtype: "float64", weights',
    );
    if (this.#built !== undefined) {
      this.#checkAgain(shape);
      return;
    }
    this.#given = weights;
    try {
      this.#build(shape, dtype);
    } finally {
      this.#given = undefined;
    }
  }

  override penalties(): readonly Tensor<[], DType>[] {
    return this.#weights.flatMap(({ tensor, regularizer }) => {
      if (regularizer === undefined) return [];
      const run = () => regularizer(tensor);
      return [isLibraryFunction(regularizer) ? run() : ownCode([], run)];
    });
  }

  /** The output, from weights that exist. */
  protected abstract compute(x: AnyTensor, context: ForwardContext): AnyTensor;

  /** Makes the weights with {@link Layer.addWeight}; checks the input's shape. Throws ShapeError. */
  protected createWeights(_inputShape: Shape): void {
    // Most layers have no weights.
  }

  /** The axes of the input that the weights depend on; null for one that may change. */
  protected inputSignature(shape: Shape): readonly (number | null)[] {
    return shape.map(() => null);
  }

  /** Makes one weight. */
  protected addWeight(name: string, shape: Shape, options: WeightOptions): AnyTensor {
    const { initializer, trainable = true, regularizer } = options;
    const fields = { requiresGrad: trainable, name };
    const initialize = (): AnyTensor => {
      const make =
        typeof initializer === "function"
          ? withSeed(initializer, () => this.nextSeed())
          : initializerNamed(initializer, { where: this.label, seed: this.nextSeed() });
      return make(shape, { dtype: this.dtype, ...fields }) as AnyTensor;
    };
    const tensor =
      this.#given === undefined
        ? initialize()
        : fromValues(this.#givenWeight(name, shape).data, shape, this.dtype, fields);
    this.#weights.push({ name, tensor, trainable, regularizer });
    return tensor;
  }

  /** The seed of the layer's next random thing: drawn from its seed, or undefined if it has none. */
  protected nextSeed(): number | undefined {
    if (this.#seed === undefined) return undefined;
    return generator(this.#seed).fork(this.#seedsUsed++).seed;
  }

  protected override seedSelf(seed: number): void {
    this.#seed ??= seed;
  }

  protected override ownWeights(): readonly Weight[] {
    return this.#weights.map(({ name, tensor, trainable }) => ({
      name,
      tensor: tensor as Tensor<Shape, DType>,
      trainable: trainable && this.trainable,
    }));
  }

  #givenWeight(name: string, shape: Shape): AnyTensor {
    const given = this.#given!.get(name);
    if (given === undefined || given.dtype !== this.dtype || !sameShape(given.shape, shape)) {
      const got = given === undefined ? "none" : `${given.dtype} ${formatShape(given.shape)}`;
      throw new ShapeError(
        `${this.label}: expected the weight ${name} as ${this.dtype} ${formatShape(shape)}, got ${got}; try the weights of a layer made alike`,
      );
    }
    return given;
  }

  #build(shape: Shape, dtype: FloatDType): void {
    this.#built = { shape, dtype };
    try {
      this.createWeights(shape);
    } catch (error) {
      // A layer that refused its first input can still be given the right one.
      this.#built = undefined;
      this.#weights = [];
      throw error;
    }
  }

  #checkAgain(shape: Shape): void {
    const first = this.#built!.shape;
    if (sameShape(first, shape)) return;
    const expected = this.inputSignature(first);
    const fits =
      expected.length === shape.length && expected.every((size, i) => size === null || size === shape[i]);
    if (fits || expected.every((size) => size === null)) return;
    throw new ShapeError(
      `${this.label}: expected input ${formatSignature(expected)}, as its weights were made for, got ${formatShape(shape)}; try a layer of its own for this input${rankHint(expected, shape)}`,
    );
  }
}

/** A shape with N for the axes that may change: [N, 784]. */
export function formatSignature(signature: readonly (number | null)[]): string {
  return `[${signature.map((size, i) => size ?? (i === 0 ? "N" : "any")).join(", ")}]`;
}

function rankHint(expected: readonly (number | null)[], shape: Shape): string {
  const wanted = expected[expected.length - 1];
  const rest = shape.slice(1).reduce((product, size) => product * size, 1);
  return shape.length > expected.length && wanted === rest ? ", or flatten it first with nn.flatten()" : "";
}
