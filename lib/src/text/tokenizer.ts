import { DataError, OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { asTensor, fromValues, isTensor } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Options of {@link Tokenizer.batch}. */
export interface TextBatchOptions<Length extends number = number> {
  /** How many ids each text has; longer ones are cut at their end. Default: those of the longest. */
  readonly length?: Length;
  /** Where shorter texts are filled up. Default `"end"`, which recurrent layers and masks want; `"start"` for what goes on from the end. */
  readonly side?: "start" | "end";
  /** What fills them up. Default 0, which `nn.embedding` with `maskZero` leaves out. */
  readonly value?: number;
}

/** Ids in place of texts: a list, or a tensor of them. */
export type Ids = readonly number[] | Operand<Shape, "int32">;

/** Turns texts into ids and back. Made by {@link characters}, {@link words} and {@link bytePairs}. */
export abstract class Tokenizer {
  /** What each id stands for, in order. */
  abstract readonly vocabulary: readonly string[];

  /** How many ids there are: `inputDim` of an embedding, the units of a last layer. */
  get size(): number {
    return this.vocabulary.length;
  }

  /** The ids of a text, as a list. Throws DataError for what is not in the vocabulary, where nothing stands for that. */
  abstract ids(text: string): number[];

  /** The text of some ids. Throws DataError for an id that there is not. */
  abstract decode(ids: Ids): string;

  /** The ids of a text: int32 [length]. Throws as {@link Tokenizer.ids} does. */
  encode(text: string): Tensor<[number], "int32"> {
    const ids = this.ids(text);
    return fromValues(Int32Array.from(ids), [ids.length], "int32") as Operand as Tensor<[number], "int32">;
  }

  /**
   * The ids of several texts, filled up to one length: int32 [texts, length].
   *
   * Throws OptionError for a length below 1, and as {@link Tokenizer.ids} does.
   *
   * @example
   * ```ts
   * const letters = text.characters("abc", { padding: true });
   * letters.batch(["abc", "b"]).toArray(); // [[1, 2, 3], [2, 0, 0]]
   * ```
   */
  batch<const Length extends number = number>(
    texts: readonly string[],
    options?: TextBatchOptions<Length>,
  ): Tensor<[number, Length], "int32"> {
    const given = checkOptions("batch", options, 'length#: 64, side: "start", value#: 0');
    const { side = "end", value = 0 } = given;
    if (given.length !== undefined && !(Number.isInteger(given.length) && given.length >= 1)) {
      throw new OptionError(
        `batch: expected a length of at least 1, got ${quoted(given.length)}; try length: 64`,
      );
    }
    if (side !== "start" && side !== "end") {
      throw new OptionError(`batch: expected side "start" or "end", got ${quoted(side)}; try side: "end"`);
    }
    const all = texts.map((each) => this.ids(each));
    const length = given.length ?? Math.max(0, ...all.map((ids) => ids.length));
    const rows = new Int32Array(all.length * length).fill(value);
    all.forEach((ids, row) => {
      const kept = ids.slice(0, length);
      rows.set(kept, row * length + (side === "end" ? 0 : length - kept.length));
    });
    return fromValues(rows, [all.length, length], "int32") as Operand as Tensor<[number, Length], "int32">;
  }
}

/** Ids as a list. Throws DataError for one that the vocabulary has not. */
export function listed(where: string, ids: Ids, size: number): readonly number[] {
  const list = isTensor(ids) ? [...asTensor(ids).data] : (ids as readonly number[]);
  const wrong = list.find((id) => !Number.isInteger(id) || id < 0 || id >= size);
  if (wrong !== undefined) {
    throw new DataError(
      `${where}: expected ids from 0 to ${size - 1}, got ${quoted(wrong)}; try ids of this vocabulary`,
    );
  }
  return list;
}
