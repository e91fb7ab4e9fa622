import { add } from "../../ops/add.js";
import { concat } from "../../ops/concat.js";
import { mul } from "../../ops/mul.js";
import { reshape } from "../../ops/reshape.js";
import { slice } from "../../ops/slice.js";
import { sub } from "../../ops/sub.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { floating } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import { waves } from "./positions.js";

/**
 * Rotary positions (Su et al. 2021) for [N, steps, heads, width]: value i of the first half of the width and value i of the
 * second are turned by the angle position · 10000^(-2i / width), so that the product of a query and a key depends on how far
 * apart they are. `from` is the place of the first step.
 */
export function rotate(x: AnyTensor, { from }: { readonly from: number }): AnyTensor {
  const [, steps, , width] = x.shape as [number, number, number, number];
  const pairs = width / 2;
  const { sine, cosine } = waves({ from, steps, pairs, dtype: floating(x.dtype) });
  const [sin, cos] = [sine, cosine].map((table): Operand => reshape(table, [steps, 1, pairs])) as [
    Operand,
    Operand,
  ];
  const half = (start: number): Operand => slice(x, [null, null, null, [start, start + pairs]]);
  const [a, b] = [half(0), half(pairs)];
  const times = (y: Operand, z: Operand): Operand => mul(y, z);
  const turned = [sub(times(a, cos), times(b, sin)), add(times(b, cos), times(a, sin))] as readonly Operand[];
  return asTensor(concat(turned, -1) as Operand);
}
