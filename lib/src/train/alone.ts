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

/** Throws OptionError when another run uses this share of a model now. */
export function checkFree(where: string, model: object, share: Share): void {
  const user = users[share].get(model);
  if (user === undefined) return;
  throw new OptionError(
    `${where}: expected a model that nothing else trains or measures, got one in the middle of ${user}; try awaiting that first, or measuring in onEpochEnd`,
  );
}

/**
 * Runs something that has a share of a model to itself: two runs at once would mix their updates and their metrics, and
 * never say so. Throws OptionError when another uses it.
 */
export async function alone<T>(
  where: string,
  model: object,
  { share, run }: { readonly share: Share; readonly run: () => Promise<T> },
): Promise<T> {
  checkFree(where, model, share);
  const mine = users[share];
  mine.set(model, where);
  try {
    return await run();
  } finally {
    mine.delete(model);
  }
}
