import { OptionError } from "../errors.js";
import { onInterrupt } from "../interrupt.js";

/** What of a model only one run may use at a time: its weights and optimizer, or what its metrics have counted. */
export type Share = "weights" | "metrics";

const nobody = (): Readonly<Record<Share, WeakMap<object, string>>> => ({
  weights: new WeakMap(),
  metrics: new WeakMap(),
});

let users = nobody();

// A run that was terminated never says that it has ended.
onInterrupt(() => {
  users = nobody();
});

/** Something of a model that others may have, too: its optimizer, a weight, a metric with a count of its own. */
export type Part = readonly [what: string, part: object];

/** Throws OptionError when another run uses this share of a model, or one of its parts, now. */
export function checkFree(where: string, model: object, share: Share, parts: readonly Part[] = []): void {
  const user = users[share].get(model);
  if (user !== undefined) {
    throw new OptionError(
      `${where}: expected a model that nothing else trains or measures, got one in the middle of ${user}; try awaiting that first, or measuring in onEpochEnd`,
    );
  }
  for (const [what, part] of parts) {
    const other = users[share].get(part);
    if (other === undefined) continue;
    throw new OptionError(
      `${where}: expected a model of which nothing else is trained or measured, got one that shares ${what} with a model in the middle of ${other}; try awaiting that first, or one of its own for each model`,
    );
  }
}

/** A run that has something to itself. */
export interface AloneOptions<T> {
  readonly share: Share;
  readonly parts: readonly Part[];
  readonly run: () => Promise<T>;
}

/**
 * Runs something that has a share of a model, and the parts of it, to itself: two runs at once would mix their updates and
 * their metrics, and never say so. Throws OptionError when another uses them.
 */
export async function alone<T>(
  where: string,
  model: object,
  { share, parts, run }: AloneOptions<T>,
): Promise<T> {
  checkFree(where, model, share, parts);
  const mine = users[share];
  const taken = [model, ...parts.map(([, part]) => part)];
  for (const each of taken) mine.set(each, where);
  try {
    return await run();
  } finally {
    for (const each of taken) mine.delete(each);
  }
}
