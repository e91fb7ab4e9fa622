import { DataError, OptionError } from "../../errors.js";
import { atLeastOne, checkOptions, quoted } from "../../given.js";
import type { Initializer, InitializerName } from "../../initializers/index.js";
import { gather } from "../../ops/gather.js";
import { notEqual } from "../../ops/not-equal.js";
import { effect } from "../../recorder/effect.js";
import type { Regularizer } from "../../regularizers/index.js";
import { type AnyTensor, asTensor, fromValues } from "../../tensor/base.js";
import { rememberMask } from "../../tensor/masks.js";
import type { Operand } from "../../tensor/operand.js";
import type { Shape } from "../../tensor/shape.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { EmbeddingShape } from "../shape-map.js";

/** Options of {@link embedding}. */
export interface EmbeddingOptions<Dim extends number = number> extends LayerOptions {
  /** Numbers per id. */
  readonly outputDim: Dim;
  /** Default `randomUniform` within 0.05. */
  readonly embeddingsInitializer?: Initializer | InitializerName;
  /** Penalty on the table. Default none. */
  readonly embeddingsRegularizer?: Regularizer;
  /** Takes id 0 for padding: the output carries a mask, false where the id is 0. Default false. */
  readonly maskZero?: boolean;
}

/** A table of vectors. Made by {@link embedding}. */
export class Embedding<Dim extends number = number> extends Layer<EmbeddingShape<Dim>> {
  override readonly kind = "embedding";
  /** How many ids there are. */
  readonly inputDim: number;
  /** Numbers that each id becomes. */
  readonly outputDim: Dim;
  /** [inputDim, outputDim]; undefined before the first input. */
  embeddings: AnyTensor | undefined;
  readonly #options: EmbeddingOptions<Dim>;

  constructor(inputDim: number, options: EmbeddingOptions<Dim>) {
    super(
      checkOptions(
        "embedding",
        options,
        `outputDim#: 16, embeddingsInitializer, embeddingsRegularizer, maskZero?, ${layerOptions}`,
      ),
    );
    if (typeof options?.outputDim !== "number") {
      throw new OptionError(
        `embedding: expected an outputDim, got ${quoted(options?.outputDim)}; try nn.embedding(1000, { outputDim: 16 })`,
      );
    }
    atLeastOne("embedding", "inputDim", inputDim);
    atLeastOne("embedding", "outputDim", options.outputDim);
    this.inputDim = inputDim;
    this.outputDim = options.outputDim;
    this.#options = options;
  }

  override get libraryClass(): unknown {
    return Embedding;
  }

  override get label(): string {
    return `Embedding(${this.inputDim}, ${this.outputDim})`;
  }

  protected override createWeights(): void {
    const { embeddingsInitializer = "randomUniform", embeddingsRegularizer } = this.#options;
    this.embeddings = this.addWeight("embeddings", [this.inputDim, this.outputDim], {
      initializer: embeddingsInitializer,
      regularizer: embeddingsRegularizer,
    });
  }

  protected override compute(ids: AnyTensor): AnyTensor {
    const indices = fromValues(new Int32Array(ids.size), ids.shape, "int32");
    effect(
      "embedding ids",
      [indices],
      ([whole, given]) => {
        for (let i = 0; i < given!.length; i++) {
          const id = given![i]!;
          if (!(id >= 0 && id < this.inputDim && Number.isInteger(id))) {
            throw new DataError(
              `${this.label}: expected ids that are whole numbers from 0 to ${this.inputDim - 1}, got ${id}; try a larger inputDim`,
            );
          }
          whole![i] = id;
        }
      },
      { reads: [ids] },
    );
    const vectors = asTensor(gather(this.embeddings!, indices as unknown as Operand<Shape, "int32">));
    return rememberMask(vectors, this.#options.maskZero ? asTensor(notEqual(ids, 0)) : undefined);
  }
}

/**
 * A table of vectors, one for each id: ids [...] → [..., outputDim].
 *
 * embeddings [inputDim, outputDim] start uniform within 0.05, as in Keras (PyTorch: N(0, 1)).
 * With `maskZero` the output carries a mask of its ids that are not 0 (`nn.maskOf`), which the layers after it heed.
 * Throws DataError for an id that is not a whole number from 0 to inputDim - 1.
 *
 * @example
 * ```ts
 * const words = nn.embedding(1000, { outputDim: 16 });
 * ```
 */
export function embedding<const Dim extends number>(
  inputDim: number,
  options: EmbeddingOptions<Dim>,
): Embedding<Dim> {
  return new Embedding(inputDim, options);
}
