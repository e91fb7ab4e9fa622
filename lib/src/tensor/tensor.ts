import type { Tensor as BaseTensor } from "./base.js";
import type { DType } from "./dtype.js";
import type { Tensor as Float32Tensor } from "./float32.js";
import type { Shape } from "./shape.js";

/**
 * A tensor as the library's functions return it: one of two types of the same name, by its dtype.
 *
 * Why two: TypeScript prints every type argument, defaults too, so a single class would be shown as
 * `Tensor<[4, 2], "float32">` on each hover and in each error. The float32 form is an interface with one
 * parameter, which extends the class and adds nothing.
 *
 * Why it is looked up and not a condition: for `const x: Tensor<[2, 2]> = tensor(…)` TypeScript also tries to
 * learn `tensor`'s type arguments from the result that is asked for. Through a condition it would compare the
 * hundred methods of the one form with those of the other, in a millisecond or more for each such call;
 * a lookup it leaves alone. What users write is the type of the same name in `public.ts`.
 */
export type Tensor<S extends Shape = Shape, D extends DType = "float32"> = Forms<S, D>[[D] extends ["float32"]
  ? "float32"
  : "other"];

interface Forms<S extends Shape, D extends DType> {
  readonly float32: Float32Tensor<S>;
  readonly other: BaseTensor<S, D>;
}
