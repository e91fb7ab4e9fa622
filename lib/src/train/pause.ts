declare const setImmediate: ((run: (value: unknown) => void) => unknown) | undefined;

/**
 * When the event loop is known to have run last, in milliseconds. One for all runs: a program of many runs, each of them
 * shorter than a turn, would otherwise keep it waiting to its end. After a rest of the program the next run pauses once
 * too often, which costs some microseconds.
 */
let lastTurn = 0;

/** Whether the event loop has waited for a turn: 30 ms. */
export function isTurnDue(): boolean {
  return lastTurn < performance.now() - 30;
}

/** Lets the event loop run once: messages, timers and a Stop get their turn. */
export async function pause(): Promise<void> {
  const later = typeof setImmediate === "function" ? setImmediate : setTimeout;
  await new Promise((resolve) => later(resolve));
  lastTurn = performance.now();
}
