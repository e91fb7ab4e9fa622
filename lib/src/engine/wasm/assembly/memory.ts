/* Copies of 32-bit values, whatever they are. */

/** out[r, i] = x[r · stride + i · step]; distances in bytes. */
export function stridedRows(
  x: usize,
  out: usize,
  rows: i32,
  row: i32,
  stride: isize,
  step: isize,
): void {
  const bytes = (<usize>row) << 2;
  for (let r = 0; r < rows; r++) {
    if (step === 4) memory.copy(out, x, bytes);
    else if (step === 0) {
      const same = v128.load32_splat(x);
      for (let to = out; to < out + bytes; to += 16) v128.store(to, same);
    } else {
      let from = x;
      for (let to = out; to < out + bytes; to += 4, from += step) store<u32>(to, load<u32>(from));
    }
    x += stride;
    out += bytes;
  }
}

/** out[i] = x[indices[i]] for single 32-bit values. */
export function gatherSingles(x: usize, indices: usize, out: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 2); out < end; out += 4, indices += 4) {
    store<u32>(out, load<u32>(x + ((<usize>load<u32>(indices)) << 2)));
  }
}

/**
 * out[indices[i]] += x[i] in float32, i in order, on values that start at zero: for groups first…first + count - 1 of n
 * values of x each, whose places are among `room` values of out.
 */
export function gatherAddSingles(
  x: usize,
  indices: usize,
  out: usize,
  first: i32,
  count: i32,
  n: i32,
  room: i32,
): void {
  let from = (<usize>(first * n)) << 2;
  for (; count > 0; count--, first++) {
    memory.fill(out + ((<usize>(first * room)) << 2), 0, (<usize>room) << 2);
    for (const end = from + ((<usize>n) << 2); from < end; from += 4) {
      const to = out + ((<usize>load<u32>(indices + from)) << 2);
      store<f32>(to, load<f32>(to) + load<f32>(x + from));
    }
  }
}
