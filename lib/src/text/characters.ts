import { DataError } from "../errors.js";
import { checkOptions } from "../given.js";
import { type Ids, listed, Tokenizer } from "./tokenizer.js";

/** Options of {@link characters}. */
export interface CharactersOptions {
  /** Keeps id 0 for what fills texts up; nothing of a text has it. Default false. */
  readonly padding?: boolean;
  /** An id for all characters that the corpus does not have, decoded as this character. Default: they are an error. */
  readonly unknown?: string;
}

/** One id for each character of a corpus. Made by {@link characters}. */
export class CharacterTokenizer extends Tokenizer {
  readonly vocabulary: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #unknown: number | undefined;

  /** A vocabulary whose places are the ids, and which of them is for all others. */
  constructor(vocabulary: readonly string[], unknown: number | undefined) {
    super();
    this.vocabulary = vocabulary;
    this.#ids = new Map(vocabulary.map((character, id) => [character, id]));
    this.#unknown = unknown;
  }

  ids(text: string): number[] {
    return Array.from(text, (character) => {
      const id = this.#ids.get(character) ?? this.#unknown;
      if (id === undefined) {
        throw new DataError(
          `characters: expected characters of the corpus, got ${JSON.stringify(character)}; try a corpus with it, or { unknown: "?" }`,
        );
      }
      return id;
    });
  }

  decode(ids: Ids): string {
    return listed("characters", ids, this.size)
      .map((id) => this.vocabulary[id]!)
      .join("");
  }
}

/**
 * An id for each character of a corpus, in the order of their code points: the vocabulary of a character model.
 *
 * Characters are code points, so that an emoji is one. Ids begin with 0, after one for padding and one for unknown
 * characters where they are asked for.
 *
 * @example
 * ```ts
 * const letters = text.characters("to be or not to be");
 * letters.vocabulary.join(""); // " benort"
 * letters.encode("tob").toArray(); // [6, 4, 1]
 * letters.decode([6, 4, 1]); // "tob"
 * ```
 */
export function characters(
  corpus: string | readonly string[],
  options?: CharactersOptions,
): CharacterTokenizer {
  const { padding = false, unknown } = checkOptions("characters", options, 'padding?: true, unknown: "?"');
  const found = new Set([corpus].flat().flatMap((each) => [...each]));
  if (unknown !== undefined) found.delete(unknown);
  const sorted = [...found].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  const special = [...(padding ? [""] : []), ...(unknown === undefined ? [] : [unknown])];
  return new CharacterTokenizer([...special, ...sorted], unknown === undefined ? undefined : padding ? 1 : 0);
}
