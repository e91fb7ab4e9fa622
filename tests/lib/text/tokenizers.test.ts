import { readFileSync } from "node:fs";
import { DataError, OptionError, text } from "gradbook";
import { describe, expect, it } from "vitest";

const reference = JSON.parse(readFileSync(new URL("reference/tokenizers.json", import.meta.url), "utf8")) as {
  readonly corpus: readonly string[];
  readonly texts: readonly string[];
  readonly words: {
    readonly vocabulary: readonly string[];
    readonly few: readonly string[];
    readonly ids: readonly (readonly number[])[];
  };
  readonly bytePairs: {
    readonly merges: readonly (readonly [number, number])[];
    readonly ids: readonly (readonly number[])[];
  };
};
const { corpus, texts } = reference;

describe("words", () => {
  it("have Keras's vocabulary", () => {
    expect(text.words(corpus).vocabulary).toEqual(reference.words.vocabulary);
    expect(text.words(corpus, { maxTokens: 12 }).vocabulary).toEqual(reference.words.few);
  });

  it("have Keras's ids, filled up to one length", () => {
    const words = text.words(corpus, { maxTokens: 12 });
    expect(words.batch(texts, { length: 6 }).toArray()).toEqual(reference.words.ids);
  });

  it("are decoded with a mark for unknown ones, and without what fills them up", () => {
    const words = text.words("to be or not to be");
    expect(words.decode(words.batch(["to do", "be"]))).toBe("to [UNK] be");
  });
});

describe("byte pairs", () => {
  const pairs = text.bytePairs(corpus, { vocabularySize: 256 + reference.bytePairs.merges.length });

  it("are those that counting anew each time finds", () => {
    expect(pairs.merges).toEqual(reference.bytePairs.merges);
  });

  it("give the ids of Hugging Face's tokenizers", () => {
    expect(texts.map((each) => pairs.ids(each))).toEqual(reference.bytePairs.ids);
  });

  it("bring every text back, whatever is in it", () => {
    for (const each of [...texts, ...corpus, "\u0000\n\t  Ж🙂\ufeffa"]) {
      expect(pairs.decode(pairs.encode(each))).toBe(each);
    }
  });

  it("are made again from their pairs alone", () => {
    const again = new text.BytePairTokenizer(JSON.parse(JSON.stringify(pairs.merges)) as text.BytePair[]);
    expect(again.ids(texts[0]!)).toEqual(pairs.ids(texts[0]!));
    expect(again.size).toBe(256 + pairs.merges.length);
    expect(() => new text.BytePairTokenizer([[300, 1]])).toThrow(
      new OptionError(
        "bytePairs: expected pairs of ids that come before 256, got [300, 1]; try the merges of a vocabulary that was learned",
      ),
    );
  });

  it("stop where no pair comes twice", () => {
    expect(text.bytePairs("ab", { vocabularySize: 1000 }).size).toBe(256);
    expect(text.bytePairs("aaaa", { vocabularySize: 1000 }).vocabulary.slice(256)).toEqual(["aa"]);
  });
});

describe("characters", () => {
  it("are code points in their order, an emoji being one", () => {
    const letters = text.characters(["b🙂", "a"]);
    expect(letters.vocabulary).toEqual(["a", "b", "🙂"]);
    expect(letters.encode("🙂a").toArray()).toEqual([2, 0]);
    expect(letters.decode([2, 0])).toBe("🙂a");
  });

  it("keep places for padding and for unknown ones", () => {
    const letters = text.characters("ab", { padding: true, unknown: "?" });
    expect(letters.vocabulary).toEqual(["", "?", "a", "b"]);
    expect(letters.batch(["abc", "b"]).toArray()).toEqual([
      [2, 3, 1],
      [3, 0, 0],
    ]);
    expect(letters.batch(["abc", "b"], { length: 2, side: "start" }).toArray()).toEqual([
      [2, 3],
      [0, 3],
    ]);
    expect(letters.decode([2, 1, 0])).toBe("a?");
  });
});

describe("mistakes", () => {
  const letters = text.characters("ab");
  it.each<readonly [string, () => unknown, Error]>([
    [
      "an unknown character",
      () => letters.encode("abc"),
      new DataError(
        'characters: expected characters of the corpus, got "c"; try a corpus with it, or { unknown: "?" }',
      ),
    ],
    [
      "an id that there is not",
      () => letters.decode([0, 2]),
      new DataError("characters: expected ids from 0 to 1, got 2; try ids of this vocabulary"),
    ],
    [
      "a length",
      () => letters.batch(["a"], { length: 0 }),
      new OptionError("batch: expected a length of at least 1, got 0; try length: 64"),
    ],
    [
      "a side",
      () => letters.batch(["a"], { side: "left" as never }),
      new OptionError('batch: expected side "start" or "end", got "left"; try side: "end"'),
    ],
    [
      "few ids",
      () => text.bytePairs("a", { vocabularySize: 100 }),
      new OptionError(
        "bytePairs: expected a vocabularySize of at least 256, got 100; try { vocabularySize: 512 }",
      ),
    ],
    [
      "few words",
      () => text.words("a", { maxTokens: 2 }),
      new OptionError("words: expected maxTokens of at least 3, got 2; try maxTokens: 1000"),
    ],
  ])("are named: %s", (_, run, error) => {
    expect(run).toThrow(error);
  });
});
