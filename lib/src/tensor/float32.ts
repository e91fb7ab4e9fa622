import type { Tensor as BaseTensor } from "./base.js";
import type { Shape } from "./shape.js";

/** A float32 tensor: what most tensors are, so its type is written without the dtype. See `tensor.ts`. */
export interface Tensor<S extends Shape = Shape> extends BaseTensor<S, "float32"> {}
