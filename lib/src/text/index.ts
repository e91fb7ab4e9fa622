export { type BytePair, type BytePairsOptions, BytePairTokenizer, bytePairs } from "./byte-pairs.js";
export { type CharactersOptions, CharacterTokenizer, characters } from "./characters.js";
export { type Ids, type TextBatchOptions, Tokenizer } from "./tokenizer.js";
export { type WordsOptions, WordTokenizer, words } from "./words.js";
