/** A word of the corpus: its ids so far, and how often it comes. */
export interface CountedWord {
  readonly ids: readonly number[];
  readonly count: number;
}

/** The first id after those of the bytes. */
const FIRST = 256;
/** Above all ids, so that two of them are one number. */
const RADIX = 2 ** 26;

/** A pair as one number, in the order of the left, then the right id. */
export const pairKey = (left: number, right: number): number => left * RADIX + right;

/** How often each pair comes, and in which words. */
class PairCounts {
  readonly counts = new Map<number, number>();
  readonly #words = new Map<number, Set<number>>();

  /** Counts the pairs of a word, or, with a negative count, takes them back. */
  add(ids: readonly number[], word: number, count: number): void {
    for (let i = 1; i < ids.length; i++) {
      const key = pairKey(ids[i - 1]!, ids[i]!);
      const total = (this.counts.get(key) ?? 0) + count;
      if (total === 0) this.counts.delete(key);
      else this.counts.set(key, total);
      const words = this.#words.get(key) ?? new Set();
      words.add(word);
      this.#words.set(key, words);
    }
  }

  /** The most frequent pair, of equals the one of the lowest ids; undefined when none comes twice. */
  best(): number | undefined {
    let best: number | undefined;
    let most = 1;
    for (const [key, count] of this.counts) {
      if (count > most || (count === most && best !== undefined && key < best)) [best, most] = [key, count];
    }
    return best;
  }

  /** Words in which a pair is or was. */
  wordsWith(key: number): readonly number[] {
    return [...(this.#words.get(key) ?? [])];
  }
}

/** The pairs to join, in order: each time the most frequent one. */
export function trainMerges(
  words: readonly CountedWord[],
  most: number,
): (readonly [left: number, right: number])[] {
  const ids = words.map((word) => word.ids);
  const pairs = new PairCounts();
  for (const [word, { count }] of words.entries()) pairs.add(ids[word]!, word, count);
  const merges: (readonly [number, number])[] = [];
  while (merges.length < most) {
    const key = pairs.best();
    if (key === undefined) break;
    const pair = [Math.floor(key / RADIX), key % RADIX] as const;
    for (const word of pairs.wordsWith(key)) {
      const { count } = words[word]!;
      pairs.add(ids[word]!, word, -count);
      ids[word] = joinPair(ids[word]!, pair, FIRST + merges.length);
      pairs.add(ids[word]!, word, count);
    }
    merges.push(pair);
  }
  return merges;
}

/** Ids with each occurrence of a pair as one id. */
export function joinPair(
  ids: readonly number[],
  [left, right]: readonly [left: number, right: number],
  id: number,
): readonly number[] {
  const joined: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    const isPair = ids[i] === left && ids[i + 1] === right;
    joined.push(isPair ? id : ids[i]!);
    if (isPair) i++;
  }
  return joined;
}
