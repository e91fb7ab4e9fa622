import { any } from "../../ops/all-any.js";
import { logicalAnd } from "../../ops/logical-and-or.js";
import { matmul } from "../../ops/matmul.js";
import { mul } from "../../ops/mul.js";
import { softmax } from "../../ops/softmax.js";
import { transpose } from "../../ops/transpose.js";
import { where } from "../../ops/where.js";
import { type AnyTensor, asTensor, fromValues } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import type { Shape } from "../../tensor/shape.js";

type Bools = Operand<Shape, "bool">;

/** [queries, keys]: true where the key does not come after the query, the last query standing at the last key. */
export function causalMask(queries: number, keys: number): AnyTensor {
  const seen = new Uint8Array(queries * keys);
  for (let i = 0; i < queries; i++) seen.fill(1, i * keys, i * keys + Math.max(0, i + 1 + keys - queries));
  return fromValues(seen, [queries, keys], "bool");
}

/** Where both allow it; undefined where there is neither. */
export function bothMasks(a: AnyTensor | undefined, b: AnyTensor | undefined): AnyTensor | undefined {
  return a === undefined || b === undefined ? (a ?? b) : asTensor(logicalAnd(a, b) as Operand);
}

/**
 * The weights softmax(scale · q · kᵀ) [batch, heads, queries, keys] in operations that have gradients, for queries and keys
 * [batch, heads, steps, width]. A query that may look at nothing has weights of 0.
 */
export function weightsOfHeads(
  { q, k, mask }: { readonly q: AnyTensor; readonly k: AnyTensor; readonly mask: AnyTensor | undefined },
  { scale, causal }: { readonly scale: number; readonly causal: boolean },
): Operand {
  const product: Operand = matmul(q, transpose(k, [0, 1, 3, 2]) as Operand);
  const scores: Operand = mul(product, scale);
  const [queries, keys] = scores.shape.slice(-2) as [number, number];
  const visible = bothMasks(mask, causal ? causalMask(queries, keys) : undefined);
  if (visible === undefined) return softmax(scores);
  const seen = visible as Operand as Bools;
  const some: Bools = any(seen, -1, { keepDims: true }) as Operand as Bools;
  // A row of which nothing is seen would be 0 / 0.
  const shown: Operand = where(some, where(seen, scores, Number.NEGATIVE_INFINITY) as Operand, 0);
  return where(seen, softmax(shown), 0) as Operand;
}
