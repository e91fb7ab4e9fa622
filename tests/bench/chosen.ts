import type { Bench } from "./measure.js";

/** The benches with a word in their names. Those that take minutes are not meant by a word that others share. */
export function chosen(benches: readonly Bench[], word: string): readonly Bench[] {
  const named = benches.filter(({ name }) => name.includes(word));
  if (named.length === 0) {
    const kinds = new Set(benches.map(({ name }) => name.split(/[:,]/)[0]));
    throw new Error(
      `bench: expected a word of a bench's name, got ${JSON.stringify(word)}; try one of ${[...kinds].join(", ")}, or W1`,
    );
  }
  const shared = named.filter(({ onlyByName }) => onlyByName !== true);
  return shared.length > 0 ? shared : named;
}
