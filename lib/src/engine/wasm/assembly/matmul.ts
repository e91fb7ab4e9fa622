/*
 * c = a · b in float32, in the reference engine's order: every element starts at +0 and adds a[i, p] · b[p, j]
 * for p = 0, 1, 2, …, the product rounded, then the sum. Lanes run over columns, so no sum is ever split.
 *
 * A register tile is 4 rows by 8 columns: eight accumulators, two registers of b and one of a. Larger tiles
 * spill (V8 keeps 16 vector registers), smaller ones load b more often than they use it.
 */

/** Columns in one panel of a packed b. */
const PANEL: i32 = 8;

/**
 * Copies b [k, n] into panels of eight columns: panel q holds b[0, 8q..8q+7], b[1, 8q..8q+7], …
 * The last panel is filled up with zeros. Strides are in bytes, so b may be stored transposed.
 */
export function pack(b: usize, panels: usize, k: i32, n: i32, strideP: usize, strideJ: usize): void {
  let to = panels;
  for (let j = 0; j < n; j += PANEL) {
    const width = min(PANEL, n - j);
    let from = b + <usize>j * strideJ;
    if (width === PANEL && strideJ === 4) {
      for (let p = 0; p < k; p++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += strideP;
        to += PANEL << 2;
      }
    } else {
      for (let p = 0; p < k; p++) {
        let value = from;
        for (let lane = 0; lane < PANEL; lane++) {
          store<f32>(to + ((<usize>lane) << 2), lane < width ? load<f32>(value) : 0);
          value += strideJ;
        }
        from += strideP;
        to += PANEL << 2;
      }
    }
  }
}

/**
 * c [m, n] = a [m, k] · the packed b, or c + a · b, p going on in order, when `more` is not 0.
 * Whole tiles are computed; those that reach past the end of c are computed in `tile`, 128 bytes, and copied.
 * Rows past the end of a are read (as whatever is there) and their results are never looked at. Strides are in
 * bytes, so a may be stored transposed.
 */
export function multiply(
  a: usize,
  panels: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  strideI: usize,
  strideP: usize,
  strideC: usize,
  tile: usize,
  more: i32,
): void {
  const depth = <usize>k * strideP;
  for (let j = 0; j < n; j += PANEL) {
    const panel = panels + ((<usize>j * <usize>k) << 2);
    for (let i = 0; i < m; i += 4) {
      let a0 = a + <usize>i * strideI;
      let a1 = a0 + strideI;
      let a2 = a1 + strideI;
      let a3 = a2 + strideI;
      const end = a0 + depth;
      let b = panel;
      const whole = i + 4 <= m && j + PANEL <= n;
      const target = c + <usize>i * strideC + ((<usize>j) << 2);
      const rowC: usize = whole ? strideC : PANEL << 2;
      let to = whole ? target : tile;
      if (more !== 0 && !whole) {
        for (let r = 0; r < min(4, m - i); r++) {
          memory.copy(tile + ((<usize>r) << 5), target + <usize>r * strideC, (<usize>min(PANEL, n - j)) << 2);
        }
      }
      let c00 = f32x4.splat(0);
      let c01 = f32x4.splat(0);
      let c10 = f32x4.splat(0);
      let c11 = f32x4.splat(0);
      let c20 = f32x4.splat(0);
      let c21 = f32x4.splat(0);
      let c30 = f32x4.splat(0);
      let c31 = f32x4.splat(0);
      if (more !== 0) {
        c00 = v128.load(to);
        c01 = v128.load(to, 16);
        c10 = v128.load(to + rowC);
        c11 = v128.load(to + rowC, 16);
        c20 = v128.load(to + 2 * rowC);
        c21 = v128.load(to + 2 * rowC, 16);
        c30 = v128.load(to + 3 * rowC);
        c31 = v128.load(to + 3 * rowC, 16);
      }
      while (a0 < end) {
        const b0 = v128.load(b);
        const b1 = v128.load(b, 16);
        let x = v128.load32_splat(a0);
        c00 = f32x4.add(c00, f32x4.mul(x, b0));
        c01 = f32x4.add(c01, f32x4.mul(x, b1));
        x = v128.load32_splat(a1);
        c10 = f32x4.add(c10, f32x4.mul(x, b0));
        c11 = f32x4.add(c11, f32x4.mul(x, b1));
        x = v128.load32_splat(a2);
        c20 = f32x4.add(c20, f32x4.mul(x, b0));
        c21 = f32x4.add(c21, f32x4.mul(x, b1));
        x = v128.load32_splat(a3);
        c30 = f32x4.add(c30, f32x4.mul(x, b0));
        c31 = f32x4.add(c31, f32x4.mul(x, b1));
        a0 += strideP;
        a1 += strideP;
        a2 += strideP;
        a3 += strideP;
        b += PANEL << 2;
      }
      v128.store(to, c00);
      v128.store(to, c01, 16);
      to += rowC;
      v128.store(to, c10);
      v128.store(to, c11, 16);
      to += rowC;
      v128.store(to, c20);
      v128.store(to, c21, 16);
      to += rowC;
      v128.store(to, c30);
      v128.store(to, c31, 16);
      if (!whole) {
        for (let r = 0; r < min(4, m - i); r++) {
          memory.copy(target + <usize>r * strideC, tile + ((<usize>r) << 5), (<usize>min(PANEL, n - j)) << 2);
        }
      }
    }
  }
}
