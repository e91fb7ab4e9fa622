import { OptionError } from "./errors.js";

/**
 * Looks a name up in a table and, when it is not there, says which names are and which one was probably meant.
 *
 * Throws OptionError: `compile: expected an optimizer of adam, sgd, …, got "addam"; try "adam"`.
 */
export function byName<T>(where: string, kind: string, name: string, table: Readonly<Record<string, T>>): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  throw unknownName(where, kind, name, Object.keys(table));
}

/** The error for a name that is none of those known, with the one that was probably meant. */
export function unknownName(
  where: string,
  kind: string,
  name: string,
  known: readonly string[],
): OptionError {
  return new OptionError(
    `${where}: expected ${kind} of ${known.join(", ")}, got ${JSON.stringify(name)}; try ${JSON.stringify(nearest(`${name}`, known))}`,
  );
}

/**
 * The candidate that was probably meant: one that starts with the name or has it as initials (`mse`), else the
 * one that takes the fewest edits to reach, letter case and separators aside.
 */
export function nearest(name: string, candidates: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  // PyTorch and many texts say Xavier and Kaiming where Keras says Glorot and He.
  const wanted = plain(name).replace("xavier", "glorot").replace("kaiming", "he");
  let best = candidates[0] ?? "";
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const short = plain(candidate).startsWith(wanted) || initials(candidate) === wanted;
    const edits = short ? 0 : editDistance(wanted, plain(candidate));
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

/** meanSquaredError → mse. */
function initials(name: string): string {
  return (name.charAt(0) + name.slice(1).replace(/[^A-Z]/g, "")).toLowerCase();
}

/** Levenshtein's distance: the fewest insertions, deletions and replacements that turn a into b. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, replaced));
    }
    row = next;
  }
  return row[b.length]!;
}
