import { DTypeError, ShapeError } from "../../errors.js";
import { checkOptions } from "../../given.js";
import { broadcastTo } from "../../ops/broadcast-to.js";
import { matmul } from "../../ops/matmul.js";
import { reshape } from "../../ops/reshape.js";
import { checkTensor, convert } from "../../ops/support/operands.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { type DType, type Floating, floating, promote } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import { formatShape, type Shape, sameShape, sizeOf } from "../../tensor/shape.js";
import type { Demand } from "../../tensor/shape-types.js";
import type { Tensor } from "../../tensor/tensor.js";
import { Dropout } from "../layers/dropout.js";
import { type Attending, attendHeads, byHeads, type Heads } from "./attend.js";
import type { Attended, AttentionError, MaskError, ScoresOf, ValuesError } from "./attention-types.js";
import { weightsOfHeads } from "./weights.js";

/** Options of {@link scaledDotProductAttention}. */
export interface AttentionOptions<M extends Shape = Shape> {
  /** Query i sees the keys up to its own place, the last query standing at the last key. Default false. */
  readonly causal?: boolean;
  /** True where a query may look: bool, stretches to [..., queries, keys]. Default: everywhere. */
  readonly mask?: Operand<M, "bool">;
  /** What scores are multiplied by. Default 1 / √width. */
  readonly scale?: number;
  /** The share of the weights that is switched off, the others grow to make up for it. Default 0. */
  readonly dropout?: number;
  /** Draws what is switched off. Default 0. */
  readonly seed?: number;
}

export const attentionOptions = "causal?: true, mask, scale#, dropout#, seed#" as const;

/**
 * Attention (Vaswani et al. 2017, equation 1): softmax(scale · q · kᵀ) · v. Each query gets the mean of the values, weighted
 * by how well their keys fit it.
 *
 * Shapes: q [..., queries, width], k [..., keys, width], v [..., keys, valueWidth] → [..., queries, valueWidth]; the leading
 * axes are the same in all. `scale` is 1 / √width unless it is given. What `mask` or `causal` hide has the weight 0, and a
 * query that may look at nothing gets zeros (PyTorch: NaN). With fewer queries than keys `causal` counts from the end, as a
 * cache needs it (PyTorch counts from the beginning).
 * Order: as matmul, softmax and matmul add; the weights of all pairs are never in memory at once, unless some are dropped.
 * Throws ShapeError when shapes do not fit, OptionError for a dropout outside [0, 1).
 *
 * @example
 * const x = tensor([[1, 0], [0, 1]]);
 * nn.scaledDotProductAttention(x, x, x, { causal: true }).toArray()[0] // [1, 0]
 * // Looked up: a query that is sure finds the entry with its key, and takes its value.
 * const keys = tensor([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
 * const values = tensor([[4], [7], [2]]);
 * nn.scaledDotProductAttention(tensor([[0, 1, 0], [1, 0, 0]]), keys, values, { scale: 400 }).toArray() // [[7], [4]]
 */
export function scaledDotProductAttention<
  Q extends Shape,
  D extends DType,
  K extends Shape,
  V extends Shape,
  M extends Shape = [],
>(
  q: Operand<Q, D>,
  k: Operand<K> & Demand<AttentionError<Q, K>>,
  v: Operand<V> & Demand<ValuesError<K, V>>,
  options?: AttentionOptions<M> & {
    readonly mask?: Demand<MaskError<"scaledDotProductAttention", ScoresOf<Q, K>, M>>;
  },
): Tensor<Attended<Q, V>, Floating<D>> {
  const where = "scaledDotProductAttention";
  const given = checkOptions(where, options as AttentionOptions | undefined, attentionOptions);
  const [queries, keys, values] = checkedShapes(where, q, k, v);
  const { causal = false, scale = 1 / Math.sqrt(queries.shape.at(-1)!), dropout = 0, seed = 0 } = given;
  const lead = queries.shape.slice(0, -2);
  const split = (x: AnyTensor): AnyTensor => {
    const [steps, width] = x.shape.slice(-2) as [number, number];
    return asTensor(reshape(x, [sizeOf(lead), steps, 1, width]) as Operand);
  };
  const scores = [...lead, queries.shape.at(-2)!, keys.shape.at(-2)!];
  const mask = checkedMask(where, given.mask, scores);
  const heads = {
    q: split(queries),
    k: split(keys),
    v: split(values),
    mask: mask && maskOfOneHead(mask, lead),
  };
  const drop = new Dropout(dropout, { seed });
  const y = attended(
    heads,
    { scale, causal },
    dropout === 0 ? undefined : (w) => drop.apply(w, { training: true }),
  );
  return reshape(y, [...queries.shape.slice(0, -1), values.shape.at(-1)!]) as Operand as Tensor<
    Attended<Q, V>,
    Floating<D>
  >;
}

