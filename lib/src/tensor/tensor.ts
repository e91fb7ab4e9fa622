import type { Tensor as BaseTensor } from "./base.js";
import type { DType } from "./dtype.js";
import type { Tensor as Float32Tensor } from "./float32.js";
import type { Shape } from "./shape.js";

/**
 * A tensor with its shape and dtype as types: `Tensor<[4, 2]>` holds float32, `Tensor<[4], "int32">` says so.
 *
 * `Tensor` alone is a float32 tensor of any shape, `Tensor<Shape, DType>` any tensor at all.
 *
 * Why it is a choice between two types of the same name: TypeScript prints every type argument, defaults too,
 * so a single class would be shown as `Tensor<[4, 2], "float32">` on each hover and in each error. The
 * float32
 * form is an interface with one parameter, which extends the class and adds nothing.
 */
export type Tensor<S extends Shape = Shape, D extends DType = "float32"> = [D] extends ["float32"]
  ? Float32Tensor<S>
  : BaseTensor<S, D>;
