import type { DType, Promote } from "./dtype.js";
import type { Shape } from "./shape.js";

/** Marks tensors, so that no other object with a shape passes for one. */
export declare const tensorBrand: unique symbol;

/**
 * What an operation asks of a tensor: a shape and a dtype that the type system can read.
 *
 * Every tensor is one. Operations take this instead of the whole class because TypeScript then reads two
 * properties to learn S and D, and not the signatures of a hundred methods.
 */
export interface Operand<S extends Shape = Shape, D extends DType = DType> {
  /** The size of each axis. */
  readonly shape: S;
  /** The values' dtype. */
  readonly dtype: D;
  readonly [tensorBrand]: true;
}

/** A tensor or a plain number, as the right-hand side of arithmetic takes it. */
export type OperandOrNumber = number | Operand;

/** The shape of the right-hand side of arithmetic. */
export type OperandShape<T> = T extends number
  ? []
  : T extends { readonly shape: infer S extends Shape }
    ? S
    : Shape;

/** The dtype of the right-hand side of arithmetic; a number takes on the dtype of the tensor it meets. */
export type OperandDType<T, Met extends DType> = T extends number
  ? Met
  : T extends { readonly dtype: infer D extends DType }
    ? D
    : DType;

/** The dtype two operands meet in; two plain numbers make float32. */
export type Met<A, B> = Promote<
  OperandDType<A, OperandDType<B, "float32">>,
  OperandDType<B, OperandDType<A, "float32">>
>;
