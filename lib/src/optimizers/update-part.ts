import type { Tensor } from "../tensor/base.js";
import type { DType, FloatValues } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";

/** Something that takes part in each step of an optimizer. */
export interface UpdatePart {
  /** Gets the gradients of a step; gives those to use, or undefined when the weights are to stay as they are. */
  before?(
    parameters: readonly Tensor<Shape, DType>[],
    gradients: readonly FloatValues[],
  ): readonly FloatValues[] | undefined;
  /** Is told of an update: the parameters, and their values first among those given. */
  after?(parameters: readonly Tensor<Shape, DType>[], values: readonly FloatValues[]): void;
}
