import { OptionError, ShapeError } from "../../errors.js";
import { atLeastOne, checkOptions, quoted } from "../../given.js";
import type { Initializer, InitializerName } from "../../initializers/index.js";
import { add } from "../../ops/add.js";
import { reshape } from "../../ops/reshape.js";
import { slice } from "../../ops/slice.js";
import { stack } from "../../ops/stack.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { floating } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { SameShape } from "../shape-map.js";
import { currentCache } from "./key-value-cache.js";
import { waves } from "./positions.js";
import { rotate } from "./rotary.js";

/** How a step is told its place: by a table that is learned, by sines and cosines, or by turning pairs of values. */
export type PositionKind = "learned" | "sinusoidal" | "rotary";

/** Options of {@link positionalEmbedding}. */
export interface PositionalEmbeddingOptions extends LayerOptions {
  /** Default `"learned"`. */
  readonly positions?: PositionKind;
  /** Of the learned table. Default `"randomUniform"` within 0.05. */
  readonly embeddingsInitializer?: Initializer | InitializerName;
}

const kinds: readonly PositionKind[] = ["learned", "sinusoidal", "rotary"];

/** Tells each step of a sequence its place. Made by {@link positionalEmbedding}. */
export class PositionalEmbedding extends Layer<SameShape> {
  override readonly kind = "positionalEmbedding";
  /** The longest sequence. */
  readonly maxLength: number;
  /** How a step is told its place. */
  readonly positions: PositionKind;
  /** [maxLength, width]; undefined before the first input, and unless it is learned. */
  embeddings: AnyTensor | undefined;
  readonly #options: PositionalEmbeddingOptions;

  constructor(maxLength: number, options: PositionalEmbeddingOptions = {}) {
    super(
      checkOptions(
        "positionalEmbedding",
        options,
        `positions: "sinusoidal", embeddingsInitializer, ${layerOptions}`,
      ),
    );
    atLeastOne("positionalEmbedding", "maxLength", maxLength);
    const { positions = "learned" } = options;
    if (!kinds.includes(positions)) {
      throw new OptionError(
        `positionalEmbedding: expected positions "learned", "sinusoidal" or "rotary", got ${quoted(positions)}; try "learned"`,
      );
    }
    this.maxLength = maxLength;
    this.positions = positions;
    this.#options = options;
  }

  override get libraryClass(): unknown {
    return PositionalEmbedding;
  }

  override get label(): string {
    return `PositionalEmbedding(${this.maxLength})`;
  }

  protected override inputSignature([, , width]: Shape): readonly (number | null)[] {
    return [null, null, width ?? null];
  }

  protected override createWeights(inputShape: Shape): void {
    if (inputShape.length !== 3) {
      throw new ShapeError(
        `${this.label}: expected input [N, steps, width], got ${formatShape(inputShape)}; try it after nn.embedding`,
      );
    }
    const width = inputShape[2]!;
    if (this.positions !== "learned" && width % 2 !== 0) {
      throw new ShapeError(
        `${this.label}: expected an even width for pairs of values, got ${formatShape(inputShape)}; try a width of ${width + 1}, or positions: "learned"`,
      );
    }
    if (this.positions === "learned") {
      const { embeddingsInitializer = "randomUniform" } = this.#options;
      this.embeddings = this.addWeight("embeddings", [this.maxLength, width], {
        initializer: embeddingsInitializer,
      });
    }
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const [, steps, width] = x.shape as [number, number, number];
    const from = currentCache()?.length ?? 0;
    if (from + steps > this.maxLength) {
      throw new ShapeError(
        `${this.label}: expected sequences of up to ${this.maxLength} steps, got ${from + steps}; try a larger maxLength, or the last ${this.maxLength} steps`,
      );
    }
    if (this.positions === "rotary") {
      const oneHead = asTensor(reshape(x, [x.shape[0]!, steps, 1, width]) as Operand);
      return asTensor(reshape(rotate(oneHead, { from }), x.shape) as Operand);
    }
    if (this.positions === "learned") {
      return asTensor(add(x, slice(this.embeddings!, [[from, from + steps]]) as Operand) as Operand);
    }
    const { sine, cosine } = waves({ from, steps, pairs: width / 2, dtype: floating(x.dtype) });
    return asTensor(
      add(x, reshape(stack([sine, cosine], -1) as Operand, [steps, width]) as Operand) as Operand,
    );
  }
}

/**
 * Tells each step of a sequence its place, which attention alone does not know.
 *
 * - `"learned"`: adds row t of a table of weights [maxLength, width], which starts uniform within 0.05.
 * - `"sinusoidal"` (Vaswani et al. 2017): adds sin(t · 10000^(-2i / width)) at 2i and the cosine of the same at 2i + 1.
 * - `"rotary"` (Su et al. 2021): turns the values i and i + width / 2 as a pair by the angle t · 10000^(-2i / width). To turn the
 *   queries and keys of each head, as is usual, give `rotary: true` to the attention instead.
 *
 * Shapes: x [N, steps, width] → the same, steps up to maxLength. Within `nn.keyValueCache` places go on from the steps before.
 * Throws ShapeError for more steps, OptionError for another kind.
 *
 * @example
 * ```ts
 * const model = nn.sequential([nn.embedding(65, { outputDim: 32 }), nn.positionalEmbedding(64)]);
 * ```
 */
export function positionalEmbedding(
  maxLength: number,
  options?: PositionalEmbeddingOptions,
): PositionalEmbedding {
  return new PositionalEmbedding(maxLength, options);
}
