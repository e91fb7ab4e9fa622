export { isTensor } from "./base.js";
export { type TensorOptions, type TensorValues, tensor } from "./create.js";
export type { DType, FloatDType, Promote } from "./dtype.js";
export type { Operand } from "./operand.js";
export * from "./print.js";
export * from "./read.js";
export type { Shape } from "./shape.js";
export type { Broadcast, MatMul, Nested, ShapeMismatch, ShapeOf } from "./shape-types.js";
export type { Tensor } from "./tensor.js";
