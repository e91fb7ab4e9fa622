export { type BackwardOptions, backward } from "./backward.js";
export { type CustomOperation, type CustomStep, customOp } from "./custom-op.js";
export { noGrad } from "./grad-mode.js";
export {
  type DoubleInputs,
  type GradientCheckOptions,
  type GradientReport,
  gradientCheck,
} from "./gradient-check.js";
export { type GradientsFor, grad, gradients } from "./gradients.js";
export type { GraphNode } from "./node.js";
