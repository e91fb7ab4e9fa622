import { OptionError, ShapeError } from "../../errors.js";
import { atLeastOne, checkOptions } from "../../given.js";
import type { Initializer, InitializerName } from "../../initializers/index.js";
import { add } from "../../ops/add.js";
import { matmul } from "../../ops/matmul.js";
import { reshape } from "../../ops/reshape.js";
import type { Regularizer } from "../../regularizers/index.js";
import { type AnyTensor, asTensor, isTensor } from "../../tensor/base.js";
import type { DType, Floating } from "../../tensor/dtype.js";
import { maskOf } from "../../tensor/masks.js";
import type { Operand } from "../../tensor/operand.js";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import type { Demand } from "../../tensor/shape-types.js";
import type { Tensor } from "../../tensor/tensor.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import { Dropout } from "../layers/dropout.js";
import type { ForwardContext } from "../mode.js";
import type { RandomState } from "../module.js";
import type { HeadsShape, OutputShape, Refusal } from "../shape-map.js";
import { byHeads, type Heads } from "./attend.js";
import type { ExamplesError, MaskError, ScoresOfHeads } from "./attention-types.js";
import { currentCache } from "./key-value-cache.js";
import { rotate } from "./rotary.js";
import { attended, checkedMask } from "./scaled-dot-product-attention.js";
import { bothMasks, weightsOfHeads } from "./weights.js";

/** Options of {@link multiHeadAttention}. */
export interface MultiHeadAttentionOptions<Out extends number = number, Key extends number = number>
  extends LayerOptions {
  /** Width of each head's queries and keys. Default: the input's width divided by the number of heads. */
  readonly keyDim?: Key;
  /** Width of each head's values. Default keyDim. */
  readonly valueDim?: number;
  /** Width of the output. Default: that of the input. */
  readonly outputDim?: Out;
  /** A step sees no later one. Default false. */
  readonly causal?: boolean;
  /** Turns queries and keys by their places (rotary positions) instead of adding a position to the input. Default false. */
  readonly rotary?: boolean;
  /** The share of the weights that is switched off in training. Default 0. */
  readonly dropout?: number;
  /** Adds biases. Default true. */
  readonly useBias?: boolean;
  /** Default `"glorotUniform"`. */
  readonly kernelInitializer?: Initializer | InitializerName;
  /** Default `"zeros"`. */
  readonly biasInitializer?: Initializer | InitializerName;
  /** Penalty on the kernels. Default none. */
  readonly kernelRegularizer?: Regularizer;
}

export const attentionLayerOptions =
  `keyDim#: 32, valueDim#, outputDim#, causal?, rotary?, dropout#, useBias?, kernelInitializer, biasInitializer, kernelRegularizer, ${layerOptions}` as const;

/** What {@link MultiHeadAttention.attend} is told beside the queries and values. */
export interface AttendOptions<M extends Shape = Shape> {
  /** Keys are made of these. Default: of the values. */
  readonly key?: Operand;
  /** True where a query may look: bool, stretches to [N, heads, queries, keys]. Default: everywhere. */
  readonly mask?: Operand<M, "bool">;
  /** As in `apply`. */
  readonly training?: boolean;
}

/** What one pass attends to. */
interface Sources {
  readonly value: AnyTensor;
  readonly key: AnyTensor;
  readonly mask: AnyTensor | undefined;
}

type Part = "query" | "key" | "value" | "output";

/** Attention of several heads side by side. Made by {@link multiHeadAttention}. */
export class MultiHeadAttention<
  Count extends number = number,
  Out extends number = number,
  Key extends number = number,
