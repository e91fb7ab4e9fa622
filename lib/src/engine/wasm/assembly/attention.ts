import { isLongSum } from "./blocks";
import { exp4 } from "./lanes";
import { multiplyPanels, TILES } from "./matmul";
import { addLanes, firstLanes, sumBlocks } from "./reduce";

/*
 * Attention of one head after the other, as in sequences/attention.ts: its scores, [queries, keys] in rows of whole
 * registers, lie in scratch memory, which for usual lengths is the nearest cache. Heads are read where they lie, in
 * [batch, steps, heads, width].
 */

/** c [m, n] = a [m, k] · b [k, n] as multiplyPanels computes it, without reading rows past the end of a. */
function product(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  strideI: usize,
  strideP: usize,
  strideC: usize,
  packP: usize,
  packJ: usize,
  scratch: usize,
): void {
  const whole = m & ~3;
  if (whole > 0) multiplyPanels(a, b, c, whole, k, n, strideI, strideP, strideC, packP, packJ, scratch);
  if (whole === m) return;
  const rows = scratch + TILES + ((<usize>k) << 5);
  const row = (<usize>k) << 2;
  for (let i = whole; i < m; i++) {
    let from = a + <usize>i * strideI;
    const to = rows + <usize>(i - whole) * row;
    for (let at: usize = 0; at < row; at += 4, from += strideP) store<f32>(to + at, load<f32>(from));
  }
  multiplyPanels(rows, b, c + <usize>whole * strideC, m - whole, k, n, row, 4, strideC, packP, packJ, scratch);
}

/** Makes weights of the scores of a head in place. */
function weigh(
  scores: usize,
  row: usize,
  queries: i32,
  keys: i32,
  scale: f32,
  causal: i32,
  mask: usize,
  maskQuery: usize,
  maskKey: usize,
): void {
  const hidden = f32x4.splat(-Infinity);
  const factor = f32x4.splat(scale);
  for (let i = 0; i < queries; i++, scores += row, mask += maskQuery) {
    const end = causal ? max(0, i + 1 + keys - queries) : keys;
    let m4 = hidden;
    let j = 0;
    for (; j < end; j += 4) {
      const at = scores + ((<usize>j) << 2);
      let s = f32x4.mul(v128.load(at), factor);
      if (j + 4 > end) {
        s = v128.bitselect(s, hidden, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(end - j)));
      }
      if (mask > 0) {
        v128.store(at, s);
        for (let lane = j; lane < min(j + 4, end); lane++) {
          if (load<u8>(mask + <usize>lane * maskKey) === 0) store<f32>(scores + ((<usize>lane) << 2), -Infinity);
        }
        s = v128.load(at);
      }
      v128.store(at, s);
      m4 = f32x4.max(m4, s);
    }
    const m: f32 = max<f32>(
      max<f32>(f32x4.extract_lane(m4, 0), f32x4.extract_lane(m4, 1)),
      max<f32>(f32x4.extract_lane(m4, 2), f32x4.extract_lane(m4, 3)),
    );
    const seen = (<usize>j) << 2;
    memory.fill(scores + seen, 0, row - seen);
    if (m === -Infinity) {
      memory.fill(scores, 0, row);
      continue;
    }
    const greatest = f32x4.splat(m);
    let s4 = f32x4.splat(0);
    for (let at: usize = 0; at < seen; at += 16) {
      const e = exp4(f32x4.sub(v128.load(scores + at), greatest));
      v128.store(scores + at, e);
      s4 = f32x4.add(s4, e);
    }
    const sum = f32x4.splat(isLongSum(keys) ? sumBlocks(scores, keys) : addLanes(s4));
    for (let at: usize = 0; at < row; at += 16) {
      v128.store(scores + at, f32x4.div(v128.load(scores + at), sum));
    }
  }
}

/** Bytes of a row of scores: whole registers. */
// @ts-expect-error: decorator
@inline
function rowOf(keys: i32): usize {
  return ((<usize>keys + 3) & ~3) << 2;
}

/** The weights of one head, in `scores`; the mask's address is 0 without one. */
function weights(
  q: usize,
  k: usize,
  mask: usize,
  scores: usize,
  scratch: usize,
  batch: i32,
  head: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  width: i32,
  scale: f32,
  causal: i32,
  maskBatch: usize,
  maskHead: usize,
  maskQuery: usize,
  maskKey: usize,
): void {
  const row = rowOf(keys);
  const step = (<usize>(heads * width)) << 2;
  const at = (<usize>(head * width)) << 2;
  const ofQuery = q + <usize>(batch * queries) * step + at;
  const ofKey = k + <usize>(batch * keys) * step + at;
  product(ofQuery, ofKey, scores, queries, width, keys, step, 4, row, 4, step, scratch);
  const seen = mask === 0 ? 0 : mask + <usize>batch * maskBatch + <usize>head * maskHead;
  weigh(scores, row, queries, keys, scale, causal, seen, mask === 0 ? 0 : maskQuery, mask === 0 ? 0 : maskKey);
}

