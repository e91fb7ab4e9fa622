import { isLongSum, join, runOf, total } from "./blocks";
import { multiplyAdd } from "./matmul";

/*
 * The gradient of a convolution's input, from a list of the values of the output's gradient that are not zero: after
 * max pooling and relu these are few. A sum that starts at +0 never becomes -0, so products of zeros with finite
 * values can be left out, or added, without changing a bit of it. Sizes are numbers of values.
 */

/** Bytes of an entry: what it meets, and its value. */
const ENTRY: usize = 8;
/** Bytes of sixteen sums and of the tree for them: 2^30 terms, all that fit into a memory, have 23 levels. */
const TREE: usize = 24 * 64;

/**
 * A kernel [KH, KW, I, O] as [height, width + 2, O, I filled up to sixteens], its size with its holes: zeros in the
 * holes, at both ends of each row, and after the input channels.
 */
export function turnKernel(
  kernel: usize,
  out: usize,
  windowHeight: i32,
  windowWidth: i32,
  channels: i32,
  outChannels: i32,
  dilationY: i32,
  dilationX: i32,
): void {
  const filled = (channels + 15) & ~15;
  const across = outChannels * filled;
  const line = ((windowWidth - 1) * dilationX + 3) * across;
  memory.fill(out, 0, (<usize>(line * ((windowHeight - 1) * dilationY + 1))) << 2);
  for (let ky = 0; ky < windowHeight; ky++) {
    for (let kx = 0; kx < windowWidth; kx++) {
      const place = ky * dilationY * line + (kx * dilationX + 1) * across;
      for (let i = 0; i < channels; i++) {
        for (let o = 0; o < outChannels; o++, kernel += 4) {
          store<f32>(out + ((<usize>(place + o * filled + i)) << 2), load<f32>(kernel));
        }
      }
    }
  }
}

/**
 * The entries of some rows of places of g [.., OW, O]: in each row the places from right to left, their channels in
 * order. An entry is (o - ox · strideX · O) · filled, in bytes, and the value; `starts` gets where the entries of each
 * place begin, and where the last ones end. With `every` 15 zeros are listed too, with 0 they are not.
 */
// @ts-expect-error: decorator
@inline
function listEntries(
  g: usize,
  starts: usize,
  entries: usize,
  rows: i32,
  outWidth: i32,
  outChannels: i32,
  strideX: i32,
  filled: i32,
  every: i32,
): void {
  const steps = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(filled));
  for (let row = 1; row <= rows; row++) {
    for (let ox = outWidth - 1; ox >= 0; ox--, starts += 4) {
      store<u32>(starts, <u32>entries);
      let from = g + ((<usize>((row * outWidth - outWidth + ox) * outChannels)) << 2);
      for (let o = 0; o < outChannels; o += 4, from += 16) {
        const values = v128.load(from);
        const meets = i32x4.add(i32x4.splat((o - ox * strideX * outChannels) * filled), steps);
        const low = v128.shuffle<i32>(meets, values, 0, 4, 1, 5);
        const high = v128.shuffle<i32>(meets, values, 2, 6, 3, 7);
        const all = outChannels - o >= 4 ? 15 : (1 << (outChannels - o)) - 1;
        const found = (i32x4.bitmask(f32x4.ne(values, f32x4.splat(0))) | every) & all;
        // All are stored; what is not found is written over.
        v128.store_lane<u64>(entries, low, 0);
        entries += (found & 1) << 3;
        v128.store_lane<u64>(entries, low, 1);
        entries += (found & 2) << 2;
        v128.store_lane<u64>(entries, high, 0);
        entries += (found & 4) << 1;
        v128.store_lane<u64>(entries, high, 1);
        entries += found & 8;
      }
    }
  }
  store<u32>(starts, <u32>entries);
}

/**
 * out [N, H, W, I] at its rows (n, y) first…first + count - 1: Σ g [N, OH, OW, O] · kernel over (ky, kx, o) in order. The
 * kernel is turned, and its size that with its holes. Up to `some` rows are taken at a time: `scratch` has room for where
 * the entries of the `most` rows of places that reach them begin, and for these. Up to three values past the end are written
 * where I is no multiple of 4.
 *
 * Two neighbours of a row are computed at once, sixteen channels at a time: the entries of all places that reach
 * either of them are multiplied for both, and meet the zeros beside the kernel's row where one is out of reach. Where
 * something is not finite, and `finite` 0, zeros are multiplied as well, and each place is computed alone. So it is
 * where sums are long: their blocks begin at other entries for each of two neighbours. `scratch` begins with room for
 * sixteen sums and their tree, 1,536 bytes.
 */
