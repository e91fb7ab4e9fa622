/**
 * Where a notebook kernel finds what to call after it has interrupted a cell: a Set of functions on the global
 * object. Terminated code runs none of its `finally` blocks, so state such as "training" would stay as it was.
 */
const interruptKey = Symbol.for("gradbook.onInterrupt");

/** Calls a function whenever a running cell was interrupted, to put state back that it may have left behind. */
export function onInterrupt(reset: () => void): void {
  const known = Reflect.get(globalThis, interruptKey) as Set<() => void> | undefined;
  const resets = known ?? new Set();
  if (known === undefined) Object.defineProperty(globalThis, interruptKey, { value: resets });
  resets.add(reset);
}
