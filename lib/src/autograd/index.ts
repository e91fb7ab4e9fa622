export { type BackwardOptions, backward } from "./backward.js";
export { noGrad } from "./grad-mode.js";
export type { GraphNode } from "./node.js";
