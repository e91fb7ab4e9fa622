import { OptionError } from "../errors.js";
import { quoted } from "../given.js";
import { onInterrupt } from "../interrupt.js";

let enabled = true;

onInterrupt(() => {
  enabled = true;
});

/** True while operations remember how their results came about. */
export function isGradEnabled(): boolean {
  return enabled;
}

/** Runs a function with the graph on or off and puts the former state back. */
export function withGrad<T>(on: boolean, run: () => T): T {
  const former = enabled;
  enabled = on;
  try {
    return run();
  } finally {
    enabled = former;
  }
}

/**
 * Runs a function whose results need no gradients: for predictions, metrics and updates of parameters.
 *
 * Throws OptionError when the function is async, since the graph would be on again at its first await.
 *
 * @example
 * const w = tensor(2, { requiresGrad: true });
 * noGrad(() => w.mul(3)).requiresGrad // false
 */
export function noGrad<T>(run: () => T): T {
  if (typeof run !== "function") {
    throw new OptionError(
      `noGrad: expected a function, got ${quoted(run)}; try noGrad(() => model.apply(x))`,
    );
  }
  const result = withGrad(false, run);
  if (result instanceof Promise) {
    throw new OptionError(
      "noGrad: expected a function that returns its result, got one that returns a promise; try noGrad inside the async function, around each part without await",
    );
  }
  return result;
}
