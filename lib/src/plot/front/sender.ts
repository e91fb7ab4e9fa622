import type { InteractiveChange, InteractiveView } from "./contract.js";

/** Brings a change to the figure, wherever it is computed, and resolves with what is to be seen then. */
export type Send = (change: InteractiveChange) => Promise<InteractiveView>;

/**
 * Sends one change at a time. What happens meanwhile waits, and of the same kind only the last counts: a picture that
 * takes long to compute never lags behind by more than one.
 */
export function sender(
  send: Send,
  show: (view: InteractiveView) => void,
): (change: InteractiveChange) => void {
  const waiting = new Map<string, InteractiveChange>();
  let busy = false;
  const next = async (): Promise<void> => {
    const [first] = waiting;
    if (busy || first === undefined) return;
    const [key, change] = first;
    waiting.delete(key);
    busy = true;
    try {
      const view = await send(change);
      // The next picture is on its way already.
      if (waiting.size === 0) show(view);
    } finally {
      busy = false;
    }
    await next();
  };
  return (change) => {
    waiting.set(keyOf(change), change);
    void next();
  };
}

function keyOf(change: InteractiveChange): string {
  if (change.kind === "move") return `move ${change.point}`;
  if (change.kind === "slide" || change.kind === "press") return `${change.kind} ${change.name}`;
  return change.kind;
}
