export {
  type Activation,
  type ActivationFunctionOptions,
  type ActivationName,
  activationFunction,
} from "./activation-function.js";
export { type AttentionOptions, attention } from "./attention.js";
export { type BarsOptions, bars, type NamedNumbers, type NamedRanges } from "./bars.js";
export { type ComputationGraphOptions, computationGraph } from "./computation-graph.js";
export { type ConfusionMatrixOptions, confusionMatrix, type Predictions } from "./confusion-matrix.js";
export {
  type BoundarySlider,
  type DecisionBoundaryOptions,
  decisionBoundary,
  type PointFunction,
  type RowsFunction,
} from "./decision-boundary.js";
export { type EmbeddingOptions, embedding } from "./embedding.js";
export { Figure, type FigureJson, type FigureParts } from "./figure.js";
export type {
  FitChange,
  InteractiveChange,
  InteractiveView,
  MoveChange,
  PaintChange,
  PressChange,
  SlideChange,
  ViewAxis,
  ViewPixels,
  ViewSlider,
} from "./front/contract.js";
export type { GraphInput, GraphTensor, GraphValue } from "./graph-value.js";
export { type HeatmapOptions, heatmap } from "./heatmap.js";
export { type HistogramOptions, histogram } from "./histogram.js";
export { type HistogramGridOptions, histogramGrid } from "./histogram-grid.js";
export { type HistoryOptions, type HistoryValues, history } from "./history.js";
export { type ImagesOptions, images, type Pictures } from "./images.js";
export {
  type BoardSize,
  type Interactive,
  type InteractiveOptions,
  type InteractiveState,
  interactive,
  type PlacedPoint,
  type Scene,
  type SliderRange,
} from "./interactive/interactive.js";
export { type InteractiveModel, openInteractive } from "./interactive/registry.js";
export type { Frame, Json, JsonObject, Trace } from "./json.js";
export { type KernelsOptions, kernels } from "./kernels.js";
export type { AxesOptions, ChartOptions, SeriesOptions } from "./layout.js";
export { type Curve, type CurvePoints, type LineOptions, line } from "./line.js";
export { type LossSurfaceOptions, lossSurface } from "./loss-surface.js";
export { type ModelOptions, model } from "./model.js";
export { type MovingWindowOptions, movingWindow } from "./moving-window.js";
export { type PlaneLine, type PlaneOptions, plane, type Vector2 } from "./plane.js";
export { type ScatterOptions, scatter } from "./scatter.js";
export { type SliderOptions, slider } from "./slider.js";
export { type NamedRows, type Table, type TableCell, type TableOptions, table } from "./table.js";
export type { Matrix, Numbers, TensorLike, Vector } from "./values.js";
