import { blockLength, blocksOf, join, total } from "./blocks";
import { multiplyAdd, PANEL, TILE } from "./matmul";

/**
 * out [N, OH, OW, O] at its places (n, oy, ox) first…first + count - 1: Σ x [N, H, W, I] · kernel over (ky, kx, i) in
 * order. x has its border: no window reaches past it. The kernel [KH · KW · I, O] is packed in panels of eight columns.
 * Sizes are numbers of values.
 *
 * As in a product of matrices, a register tile is 4 places by 8 output channels; a row of a window without holes is
 * read in one go. Tiles that reach past the places or the channels, and those of long sums, are computed in `tiles`,
 * 3,072 bytes for a tile and its tree, and copied.
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
  const blocks = blocksOf(windowHeight * windowWidth * channels);
  const length = (<usize>blockLength(windowHeight * windowWidth * channels)) << 2;
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
    let b = panels;
    for (let j = 0; j < outChannels; j += PANEL) {
      const rows = min(4, count);
      const columns = min(PANEL, outChannels - j);
      const whole = blocks === 1 && rows === 4 && columns === PANEL;
      const next: usize = whole ? place : PANEL << 2;
      const target = out + ((<usize>j) << 2);
      // The piece that comes next, and what of it was read.
      let ky = 0;
      let p = 0;
      let begin: usize = 0;
      let read: usize = 0;
      for (let block = 0; block < blocks; block++) {
        let c00 = f32x4.splat(0);
        let c01 = f32x4.splat(0);
        let c10 = f32x4.splat(0);
        let c11 = f32x4.splat(0);
        let c20 = f32x4.splat(0);
        let c21 = f32x4.splat(0);
        let c30 = f32x4.splat(0);
        let c31 = f32x4.splat(0);
        for (let left = length; left > 0 && ky < windowHeight; ) {
          const bytes = min(left, piece - read);
          const at = begin + read;
          let a0 = from0 + at;
          let a1 = from1 + at;
          let a2 = from2 + at;
          let a3 = from3 + at;
          for (const end = a0 + bytes; a0 < end; a0 += 4) {
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
          left -= bytes;
          read += bytes;
          if (read < piece) continue;
          read = 0;
          begin += apart;
          if (++p < pieces) continue;
          p = 0;
          begin = <usize>(++ky * dilationY) * line;
        }
        let to = whole ? target : tiles;
        v128.store(to, c00);
        v128.store(to, c01, 16);
        to += next;
        v128.store(to, c10);
        v128.store(to, c11, 16);
        to += next;
        v128.store(to, c20);
        v128.store(to, c21, 16);
        to += next;
        v128.store(to, c30);
        v128.store(to, c31, 16);
        if (blocks > 1) join(tiles, TILE, TILE, block);
      }
      if (blocks > 1) total(tiles, TILE, TILE, blocks);
      if (!whole) {
        for (let r = 0; r < rows; r++) {
          memory.copy(target + <usize>r * place, tiles + ((<usize>r) << 5), (<usize>columns) << 2);
        }
      }
    }
    out += 4 * place;
  }
}
