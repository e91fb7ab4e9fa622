import { allocate, type FloatValues, type Values } from "../../tensor/dtype.js";
import type { Engine, MatMulLayout } from "../engine.js";
import { exp32, exp64 } from "../reference/exponential.js";
import { sumInLanes } from "../reference/reduce.js";
import { roundingOf } from "../reference/round.js";
import { PASS } from "../wasm/share.js";
import { addressOf, arenaWith, NONE, shareSequence } from "./kernels.js";

/*
 * Attention, head by head: S = q · kᵀ, W = softmax(scale · S) over the keys that a query may look at, out = W · v. Products
 * and sums are those of `matmul`, `softmax` and `sum`, rounded after every operation. What is hidden has a weight of +0; a
 * query that may look at nothing gets zeros.
 */

/** Queries [batch, queries, heads, width], keys [batch, keys, heads, width], values [batch, keys, heads, valueWidth]. */
export interface AttentionLayout {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly width: number;
  readonly valueWidth: number;
  readonly scale: number;
  /** Query i, counted so that the last query stands at the last key, sees the keys up to its own place. */
  readonly causal: boolean;
  /** Distances of the mask along batch, heads, queries and keys; 0 where it repeats. Undefined without a mask. */
  readonly mask: readonly [batch: number, head: number, query: number, key: number] | undefined;
}

/** What attention reads. */
export interface AttentionInputs {
  readonly q: Values;
  readonly k: Values;
  readonly v: Values;
  /** 1 where a query may look. */
  readonly mask: Values | undefined;
}

/** One head's matrices, row after row, and what its products are made of. */
interface Head {
  readonly q: FloatValues;
  readonly k: FloatValues;
  readonly v: FloatValues;
  /** [queries, keys] */
  readonly weights: FloatValues;
}

/** Where a head's rows lie in an array of [batch, rows, heads, width]. */
interface Rows {
  readonly count: number;
  readonly heads: number;
  readonly width: number;
  readonly batch: number;
  readonly head: number;
}

function take(from: Values, to: Values, { count, heads, width, batch, head }: Rows): void {
  for (let i = 0; i < count; i++) {
    const at = ((batch * count + i) * heads + head) * width;
    to.set(from.subarray(at, at + width), i * width);
  }
}

function put(from: Values, to: Values, { count, heads, width, batch, head }: Rows): void {
  for (let i = 0; i < count; i++) {
    to.set(from.subarray(i * width, (i + 1) * width), ((batch * count + i) * heads + head) * width);
  }
}

const one = [0] as const;

/** A product of two matrices, by their sizes. */
function sizes(m: number, k: number, n: number, transposed?: "a" | "b"): MatMulLayout {
  return {
    m,
    k,
    n,
    transposeA: transposed === "a",
    transposeB: transposed === "b",
    offsetsA: one,
    offsetsB: one,
  };
}

/** Makes weights of scores [queries, keys] in place. */
function weigh(
  scores: FloatValues,
  layout: AttentionLayout,
  { mask, batch, head }: { readonly mask: Values | undefined; readonly batch: number; readonly head: number },
): void {
  const { queries, keys, causal } = layout;
  const round = roundingOf(scores);
  const exp = scores instanceof Float32Array ? exp32 : exp64;
  const scale = round(layout.scale);
  const [byBatch, byHead, byQuery, byKey] = layout.mask ?? [0, 0, 0, 0];
  for (let i = 0; i < queries; i++) {
    const row = i * keys;
    const end = causal ? Math.max(0, i + 1 + keys - queries) : keys;
    const seen = batch * byBatch + head * byHead + i * byQuery;
    let m = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < keys; j++) {
      const hidden = j >= end || (mask !== undefined && mask[seen + j * byKey] === 0);
      scores[row + j] = hidden ? Number.NEGATIVE_INFINITY : scores[row + j]! * scale;
      m = Math.max(m, scores[row + j]!);
    }
    if (m === Number.NEGATIVE_INFINITY) {
      scores.fill(0, row, row + keys);
      continue;
    }
    for (let j = 0; j < keys; j++) scores[row + j] = exp(round(scores[row + j]! - m));
    const sum = sumInLanes(scores, row, row + keys);
    for (let j = 0; j < keys; j++) scores[row + j] = scores[row + j]! / sum;
  }
}

/** Calls `visit` with each head's matrices; they are gone at the next. */
function forEachHead(
  engine: Engine,
  { q, k, v, mask }: AttentionInputs,
  layout: AttentionLayout,
  visit: (
    head: Head,
    place: { readonly batch: number; readonly head: number; readonly heads: number },
  ) => void,
): void {
  const { queries, keys, width, valueWidth, heads } = layout;
  const dtype = q instanceof Float32Array ? "float32" : "float64";
  const own = {
    q: allocate(dtype, queries * width),
    k: allocate(dtype, keys * width),
    v: allocate(dtype, keys * valueWidth),
    weights: allocate(dtype, queries * keys),
  };
  for (let batch = 0; batch < layout.batch; batch++) {
    for (let head = 0; head < heads; head++) {
      const place = { batch, head, heads };
      take(q, own.q, { ...place, count: queries, width });
      take(k, own.k, { ...place, count: keys, width });
      take(v, own.v, { ...place, count: keys, width: valueWidth });
      engine.matmul(own.q, own.k, own.weights, sizes(queries, width, keys, "b"));
      weigh(own.weights, layout, { mask, batch, head });
      visit(own, place);
    }
  }
}