/**
 * out = softmax(scale · q · kᵀ) · v for the heads first…first + count - 1 of all batches. What is not there has the address
 * `none`, which is 0.
 */
export function attend(
  none: usize,
  q: usize,
  k: usize,
  v: usize,
  mask: usize,
  out: usize,
  first: i32,
  count: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  width: i32,
  valueWidth: i32,
  scale: f32,
  causal: i32,
  maskBatch: usize,
  maskHead: usize,
  maskQuery: usize,
  maskKey: usize,
  scratch: usize,
): void {
  const row = rowOf(keys);
  const own = scratch + row * <usize>queries;
  const step = (<usize>(heads * valueWidth)) << 2;
  for (let number = first; number < first + count; number++) {
    const batch = number / heads;
    const head = number % heads;
    weights(
      q, k, mask, scratch, own, batch, head, heads, queries, keys, width, scale, causal,
      maskBatch, maskHead, maskQuery, maskKey,
    );
    const at = (<usize>(head * valueWidth)) << 2;
    const value = v + <usize>(batch * keys) * step + at;
    const to = out + <usize>(batch * queries) * step + at;
    product(scratch, value, to, queries, keys, valueWidth, row, 4, step, step, 4, own);
  }
}

/** The gradients of attend for the same heads, from that of its output. */
export function attendGradient(
  none: usize,
  gradient: usize,
  q: usize,
  k: usize,
  v: usize,
  mask: usize,
  toQ: usize,
  toK: usize,
  toV: usize,
  first: i32,
  count: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  width: i32,
  valueWidth: i32,
  scale: f32,
  causal: i32,
  maskBatch: usize,
  maskHead: usize,
  maskQuery: usize,
  maskKey: usize,
  scratch: usize,
): void {
  const row = rowOf(keys);
  const other = scratch + row * <usize>queries;
  const own = other + row * <usize>queries;
  const step = (<usize>(heads * width)) << 2;
  const stepV = (<usize>(heads * valueWidth)) << 2;
  const factor = f32x4.splat(scale);
  for (let number = first; number < first + count; number++) {
    const batch = number / heads;
    const head = number % heads;
    weights(
      q, k, mask, scratch, own, batch, head, heads, queries, keys, width, scale, causal,
      maskBatch, maskHead, maskQuery, maskKey,
    );
    const at = (<usize>(head * width)) << 2;
    const atV = (<usize>(head * valueWidth)) << 2;
    const ofQuery = <usize>(batch * queries) * step + at;
    const ofKey = <usize>(batch * keys) * step + at;
    const ofValue = <usize>(batch * keys) * stepV + atV;
    const given = gradient + <usize>(batch * queries) * stepV + atV;
    product(scratch, given, toV + ofValue, keys, queries, valueWidth, 4, row, stepV, stepV, 4, own);
    product(given, v + ofValue, other, queries, valueWidth, keys, stepV, 4, row, 4, stepV, own);
    for (let i = 0; i < queries; i++) {
      const w = scratch + <usize>i * row;
      const d = other + <usize>i * row;
      let s4 = f32x4.splat(0);
      if (isLongSum(keys)) {
        for (let j: usize = 0; j < row; j += 16) {
          v128.store(own + j, f32x4.mul(v128.load(d + j), v128.load(w + j)));
        }
      } else {
        for (let j = 0; j < keys; j += 4) {
          const to = (<usize>j) << 2;
          const share = f32x4.mul(v128.load(d + to), v128.load(w + to));
          s4 = f32x4.add(s4, j + 4 <= keys ? share : firstLanes(share, keys - j));
        }
      }
      const sum = f32x4.splat(isLongSum(keys) ? sumBlocks(own, keys) : addLanes(s4));
      for (let j: usize = 0; j < row; j += 16) {
        const change = f32x4.mul(v128.load(w + j), f32x4.sub(v128.load(d + j), sum));
        v128.store(d + j, f32x4.mul(change, factor));
      }
    }
    product(other, k + ofKey, toQ + ofQuery, queries, keys, width, row, 4, step, step, 4, own);
    product(other, q + ofQuery, toK + ofKey, keys, queries, width, 4, row, step, step, 4, own);
  }
}
