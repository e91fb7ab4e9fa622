import { ShapeError } from "../../errors.js";
import { atLeastOne, checkOptions } from "../../given.js";
import { add } from "../../ops/add.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { DType } from "../../tensor/dtype.js";
import { maskOf, rememberMask } from "../../tensor/masks.js";
import type { Operand } from "../../tensor/operand.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import type { Demand, Text } from "../../tensor/shape-types.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { ActivationOption } from "../activations.js";
import { Dense } from "../layers/dense.js";
import { Dropout } from "../layers/dropout.js";
import { LayerNormalization } from "../layers/layer-normalization.js";
import { Module } from "../module.js";
import type { HeadsError, InputShape, ShapeMap } from "../shape-map.js";
import { MultiHeadAttention } from "./multi-head-attention.js";

/** Options of {@link transformerBlock}. */
export interface TransformerBlockOptions<Heads extends number = number> {
  /** How many heads the attention has; they divide the width. */
  readonly numHeads: Heads;
  /** Width between the two dense layers. Default four times the width. */
  readonly hiddenDim?: number;
  /** Between the two dense layers. Default `"gelu"`. */
  readonly activation?: ActivationOption;
  /** A step sees no later one, as when texts are written. Default false. */
  readonly causal?: boolean;
  /** Turns queries and keys by their places. Default false. */
  readonly rotary?: boolean;
  /** The share that is switched off in training, of the attention's weights and of what both parts add. Default 0. */
  readonly dropout?: number;
  /** Normalizes before each part (GPT-2), not after it (the first transformer). Default true. */
  readonly normFirst?: boolean;
  /** ε of both normalizations. Default 1e-5, as PyTorch and GPT-2. */
  readonly epsilon?: number;
  /** A name for summaries and weights. */
  readonly name?: string;
}

const names =
  "numHeads#: 4, hiddenDim#, activation, causal?, rotary?, dropout#, normFirst?, epsilon#, name" as const;

/** [N, steps, width] → the same, of the block's own width. */
export interface BlockShape<Width extends number> extends ShapeMap {
  /** The output's shape. */
  readonly output: InputShape<this["input"]>;
  /** What is wrong with the input, or never. */
  readonly refuses: WidthError<InputShape<this["input"]>, Width>;
}
type WidthError<S extends Shape, Width extends number> = S extends readonly [
  number,
  number,
  infer Given extends number,
]
  ? number extends Given
    ? never
    : Given extends Width
      ? never
      : `TransformerBlock(${Width}): expected input [N, steps, ${Width}], got ${Text<S>}`
  : never;

/** Attention and two dense layers, each beside a short cut. Made by {@link transformerBlock}. */
export class TransformerBlock<Width extends number = number> extends Module<BlockShape<Width>> {
  /** Numbers of each step. */
  readonly width: Width;
  /** Before the attention, or after it. */
  readonly attentionNorm: LayerNormalization;
  /** Looks from step to step. */
  readonly attention: MultiHeadAttention;
  /** Before the dense layers, or after them. */
  readonly denseNorm: LayerNormalization;
  /** From the width to hiddenDim. */
  readonly expand: Dense;
  /** Back to the width. */
  readonly contract: Dense;
  /** On what both parts add. */
  readonly dropout: Dropout;
  /** What the block was made with. */
  readonly options: TransformerBlockOptions;
  readonly #normFirst: boolean;

  constructor(width: Width, options: TransformerBlockOptions) {
    super();
    const where = "transformerBlock";
    const given = checkOptions(where, options, names);
    atLeastOne(where, "width", width);
    atLeastOne(where, "numHeads", given.numHeads);
    const { numHeads, hiddenDim = 4 * width, activation = "gelu", dropout = 0, epsilon = 1e-5 } = given;
    const { causal = false, rotary = false, normFirst = true, name } = given;
    atLeastOne(where, "hiddenDim", hiddenDim);
    if (width % numHeads !== 0) {
      throw new ShapeError(
        `${where}: ${numHeads} heads do not divide a width of ${width}; try numHeads: 1, or a width of ${numHeads * Math.ceil(width / numHeads)}`,
      );
    }
    this.name = name;
    this.options = given;
    this.width = width;
    this.#normFirst = normFirst;
    this.attentionNorm = new LayerNormalization({ epsilon });
    this.attention = new MultiHeadAttention(numHeads, { causal, rotary, dropout });
    this.denseNorm = new LayerNormalization({ epsilon });
    this.expand = new Dense(hiddenDim, { activation });
    this.contract = new Dense(width);
    this.dropout = new Dropout(dropout);
  }

  override get libraryClass(): unknown {
    return TransformerBlock;
  }

  override get label(): string {
    return `TransformerBlock(${this.width})`;
  }

  override forward(x: Tensor<Shape, DType>): Tensor<Shape, DType> {
    if (x.shape.length !== 3 || x.shape[2] !== this.width) {
      throw new ShapeError(
        `${this.label}: expected input [N, steps, ${this.width}], got ${formatShape(x.shape)}; try a block of the input's width`,
      );
    }
    const looked = this.#part(asTensor(x), this.attentionNorm, (y) => this.attention.apply(y) as Operand);
    const thought = this.#part(
      looked,
      this.denseNorm,
      (y) => this.contract.apply(this.expand.apply(y)) as Operand,
    );
    return thought as Operand as Tensor<Shape, DType>;
  }

  /** x + part(norm(x)), or norm(x + part(x)). */
  #part(x: AnyTensor, norm: LayerNormalization, part: (y: Operand) => Operand): AnyTensor {
    const mask = maskOf(x);
    const before: Operand = this.#normFirst ? (norm.apply(x) as Operand) : x;
    const change: Operand = this.dropout.apply(part(before));
    const sum: Operand = rememberMask(add(x, change) as Operand, mask);
    return asTensor(this.#normFirst ? sum : (norm.apply(sum) as Operand));
  }
}

/**
 * One block of a transformer (Vaswani et al. 2017): what each step finds by attention is added to it, then what two dense
 * layers make of it. The norms come before each part, as in GPT-2:
 *
 *     x ← x + attention(norm(x))
 *     x ← x + dense(gelu(dense(norm(x))))
 *
 * Shapes: x [N, steps, width] → the same. Weights as those of `multiHeadAttention`, `layerNormalization` and `dense`.
 * Throws ShapeError when the heads do not divide the width, and for an input of another width.
 *
 * @example
 * ```ts
 * const gpt = nn.sequential([
 *   nn.embedding(65, { outputDim: 128 }),
 *   nn.positionalEmbedding(64),
 *   nn.transformerBlock(128, { numHeads: 4, causal: true }),
 *   nn.layerNormalization({ epsilon: 1e-5 }),
 *   nn.dense(65),
 * ], { seed: 1 });
 * ```
 */
export function transformerBlock<const Width extends number, const Heads extends number>(
  width: Width,
  options: TransformerBlockOptions<Heads> & { readonly numHeads: Demand<HeadsError<Width, Heads>> },
): TransformerBlock<Width> {
  return new TransformerBlock(width, options as TransformerBlockOptions);
}
