import { gather } from "../ops/gather.js";
import { reshape } from "../ops/reshape.js";
import { fromValues } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import { maskOf } from "../tensor/masks.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

type Pair = readonly [yTrue: Tensor<Shape, DType>, yPred: Tensor<Shape, DType>];

/**
 * Truth and predictions without the steps that the predictions' mask leaves out, each step an example: yTrue [N, steps, ...]
 * → [counted, ...], yPred likewise. As they are when there is no mask. `fit` and `evaluate` do this for every metric.
 *
 * @example
 * ```ts
 * const p = nn.withMask(tensor([[[0.9, 0.1], [0.5, 0.5]]]), tensor([[true, false]]));
 * metrics.accuracy(...metrics.counted(tensor([[0, 1]]), p)); // 1
 * ```
 */
export function counted(yTrue: Operand, yPred: Operand): Pair {
  const mask = maskOf(yPred);
  if (mask === undefined) return [yTrue, yPred] as readonly Operand[] as unknown as Pair;
  const places: number[] = [];
  mask.data.forEach((counts, i) => {
    if (counts !== 0) places.push(i);
  });
  const indices = fromValues(Int32Array.from(places), [places.length], "int32") as Operand as Operand<
    [number],
    "int32"
  >;
  const rows = (x: Operand): Operand => {
    const flat: Operand = reshape(x, [mask.size, ...x.shape.slice(mask.rank)]);
    return gather(flat, indices);
  };
  return [rows(yTrue), rows(yPred)] as readonly Operand[] as unknown as Pair;
}
