import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { type Ids, listed, Tokenizer } from "./tokenizer.js";

/** Options of {@link words}. */
export interface WordsOptions {
  /** The most ids, those for padding and unknown words included. Default: as many as there are words. */
  readonly maxTokens?: number;
}

/** What unknown words are decoded as. */
const UNKNOWN = "[UNK]";

/** Keras's punctuation. */
const punctuation = /[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g;

/** Lower case, without punctuation, cut at white space: Keras's default. */
function split(text: string): string[] {
  return text.toLowerCase().replace(punctuation, "").split(/\s+/).filter(Boolean);
}

/** One id for each word of a corpus. Made by {@link words}. */
export class WordTokenizer extends Tokenizer {
  readonly vocabulary: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  /** Words whose places are the ids, after "" for padding and "[UNK]" for all others. */
  constructor(vocabulary: readonly string[]) {
    super();
    this.vocabulary = vocabulary;
    this.#ids = new Map(vocabulary.map((word, id) => [word, id]));
  }

  ids(text: string): number[] {
    return split(text).map((word) => this.#ids.get(word) ?? 1);
  }

  decode(ids: Ids): string {
    return listed("words", ids, this.size)
      .filter((id) => id !== 0)
      .map((id) => this.vocabulary[id]!)
      .join(" ");
  }
}

/** Python's order of texts: by code points, not by UTF-16's units. */
function compare(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

/**
 * An id for each word of a corpus, the most frequent first; 0 is for padding, 1 for words that are not among them.
 *
 * As Keras's `TextVectorization` with its defaults: lower case, without punctuation, cut at white space; of words that are
 * equally frequent the last in the alphabet comes first.
 * Throws OptionError for a maxTokens below 3.
 *
 * @example
 * ```ts
 * const words = text.words("To be, or not to be");
 * words.vocabulary; // ["", "[UNK]", "to", "be", "or", "not"]
 * words.encode("To be is to do").toArray(); // [2, 3, 1, 2, 1]
 * ```
 */
export function words(corpus: string | readonly string[], options?: WordsOptions): WordTokenizer {
  const { maxTokens = Number.POSITIVE_INFINITY } = checkOptions("words", options, "maxTokens#: 1000");
  if (!(maxTokens >= 3)) {
    throw new OptionError(
      `words: expected maxTokens of at least 3, got ${quoted(maxTokens)}; try maxTokens: 1000`,
    );
  }
  const counts = new Map<string, number>();
  for (const word of [corpus].flat().flatMap(split)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || compare(b, a)).map(([word]) => word);
  return new WordTokenizer(["", UNKNOWN, ...sorted].slice(0, maxTokens));
}
