/* Comparisons of float32 values with values, or with one value, into bytes of 0 and 1; and bytes as float32. */

/** out[i] = a[i] > b[i], or a[i] > b[0] when stepB is 0. */
export function greater(a: usize, b: usize, out: usize, n: i32, stepB: i32): void {
  const one = i8x16.splat(1);
  const end = out + <usize>n;
  let same = v128.load32_splat(b);
  for (; out + 4 <= end; out += 4, a += 16) {
    if (stepB !== 0) {
      same = v128.load(b);
      b += 16;
    }
    const words = f32x4.gt(v128.load(a), same);
    const halves = i16x8.narrow_i32x4_s(words, words);
    v128.store32_lane(out, v128.and(i8x16.narrow_i16x8_s(halves, halves), one), 0);
  }
  for (; out < end; out++, a += 4) {
    store<u8>(out, load<f32>(a) > load<f32>(b) ? 1 : 0);
    b += stepB !== 0 && out + 1 < end ? 4 : 0;
  }
}

/** out[i] = 0 or 1 as float32. */
export function boolToFloat(x: usize, out: usize, n: i32): void {
  for (const end = x + <usize>n; x < end; x += 4, out += 16) {
    const halves = i16x8.extend_low_i8x16_u(v128.load32_zero(x));
    v128.store(out, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(halves)));
  }
}
