export {
  type BoundarySlider,
  type DecisionBoundaryOptions,
  decisionBoundary,
  type PointFunction,
  type RowsFunction,
} from "./decision-boundary.js";
export { Figure, type FigureJson, type FigureParts } from "./figure.js";
export { type HeatmapOptions, heatmap } from "./heatmap.js";
export type { Frame, Json, JsonObject, Trace } from "./json.js";
export type { AxesOptions, ChartOptions } from "./layout.js";
export { type Curve, type LineOptions, line } from "./line.js";
export { type PlaneLine, type PlaneOptions, plane, type Vector2 } from "./plane.js";
export { type ScatterOptions, scatter } from "./scatter.js";
export { type SliderOptions, slider } from "./slider.js";
export type { Matrix, Numbers, TensorLike, Vector } from "./values.js";
