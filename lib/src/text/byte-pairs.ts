import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { joinPair, pairKey, trainMerges } from "./merges.js";
import { type Ids, listed, Tokenizer } from "./tokenizer.js";

/** Options of {@link bytePairs}. */
export interface BytePairsOptions {
  /** How many ids there are to be: 256 for the bytes, and one for each pair. Fewer where the corpus has no more pairs. */
  readonly vocabularySize: number;
}

/** Two ids that are read as one, which is the place of the pair in the list after the 256 bytes. */
export type BytePair = readonly [left: number, right: number];

const BYTES = 256;

/** GPT-2's pattern: words with the space before them, numbers, signs, white space. Pairs never reach over its parts. */
const parts = /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

const utf8 = new TextEncoder();

/** Ids for bytes and for frequent runs of them. Made by {@link bytePairs}. */
export class BytePairTokenizer extends Tokenizer {
  readonly vocabulary: readonly string[];
  /** The pairs in the order in which they are joined: all that there is to keep of it. */
  readonly merges: readonly BytePair[];
  readonly #ranks = new Map<number, number>();
  readonly #bytes: readonly Uint8Array[];
  readonly #known = new Map<string, readonly number[]>();

  /** Pairs that were learned. Throws OptionError for one of ids that come later. */
  constructor(merges: readonly BytePair[]) {
    super();
    const bytes = Array.from({ length: BYTES }, (_, byte) => Uint8Array.of(byte));
    merges.forEach(([left, right], rank) => {
      const [a, b] = [bytes[left], bytes[right]];
      if (a === undefined || b === undefined) {
        throw new OptionError(
          `bytePairs: expected pairs of ids that come before ${BYTES + rank}, got ${quoted([left, right])}; try the merges of a vocabulary that was learned`,
        );
      }
      bytes.push(Uint8Array.of(...a, ...b));
      this.#ranks.set(pairKey(left, right), rank);
    });
    this.merges = merges;
    this.#bytes = bytes;
    const readable = new TextDecoder();
    this.vocabulary = bytes.map((each) => readable.decode(each));
  }

  ids(text: string): number[] {
    return (text.match(parts) ?? []).flatMap((part) => {
      const known = this.#known.get(part);
      if (known !== undefined) return known;
      const ids = this.#joined([...utf8.encode(part)]);
      this.#known.set(part, ids);
      return ids;
    });
  }

  /** Joins the pair that was learned first, wherever it stands, until none is left. */
  #joined(bytes: readonly number[]): readonly number[] {
    let ids = bytes;
    while (ids.length > 1) {
      let best = Number.POSITIVE_INFINITY;
      for (let i = 1; i < ids.length; i++) {
        best = Math.min(best, this.#ranks.get(pairKey(ids[i - 1]!, ids[i]!)) ?? Number.POSITIVE_INFINITY);
      }
      if (best === Number.POSITIVE_INFINITY) break;
      ids = joinPair(ids, this.merges[best]!, BYTES + best);
    }
    return ids;
  }

  /** The text of some ids; bytes that are no UTF-8 become U+FFFD. */
  decode(ids: Ids): string {
    return new TextDecoder().decode(
      Uint8Array.from(listed("bytePairs", ids, this.size).flatMap((id) => [...this.#bytes[id]!])),
    );
  }
}

/**
 * Byte-pair encoding (Sennrich et al. 2016) over the bytes of UTF-8, as GPT-2 has it: the pair of neighbours that is most
 * frequent in the corpus becomes an id of its own, again and again. Every text has ids, and decodes to itself.
 *
 * Of pairs that are equally frequent, that of the lower ids is taken. Pairs do not reach over words, numbers and runs of
 * signs; a space belongs to the word after it.
 * Throws OptionError for a vocabularySize below 256.
 *
 * @example
 * ```ts
 * const pairs = text.bytePairs("low lower lowest slow slower", { vocabularySize: 260 });
 * pairs.vocabulary.slice(256); // ["lo", "low", "lowe", " s"]
 * pairs.encode("slow").toArray(); // [115, 257]
 * pairs.decode([115, 257]); // "slow"
 * ```
 */
export function bytePairs(corpus: string | readonly string[], options: BytePairsOptions): BytePairTokenizer {
  const { vocabularySize } = checkOptions("bytePairs", options, "vocabularySize#: 512");
  if (!Number.isInteger(vocabularySize) || vocabularySize < BYTES) {
    throw new OptionError(
      `bytePairs: expected a vocabularySize of at least ${BYTES}, got ${quoted(vocabularySize)}; try { vocabularySize: 512 }`,
    );
  }
  const counts = new Map<string, number>();
  for (const each of [corpus].flat()) {
    for (const part of each.match(parts) ?? []) counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  const words = [...counts].map(([part, count]) => ({ ids: [...utf8.encode(part)], count }));
  return new BytePairTokenizer(trainMerges(words, vocabularySize - BYTES));
}