/** The three as tensors of one float dtype. Throws ShapeError when they do not fit one another. */
function checkedShapes(
  where: string,
  ...given: readonly [Operand, Operand, Operand]
): readonly [AnyTensor, AnyTensor, AnyTensor] {
  for (const x of given) checkTensor(where, x);
  const dtype = floating(given.map((x) => x.dtype).reduce(promote));
  const [q, k, v] = given.map((x) => convert(asTensor(x), dtype)) as [AnyTensor, AnyTensor, AnyTensor];
  const shapes = given.map((x) => formatShape(x.shape)).join(", ");
  if (q.rank < 2 || k.rank !== q.rank || v.rank !== q.rank) {
    throw new ShapeError(
      `${where}: expected q, k and v [..., steps, width] of one rank, got ${shapes}; try expandDims(0) for a single step`,
    );
  }
  const lead = (x: AnyTensor) => x.shape.slice(0, -2);
  if (!sameShape(lead(q), lead(k)) || !sameShape(lead(q), lead(v))) {
    throw new ShapeError(
      `${where}: expected the same leading axes in q, k and v, got ${shapes}; try broadcastTo on those that repeat`,
    );
  }
  if (q.shape.at(-1) !== k.shape.at(-1)) {
    throw new ShapeError(
      `${where}: queries and keys differ in width: ${formatShape(q.shape)} and ${formatShape(k.shape)}; try projecting both to one width`,
    );
  }
  if (k.shape.at(-2) !== v.shape.at(-2)) {
    throw new ShapeError(
      `${where}: expected a value for each key, got keys ${formatShape(k.shape)} and values ${formatShape(v.shape)}; try values of as many steps`,
    );
  }
  return [q, k, v];
}

/** A mask that stretches to some scores. Throws DTypeError and ShapeError. */
export function checkedMask(where: string, given: Operand | undefined, scores: Shape): AnyTensor | undefined {
  if (given === undefined) return undefined;
  checkTensor(where, given);
  if (given.dtype !== "bool") {
    throw new DTypeError(
      `${where}: expected a mask of dtype bool, got ${given.dtype}; try a comparison such as ids.notEqual(0)`,
    );
  }
  const { shape } = given;
  const fits =
    shape.length <= scores.length &&
    shape.every((size, i) => size === 1 || size === scores[scores.length - shape.length + i]);
  if (!fits) {
    throw new ShapeError(
      `${where}: a mask ${formatShape(shape)} does not stretch to scores ${formatShape(scores)}; try one [queries, keys], or expandDims for the axes between`,
    );
  }
  return asTensor(given);
}

/** A mask over any leading axes as one for [batch, 1, queries, keys]. */
function maskOfOneHead(mask: AnyTensor, lead: Shape): AnyTensor {
  const own = [1, 1, ...mask.shape].slice(-2);
  const whole = mask.rank > 2 ? asTensor(broadcastTo(mask, [...lead, ...own]) as Operand) : mask;
  return asTensor(reshape(whole, [mask.rank > 2 ? sizeOf(lead) : 1, 1, ...own]) as Operand);
}

/**
 * Attention of heads [batch, steps, heads, width]: at once, or, where something is done to its weights, product by
 * product.
 */
export function attended(
  heads: Heads,
  attending: Attending,
  change?: (weights: AnyTensor) => AnyTensor,
): AnyTensor {
  if (change === undefined) return attendHeads(heads, attending);
  const [q, k, v] = [heads.q, heads.k, heads.v].map((x) => asTensor(byHeads(x))) as [
    AnyTensor,
    AnyTensor,
    AnyTensor,
  ];
  const weights = weightsOfHeads({ q, k, mask: heads.mask }, attending);
  return asTensor(byHeads(matmul(change(asTensor(weights)), v) as Operand));
}
