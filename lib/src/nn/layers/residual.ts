import { OptionError, ShapeError } from "../../errors.js";
import { add } from "../../ops/add.js";
import type { DType } from "../../tensor/dtype.js";
import { formatShape, type Shape, sameShape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { handMaskOn } from "../masks.js";
import { Module } from "../module.js";
import type { SameShape } from "../shape-map.js";

/** x + inner(x). Made by {@link residual}. */
export class Residual extends Module<SameShape> {
  /** What is added to the input. */
  readonly inner: Module;

  constructor(inner: Module) {
    super();
    if (!((inner as unknown) instanceof Module)) {
      const [got, advice] = Array.isArray(inner)
        ? ["a list", "nn.residual(nn.sequential([…]))"]
        : [typeof inner, "nn.residual(nn.dense(64))"];
      throw new OptionError(`residual: expected one layer or model, got ${got}; try ${advice}`);
    }
    this.inner = inner;
  }

  override get libraryClass(): unknown {
    return Residual;
  }

  override get label(): string {
    return `Residual(${this.inner.label})`;
  }

  override forward(x: Tensor<Shape, DType>): Tensor<Shape, DType> {
    const change = this.inner.apply(x);
    if (!sameShape(change.shape, x.shape)) {
      throw new ShapeError(
        `${this.label}: expected a branch that keeps the shape ${formatShape(x.shape)}, got ${formatShape(change.shape)}; try padding: "same" and as many units as the input has`,
      );
    }
    return handMaskOn(x, add(x, change) as Tensor<Shape, DType>);
  }
}

/** x + inner(x) (He et al. 2016): the branch has to keep the shape. Throws ShapeError when it does not. */
export function residual(inner: Module): Residual {
  return new Residual(inner);
}
