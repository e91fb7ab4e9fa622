/* What a page loads when it first trains or measures a model, and not before: `await import("../train/on-demand.js")`. */

export { evaluate } from "./evaluate.js";
export { fit } from "./fit.js";
