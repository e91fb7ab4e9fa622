declare const setImmediate: ((run: () => void) => unknown) | undefined;

/** Lets the event loop run once: messages, timers and a Stop get their turn. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

/** A clock in milliseconds, for progress only: nothing that is computed depends on it. */
export function now(): number {
  return performance.now();
}