/** What the kernels are told of a layout, from the number of heads on, and how a call is cut into heads. */
function callOf({ mask, ...layout }: AttentionLayout, products: number) {
  const { batch, heads, queries, keys, width, valueWidth, scale, causal } = layout;
  const longest = Math.max(queries, keys, width, valueWidth);
  return {
    count: batch * heads,
    sizes: [heads, queries, keys, width, valueWidth, scale, causal ? 1 : 0, ...(mask ?? [0, 0, 0, 0])],
    work: batch * heads * queries * keys * (products * Math.max(width, valueWidth) + 2 * PASS),
    /** Two matrices of scores, a panel of a factor and four rows of the other. */
    scratch: () => 2 * queries * (keys + 3) * 4 + 48 * longest,
  };
}

/** out [batch, queries, heads, valueWidth] = softmax(scale · q · kᵀ) · v for each head. */
export function attend(engine: Engine, inputs: AttentionInputs, out: Values, layout: AttentionLayout): void {
  const { q, k, v, mask } = inputs;
  const arena = engine.name === "wasm" ? arenaWith([q, k, v, out], mask) : undefined;
  if (arena !== undefined) {
    const { count, sizes: numbers, ...call } = callOf(layout, 2);
    const addresses = [q, k, v, mask, out].map(addressOf);
    const all = [NONE, ...addresses, 0, count, ...numbers];
    shareSequence(arena, "attend", { ...call, numbers: all, size: 7, moves: { 6: 1 }, unit: 1 });
    return;
  }
  const { queries, keys, valueWidth } = layout;
  const result = allocate(inputs.q instanceof Float32Array ? "float32" : "float64", queries * valueWidth);
  forEachHead(engine, inputs, layout, ({ weights, v }, place) => {
    engine.matmul(weights, v, result, sizes(queries, keys, valueWidth));
    put(result, out, { ...place, count: queries, width: valueWidth });
  });
}

/**
 * The gradients of {@link attend} from that of its output, dO: those of q, of k and of v one after the other in `out`. The
 * weights W are computed again: dV = Wᵀ · dO, dW = dO · vᵀ, dS = scale · W (dW - Σ dW W), dQ = dS · k, dK = dSᵀ · q.
 */
export function attendGradient(
  engine: Engine,
  { gradient, ...inputs }: AttentionInputs & { readonly gradient: Values },
  out: Values,
  layout: AttentionLayout,
): void {
  const { queries, keys, width, valueWidth } = layout;
  const { q: itsQ, k: itsK, v: itsV, mask } = inputs;
  const arena = engine.name === "wasm" ? arenaWith([gradient, itsQ, itsK, itsV, out], mask) : undefined;
  if (arena !== undefined) {
    const { count, sizes: numbers, ...call } = callOf(layout, 5);
    const toQ = out.byteOffset;
    const addresses = [gradient, itsQ, itsK, itsV, mask].map(addressOf);
    const parts = [toQ, toQ + itsQ.byteLength, toQ + itsQ.byteLength + itsK.byteLength];
    const all = [NONE, ...addresses, ...parts, 0, count, ...numbers];
    shareSequence(arena, "attendGradient", { ...call, numbers: all, size: 10, moves: { 9: 1 }, unit: 1 });
    return;
  }
  const dtype = inputs.q instanceof Float32Array ? "float32" : "float64";
  const round = roundingOf(inputs.q);
  const scale = round(layout.scale);
  const toK = inputs.q.length;
  const toV = toK + inputs.k.length;
  const given = allocate(dtype, queries * valueWidth);
  const scores = allocate(dtype, queries * keys);
  const shares = allocate(dtype, keys);
  const [dQ, dK, dV] = [queries * width, keys * width, keys * valueWidth].map((size) =>
    allocate(dtype, size),
  );
  forEachHead(engine, inputs, layout, ({ q, k, v, weights }, place) => {
    take(gradient, given, { ...place, count: queries, width: valueWidth });
    engine.matmul(weights, given, dV!, sizes(keys, queries, valueWidth, "a"));
    engine.matmul(given, v, scores, sizes(queries, valueWidth, keys, "b"));
    for (let i = 0; i < queries; i++) {
      const row = i * keys;
      for (let j = 0; j < keys; j++) shares[j] = scores[row + j]! * weights[row + j]!;
      const total = sumInLanes(shares, 0, keys);
      for (let j = 0; j < keys; j++) {
        scores[row + j] = round(weights[row + j]! * round(scores[row + j]! - total)) * scale;
      }
    }
    engine.matmul(scores, k, dQ!, sizes(queries, keys, width));
    engine.matmul(scores, q, dK!, sizes(keys, queries, width, "a"));
    put(dQ!, out.subarray(0, toK), { ...place, count: queries, width });
    put(dK!, out.subarray(toK, toV), { ...place, count: keys, width });
    put(dV!, out.subarray(toV), { ...place, count: keys, width: valueWidth });
  });
}