> extends Layer<HeadsShape<Count, Out, Key>> {
  override readonly kind = "multiHeadAttention";
  /** How many heads there are. */
  readonly numHeads: Count;
  /** [in, heads · keyDim]; undefined until the layer has seen an input, like all weights. */
  queryKernel: AnyTensor | undefined;
  /** [heads · keyDim] */
  queryBias: AnyTensor | undefined;
  /** [in, heads · keyDim] */
  keyKernel: AnyTensor | undefined;
  /** [heads · keyDim] */
  keyBias: AnyTensor | undefined;
  /** [in, heads · valueDim] */
  valueKernel: AnyTensor | undefined;
  /** [heads · valueDim] */
  valueBias: AnyTensor | undefined;
  /** [heads · valueDim, out] */
  outputKernel: AnyTensor | undefined;
  /** [out] */
  outputBias: AnyTensor | undefined;
  /** Switches weights off in training. */
  readonly #dropout: Dropout;
  readonly #options: MultiHeadAttentionOptions;
  /** Where `attend` looks. Not a #field: a recorded step has to see that it is there (recorder/watch.ts). */
  private sources: Sources | undefined;

  constructor(numHeads: Count, options: MultiHeadAttentionOptions<Out, Key> = {}) {
    super(checkOptions("multiHeadAttention", options as MultiHeadAttentionOptions, attentionLayerOptions));
    atLeastOne("multiHeadAttention", "numHeads", numHeads);
    const { keyDim, valueDim, outputDim, dropout = 0, seed } = options;
    for (const [name, size] of Object.entries({ keyDim, valueDim, outputDim })) {
      if (size !== undefined) atLeastOne("multiHeadAttention", name, size);
    }
    this.numHeads = numHeads;
    this.#options = options;
    this.#dropout = new Dropout(dropout, seed === undefined ? {} : { seed });
  }

  override get libraryClass(): unknown {
    return MultiHeadAttention;
  }

  override get label(): string {
    return `MultiHeadAttention(${this.numHeads})`;
  }

  /**
   * Attention from one sequence to another: each step of the query gets what it finds in the value.
   *
   * Shapes: query [N, queries, in], value [N, keys, in] → [N, queries, out]. A mask that the value carries counts, too.
   * Throws ShapeError when the sequences or the mask do not fit.
   */
  attend<Q extends Shape, D extends DType, V extends Shape, M extends Shape = []>(
    query: Operand<Q, D> & Demand<Refusal<HeadsShape<Count, Out, Key>, Q>>,
    value: Operand<V> & Demand<ExamplesError<`MultiHeadAttention(${Count}).attend`, Q, V>>,
    options?: AttendOptions<M> & {
      readonly mask?: Demand<MaskError<`MultiHeadAttention(${Count}).attend`, ScoresOfHeads<Q, V, Count>, M>>;
    },
  ): Tensor<OutputShape<HeadsShape<Count, Out, Key>, Q>, Floating<D>> {
    const where = `${this.label}.attend`;
    const given = checkOptions(where, options as AttendOptions | undefined, "training?: true, mask, key");
    const { key = value as Operand, mask, training } = given;
    for (const [name, x] of Object.entries({ query, value, key })) {
      if (!isTensor(x))
        throw new OptionError(`${where}: expected ${name} to be a tensor, got ${typeof x}; try tensor(…)`);
    }
    const [batch, queries, keys] = [query.shape[0]!, query.shape[1]!, value.shape[1]!];
    if (value.shape[0] !== batch || key.shape[0] !== batch || key.shape[1] !== keys) {
      throw new ShapeError(
        `${where}: expected value and key [${batch}, keys, in] for the query ${formatShape(query.shape)}, got ${formatShape(value.shape)} and ${formatShape(key.shape)}; try sequences of the same examples`,
      );
    }
    const scores = [batch, this.numHeads, queries, keys];
    this.sources = { value: asTensor(value), key: asTensor(key), mask: checkedMask(where, mask, scores) };
    try {
      return this.apply(query, training === undefined ? {} : { training });
    } finally {
      this.sources = undefined;
    }
  }

  /**
   * What each step looks at, and how much: the weights [N, heads, steps, steps] for an input [N, steps, in], each row with the
   * sum 1. For `plot.attention`.
   */
  scores(x: Operand): Tensor<Shape, DType> {
    this.build(x.shape);
    const { q, k, mask } = this.#heads({
      query: asTensor(x),
      value: asTensor(x),
      key: asTensor(x),
      mask: undefined,
    });
    const heads = { q: asTensor(byHeads(q)), k: asTensor(byHeads(k)), mask };
    return weightsOfHeads(heads, this.#attending(q)) as Tensor<Shape, DType>;
  }

  override randomState(): RandomState | undefined {
    return this.#dropout.rate === 0 ? undefined : this.#dropout.randomState();
  }

  override setRandomState(state: RandomState): void {
    this.#dropout.setRandomState(state);
  }

  protected override seedSelf(seed: number): void {
    super.seedSelf(seed);
    this.#dropout.setSeed(seed);
  }

  protected override inputSignature([, , width]: Shape): readonly (number | null)[] {
    return [null, null, width ?? null];
  }

  protected override createWeights(inputShape: Shape): void {
    if (inputShape.length !== 3) {
      throw new ShapeError(
        `${this.label}: expected input [N, steps, width], got ${formatShape(inputShape)}; try expandDims(0) for a single sequence`,
      );
    }
    const width = inputShape[2]!;
    const { numHeads } = this;
    if (this.#options.keyDim === undefined && width % numHeads !== 0) {
      throw new ShapeError(
        `${this.label}: ${numHeads} heads do not divide a width of ${width}; try another number of heads, or keyDim: ${Math.ceil(width / numHeads)}`,
      );
    }
    const { keyDim = width / numHeads, outputDim = width } = this.#options;
    const { valueDim = keyDim } = this.#options;
    if (this.#options.rotary && keyDim % 2 !== 0) {
      throw new ShapeError(
        `${this.label}: expected heads of an even width to turn pairs of values, got ${keyDim}; try keyDim: ${keyDim + 1}`,
      );
    }
    const sources = this.sources;
    this.#addProjection("query", width, numHeads * keyDim);
    this.#addProjection("key", sources?.key.shape[2] ?? width, numHeads * keyDim);
    this.#addProjection("value", sources?.value.shape[2] ?? width, numHeads * valueDim);
    this.#addProjection("output", numHeads * valueDim, outputDim);
  }

  #addProjection(part: Part, from: number, to: number): void {
    const {
      useBias = true,
      kernelInitializer = "glorotUniform",
      biasInitializer = "zeros",
      kernelRegularizer,
    } = this.#options;
    const kernel = { initializer: kernelInitializer, regularizer: kernelRegularizer };
    this[`${part}Kernel`] = this.addWeight(`${part}Kernel`, [from, to], kernel);
    if (useBias) this[`${part}Bias`] = this.addWeight(`${part}Bias`, [to], { initializer: biasInitializer });
  }

  protected override compute(x: AnyTensor, { training }: ForwardContext): AnyTensor {
    const { value = x, key = x, mask } = this.sources ?? {};
    const heads = this.#heads({ query: x, value, key, mask });
    const isDropping = training && this.#dropout.rate > 0;
    const change = (weights: AnyTensor) => this.#dropout.apply(weights, { training: true }) as AnyTensor;
    const y = attended(heads, this.#attending(heads.q), isDropping ? change : undefined);
    const rows: Operand = reshape(y, [...x.shape.slice(0, 2), -1]);
    return this.#project("output", asTensor(rows));
  }

  #attending(q: AnyTensor): { readonly scale: number; readonly causal: boolean } {
    return { scale: 1 / Math.sqrt(q.shape[3]!), causal: this.#options.causal ?? false };
  }

  /** Queries, keys and values of all heads, those that a cache has kept before them, and what may be seen. */
  #heads({ query, value, key, mask }: Sources & { readonly query: AnyTensor }): Heads {
    const split = (part: Part, x: AnyTensor): AnyTensor =>
      asTensor(reshape(this.#project(part, x), [...x.shape.slice(0, 2), this.numHeads, -1]) as Operand);
    const cache = this.sources === undefined ? currentCache() : undefined;
    let [q, k, v] = [split("query", query), split("key", key), split("value", value)];
    if (this.#options.rotary) {
      const from = cache?.length ?? 0;
      q = rotate(q, { from });
      k = rotate(k, { from });
    }
    if (cache !== undefined) ({ k, v } = cache.extended(this, { k, v }));
    const padding = cache === undefined ? maskOf(value) : undefined;
    const ofKeys =
      padding && asTensor(reshape(padding, [padding.shape[0]!, 1, 1, padding.shape[1]!]) as Operand);
    return { q, k, v, mask: bothMasks(mask, ofKeys) };
  }

  /** x · kernel + bias over the last axis. */
  #project(part: Part, x: AnyTensor): AnyTensor {
    const kernel = this[`${part}Kernel`]!;
    const bias = this[`${part}Bias`];
    const rows: Operand = reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
    const product: Operand = matmul(rows, kernel);
    const y: Operand = bias === undefined ? product : add(product, bias);
    return asTensor(reshape(y, [...x.shape.slice(0, -1), kernel.shape[1]!]) as Operand);
  }
}

/**
 * Attention of several heads (Vaswani et al. 2017): queries, keys and values are projections of the input, each head attends
 * with its part of them, and what the heads find is projected to the output.
 *
 * Shapes: x [N, steps, in] → [N, steps, in]; `attend(query, value)` looks from one sequence into another. Kernels
 * [in, heads · keyDim] for query and key, [in, heads · valueDim] for the value, [heads · valueDim, out] for the output, all
 * glorotUniform; biases zero. Keras stores the same numbers as [in, heads, keyDim] and has no default for keyDim; PyTorch keeps
 * query, key and value in one matrix, stored [out, in]. A mask that the input carries hides its steps from all others.
 * Throws ShapeError when the heads do not divide the width and no `keyDim` is given.
 *
 * @example
 * ```ts
 * const layer = nn.multiHeadAttention(4, { causal: true });
 * const y = layer.apply(zeros([2, 8, 32])); // Tensor<[2, 8, 32]>
 * ```
 */
export function multiHeadAttention<
  const Count extends number,
  const Out extends number = 0,
  const Key extends number = 0,
>(numHeads: Count, options?: MultiHeadAttentionOptions<Out, Key>): MultiHeadAttention<Count, Out, Key> {
  return new MultiHeadAttention(numHeads, options);
}
