import type { Tensor as BaseTensor } from "./base.js";
import type { DType } from "./dtype.js";
import type { Tensor as Float32Tensor } from "./float32.js";
import type { Shape } from "./shape.js";

/**
 * A tensor with its shape and dtype as types: `Tensor<[4, 2]>` holds float32, `Tensor<[4], "int32">` says so.
 *
 * `Tensor` alone is a float32 tensor of any shape, `Tensor<Shape, DType>` any tensor at all.
 *
 * This is the type as users write it, from which S and D can be learned, as in
 * `f<S extends Shape, D extends DType>(x: Tensor<S, D>)`. It stands for the same two types as the one in
 * `tensor.ts`, which says why there are two.
 */
export type Tensor<S extends Shape = Shape, D extends DType = "float32"> = [D] extends ["float32"]
  ? Float32Tensor<S>
  : BaseTensor<S, D>;
