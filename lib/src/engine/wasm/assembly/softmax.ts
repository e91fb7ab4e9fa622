import { exp4, log4 } from "./lanes";
import { isLongSum } from "./blocks";
import { addLanes, firstLanes, sumBlocks } from "./reduce";

/* Softmax and its logarithm of each row, as in reference/softmax.ts: e^(x - m), summed in four lanes. */

/** Writes e^(x - m) of a row to `out` and gives [m, Σ] as two lanes. */
// @ts-expect-error: decorator
@inline
function exponentials(x: usize, out: usize, length: i32): v128 {
  let m: f32 = load<f32>(x);
  for (let i = 1; i < length; i++) m = max<f32>(m, load<f32>(x + ((<usize>i) << 2)));
  const greatest = f32x4.splat(m);
  let s = f32x4.splat(0);
  for (let i = 0; i < length; i += 4) {
    const at = (<usize>i) << 2;
    const e = exp4(f32x4.sub(v128.load(x + at), greatest));
    v128.store(out + at, e);
    s = f32x4.add(s, i + 4 <= length ? e : firstLanes(e, length - i));
  }
  return f32x4.replace_lane(greatest, 1, isLongSum(length) ? sumBlocks(out, length) : addLanes(s));
}

export function softmax(x: usize, out: usize, rows: i32, length: i32): void {
  for (let r = 0; r < rows; r++) {
    const sum = f32x4.splat(f32x4.extract_lane(exponentials(x, out, length), 1));
    for (let i = 0; i < length; i += 4) {
      const at = out + ((<usize>i) << 2);
      v128.store(at, f32x4.div(v128.load(at), sum));
    }
    x += (<usize>length) << 2;
    out += (<usize>length) << 2;
  }
}

export function logSoftmax(x: usize, out: usize, rows: i32, length: i32): void {
  for (let r = 0; r < rows; r++) {
    const found = exponentials(x, out, length);
    const greatest = f32x4.splat(f32x4.extract_lane(found, 0));
    const logSum = f32x4.splat(f32x4.extract_lane(log4(f32x4.splat(f32x4.extract_lane(found, 1))), 0));
    for (let i = 0; i < length; i += 4) {
      const at = (<usize>i) << 2;
      v128.store(out + at, f32x4.sub(f32x4.sub(v128.load(x + at), greatest), logSum));
    }
    x += (<usize>length) << 2;
    out += (<usize>length) << 2;
  }
}