export function inputGradient(
  g: usize,
  kernel: usize,
  out: usize,
  first: i32,
  count: i32,
  scratch: usize,
  some: i32,
  most: i32,
  finite: i32,
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
  padTop: i32,
  padLeft: i32,
): void {
  const kernelWidth = (windowWidth - 1) / dilationX + 1;
  const terms = ((windowHeight - 1) / dilationY + 1) * kernelWidth * outChannels;
  const isLong = isLongSum(terms);
  const run = runOf(terms);
  const tree = scratch;
  scratch += TREE;
  const entries = scratch + ((<usize>(most * outWidth + 4)) << 2);
  const filled = ((channels + 15) & ~15) << 2;
  const bytes = channels << 2;
  const across = outChannels * filled;
  const line = (windowWidth + 2) * across;
  out += <usize>(first * width * bytes);
  memory.fill(tree, 0, 64);
  for (const end = first + count; first < end; ) {
    // Rows of one image, and those of its gradient that reach them.
    let y = (first % height) + padTop;
    const endY = min(height + padTop, y + min(some, end - first));
    const begin = max((y - windowHeight + strideY) / strideY, 0);
    const rows = min((endY - 1) / strideY + 1, outHeight) - begin;
    const image = g + ((<usize>(((first / height) * outHeight + begin) * outWidth * outChannels)) << 2);
    listEntries(image, scratch, entries, rows, outWidth, outChannels, strideX, filled, finite !== 0 ? 0 : 15);
    first += endY - y;
    for (; y < endY; y++) {
      const bottom = min(y / strideY, outHeight - 1);
      const top = max((y - windowHeight + strideY) / strideY, 0);
      for (let x = padLeft; x < width + padLeft; ) {
        const both = finite !== 0 && !isLong && x + 1 < width + padLeft;
        const right = min((both ? x + 1 : x) / strideX, outWidth - 1);
        const left = max((x - windowWidth + strideX) / strideX, 0);
        const reach = (<usize>max(right - left + 1, 0)) << 2;
        for (let c = 0; c < bytes; c += 64) {
          let weights = kernel + (<usize>((y - bottom * strideY) * line + (x + 1) * across + c));
          let starts = scratch + ((<usize>((bottom - begin + 1) * outWidth - 1 - right)) << 2);
          if (isLong) {
            let block = 0;
            for (let oy = bottom; oy >= top; oy--) {
              const term = ((y - oy * strideY) / dilationY) * kernelWidth;
              let place = starts;
              for (let ox = right; ox >= left; ox--, place += 4) {
                const first = (term + (x - ox * strideX) / dilationX) * outChannels;
                const base = -ox * strideX * outChannels * filled;
                block = addPlace(tree, weights, place, block, run, first, base, filled);
              }
              starts -= (<usize>outWidth) << 2;
              weights += strideY * line;
            }
            join(tree, 64, tree + 64, 64, block);
            total(tree, 64, tree + 64, 64, block + 1);
            const s0 = v128.load(tree);
            storeSome(out + c, bytes - c, s0, v128.load(tree, 16), v128.load(tree, 32), v128.load(tree, 48));
            memory.fill(tree, 0, 64);
            continue;
          }
          let s0 = f32x4.splat(0);
          let s1 = f32x4.splat(0);
          let s2 = f32x4.splat(0);
          let s3 = f32x4.splat(0);
          let t0 = f32x4.splat(0);
          let t1 = f32x4.splat(0);
          let t2 = f32x4.splat(0);
          let t3 = f32x4.splat(0);
          for (let oy = bottom; oy >= top; oy--) {
            const last = <usize>load<u32>(starts + reach);
            for (let e = <usize>load<u32>(starts); e < last; e += ENTRY) {
              const w = weights + load<u32>(e);
              const value = v128.load32_splat(e, 4);
              s0 = multiplyAdd(value, v128.load(w), s0);
              s1 = multiplyAdd(value, v128.load(w, 16), s1);
              s2 = multiplyAdd(value, v128.load(w, 32), s2);
              s3 = multiplyAdd(value, v128.load(w, 48), s3);
              const next = w + across;
              // Never so; V8 loads all that a block needs at its beginning, and four weights more would spill.
              if (next === 0) break;
              t0 = multiplyAdd(value, v128.load(next), t0);
              t1 = multiplyAdd(value, v128.load(next, 16), t1);
              t2 = multiplyAdd(value, v128.load(next, 32), t2);
              t3 = multiplyAdd(value, v128.load(next, 48), t3);
            }
            starts -= (<usize>outWidth) << 2;
            weights += strideY * line;
          }
          storeSome(out + c, bytes - c, s0, s1, s2, s3);
          if (both) storeSome(out + bytes + c, bytes - c, t0, t1, t2, t3);
        }
        const done = both ? 2 : 1;
        x += done;
        out += done * bytes;
      }
    }
  }
}

/**
 * Adds the entries of one place, which begin at what `starts` says, to the sums of block number `block`, and to those of
 * later blocks, which have `run` terms each. Given are the number of the place's first term, and what an entry of its first channel meets. Gives
 * the number of the last block.
 */
function addPlace(
  tree: usize,
  weights: usize,
  starts: usize,
  block: i32,
  run: i32,
  first: i32,
  base: u32,
  filled: i32,
): i32 {
  let e = <usize>load<u32>(starts);
  const end = <usize>load<u32>(starts, 4);
  while (e < end) {
    const limit = <u32>max((block + 1) * run - first, 0) * filled;
    let s0 = v128.load(tree);
    let s1 = v128.load(tree, 16);
    let s2 = v128.load(tree, 32);
    let s3 = v128.load(tree, 48);
    for (; e < end; e += ENTRY) {
      const meets = load<u32>(e);
      if (meets - base >= limit) break;
      const w = weights + meets;
      const value = v128.load32_splat(e, 4);
      s0 = multiplyAdd(value, v128.load(w), s0);
      s1 = multiplyAdd(value, v128.load(w, 16), s1);
      s2 = multiplyAdd(value, v128.load(w, 32), s2);
      s3 = multiplyAdd(value, v128.load(w, 48), s3);
    }
    v128.store(tree, s0);
    v128.store(tree, s1, 16);
    v128.store(tree, s2, 32);
    v128.store(tree, s3, 48);
    if (e < end) join(tree, 64, tree + 64, 64, block++);
  }
  return block;
}

/** Stores up to four vectors, as many as it takes for some bytes. */
// @ts-expect-error: decorator
@inline
function storeSome(to: usize, bytes: i32, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(to, s0);
  if (bytes > 16) v128.store(to, s1, 16);
  if (bytes > 32) v128.store(to, s2, 32);
  if (bytes > 48) v128.store(to, s3, 48);
}
