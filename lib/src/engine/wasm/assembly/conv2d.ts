import { isLongSum } from "./blocks";
import { multiply, multiplyAdd, PANEL, storeTile, TILES } from "./matmul";

/**
 * out [N, OH, OW, O] at its places (n, oy, ox) first…first + count - 1: Σ x [N, H, W, I] · kernel over (ky, kx, i) in
 * order. x has its border: no window reaches past it. The kernel [KH · KW · I, O] is packed in panels of eight columns.
 * Sizes are numbers of values.
 *
 * As in a product of matrices, a register tile is 4 places by 8 output channels; a row of a window without holes is
 * read in one go. Tiles that reach past the places or the channels are computed in `tiles`, 3,072 bytes, and copied.
 * Windows of long sums are laid out as rows after them, four at a time, and multiplied as a matrix.
 */
export function convolve(
  x: usize,
  panels: usize,
  out: usize,
  first: i32,
  count: i32,
  tiles: usize,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  strideY: i32,
  strideX: i32,
  dilationY: i32,
  dilationX: i32,
): void {
  const pieces = dilationX === 1 ? 1 : windowWidth;
  const piece = (<usize>((windowWidth / pieces) * channels)) << 2;
  const apart = (<usize>(dilationX * channels)) << 2;
  const line = (<usize>(width * channels)) << 2;
  const step = (<usize>(strideX * channels)) << 2;
  const place = (<usize>outChannels) << 2;
  const depth = windowHeight * windowWidth * channels;
  const isLong = isLongSum(depth);
  const rows = tiles + TILES;
  out += <usize>first * place;
  let ox = first % outWidth;
  let oy = (first / outWidth) % outHeight;
  let row = x + <usize>((first / (outWidth * outHeight)) * height + oy * strideY) * line;
  for (; count > 0; count -= 4) {
    // Where the windows of four places begin.
    let from0: usize = 0;
    let from1: usize = 0;
    let from2: usize = 0;
    let from3: usize = 0;
    for (let i = 0; i < 4; i++) {
      from0 = from1;
      from1 = from2;
      from2 = from3;
      // Past the end it is the last one again.
      if (i >= count) continue;
      from3 = row + <usize>ox * step;
      if (++ox === outWidth) {
        ox = 0;
        row += <usize>strideY * line;
        if (++oy === outHeight) {
          oy = 0;
          row += <usize>(height - outHeight * strideY) * line;
        }
      }
    }
    if (isLong) {
      let to = rows;
      for (let i = 0; i < 4; i++) {
        for (let ky = 0; ky < windowHeight; ky++) {
          let begin = from0 + <usize>(ky * dilationY) * line;
          for (let p = 0; p < pieces; p++, begin += apart, to += piece) memory.copy(to, begin, piece);
        }
        from0 = from1;
        from1 = from2;
        from2 = from3;
      }
      multiply(rows, panels, out, min(4, count), depth, outChannels, (<usize>depth) << 2, 4, place, tiles);
      out += 4 * place;
      continue;
    }
    let b = panels;
    for (let j = 0; j < outChannels; j += PANEL) {
      let c00 = f32x4.splat(0);
      let c01 = f32x4.splat(0);
      let c10 = f32x4.splat(0);
      let c11 = f32x4.splat(0);
      let c20 = f32x4.splat(0);
      let c21 = f32x4.splat(0);
      let c30 = f32x4.splat(0);
      let c31 = f32x4.splat(0);
      for (let ky = 0; ky < windowHeight; ky++) {
        let begin = <usize>(ky * dilationY) * line;
        for (let p = 0; p < pieces; p++) {
          let a1 = from1 + begin;
          let a2 = from2 + begin;
          let a3 = from3 + begin;
          const end = from0 + begin + piece;
          for (let a0 = from0 + begin; a0 < end; a0 += 4) {
            const b0 = v128.load(b);
            const b1 = v128.load(b, 16);
            let value = v128.load32_splat(a0);
            c00 = multiplyAdd(value, b0, c00);
            c01 = multiplyAdd(value, b1, c01);
            value = v128.load32_splat(a1);
            c10 = multiplyAdd(value, b0, c10);
            c11 = multiplyAdd(value, b1, c11);
            value = v128.load32_splat(a2);
            c20 = multiplyAdd(value, b0, c20);
            c21 = multiplyAdd(value, b1, c21);
            value = v128.load32_splat(a3);
            c30 = multiplyAdd(value, b0, c30);
            c31 = multiplyAdd(value, b1, c31);
            a1 += 4;
            a2 += 4;
            a3 += 4;
            b += PANEL << 2;
          }
          begin += apart;
        }
      }
      const columns = min(PANEL, outChannels - j);
      const whole = count >= 4 && columns === PANEL;
      const next: usize = whole ? place : PANEL << 2;
      const target = out + ((<usize>j) << 2);
      storeTile(whole ? target : tiles, next, c00, c01, c10, c11, c20, c21, c30, c31);
      if (!whole) {
        for (let r = 0; r < min(4, count); r++) {
          memory.copy(target + <usize>r * place, tiles + ((<usize>r) << 5), (<usize>columns) << 2);
        }
      }
    }
    out += 4 * place;
  }
}
