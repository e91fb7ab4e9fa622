/**
 * Where a notebook kernel tells running code of the Stop button: `globalThis[Symbol.for("gradbook.cellSignal")]`
 * is a function that returns the AbortSignal of the cell that is running. Elsewhere there is none.
 */
const cellSignalKey = Symbol.for("gradbook.cellSignal");

/** The signal of the running cell, if a kernel gives one. */
export function cellSignal(): AbortSignal | undefined {
  const get = (globalThis as Record<symbol, unknown>)[cellSignalKey];
  const signal: unknown = typeof get === "function" ? get() : undefined;
  return signal instanceof AbortSignal ? signal : undefined;
}

/** True once one of the signals says stop. */
export function stopRequested(signals: readonly (AbortSignal | undefined)[]): boolean {
  return signals.some((signal) => signal?.aborted === true);
}
