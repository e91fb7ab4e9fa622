/* What a page loads when it first trains or measures a model, and not before: `await import("../train/on-demand.js")`. */
import { fit as train } from "./fit.js";

export { evaluate } from "./evaluate.js";

let inItsPlace: typeof train | undefined;

/** Trains a model, or does what was set in place of that. */
export const fit: typeof train = (...call) => (inItsPlace ?? train)(...call);

/** Sets what does what calls of `model.fit` ask for; undefined: they train. */
export function setFit(next: typeof train | undefined): void {
  inItsPlace = next;
}
