import { isLongSum, runOf, total } from "./blocks";
import { multiplyAdd } from "./matmul";

/*
 * The gradient of a convolution's kernel, from lists of the values of the output's gradient that are not zero: after
 * max pooling and relu these are few. A sum that starts at +0 never becomes -0, so products of zeros with finite
 * values can be left out without changing a bit of it. Sizes are numbers of values.
 */

/** Bytes of an entry: where its window begins, and its value. */
const ENTRY: usize = 8;
/** Bytes of six vectors. */
const SIX: usize = 96;
/** Bytes of the lowest levels of their tree. */
const TREE: usize = 16 * SIX;

/** Copies images [H, W, I] into the middle of zeros, [height, width, I]; what reaches past these is left out. */
export function borderImages(
  x: usize,
  out: usize,
  count: i32,
  fromHeight: i32,
  fromWidth: i32,
  channels: i32,
  height: i32,
  width: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const row = (<usize>(fromWidth * channels)) << 2;
  const line = (<usize>(width * channels)) << 2;
  const left = (<usize>(padLeft * channels)) << 2;
  for (let n = 0; n < count; n++) {
    for (let y = -padTop; y < height - padTop; y++, out += line) {
      memory.fill(out, 0, line);
      if (y >= 0 && y < fromHeight) memory.copy(out + left, x + <usize>y * row, min(row, line - left));
    }
    x += row * <usize>fromHeight;
  }
}

/**
 * out [KH, KW, I, O] at output channels first…first + count - 1: Σ x · g over the places (n, oy, ox) in order, long sums
 * in blocks. x [N, H, W, I] has its border: no window reaches past it. first is a multiple of 4, `some` places
 * are taken at a time, and zeros of g are left out unless `every` is 15 instead of 0.
 *
 * The entries of one channel at these places are a list, which is walked for six vectors of the window at a time. A
 * window's rows, with their holes, are filled up to whole vectors. The blocks of these places, which are
 * 256 times a power of two, are joined at once, so that the trees of the channels are touched less. `scratch` has room for four
 * lists, for where the blocks end in them, for the lowest levels of a tree, 96 bytes each, for where the vectors of a
 * window begin, filled up to sixes, and for as many vectors of sums for each of `slots` levels above for each of `count`
 * channels.
 */
export function kernelGradient(
  x: usize,
  g: usize,
  out: usize,
  first: i32,
  count: i32,
  scratch: usize,
  every: i32,
  images: i32,
  some: i32,
  slots: i32,
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
  const places = images * outHeight * outWidth;
  const isLong = isLongSum(places);
  const length = isLong ? runOf(places) : some;
  const parts = some / length;
  const list = <usize>some * ENTRY + 64;
  const row = ((windowWidth - 1) * dilationX + 1) * channels;
  const vectors = (row + 3) >> 2;
  const whole = vectors * windowHeight;
  const filled = ((whole + 5) / 6) * 6;
  const ends = scratch + 4 * list;
  const near = ends + ((<usize>parts) << 4);
  const begins = near + TREE;
  const sums = begins + ((<usize>filled) << 2);
  const sumBytes = (<usize>filled) << 4;
  const treeBytes = sumBytes * <usize>slots;
  for (let k = 0; k < filled; k++) {
    const last = min(k, whole - 1);
    const ky = last / vectors;
    const begin = ky * dilationY * width * channels + (last - ky * vectors) * 4;
    store<u32>(begins + ((<usize>k) << 2), begin << 2);
  }
  memory.fill(sums, 0, <usize>count * treeBytes);
  for (let done = 0; done < places; done += some) {
    const now = min(some, places - done);
    for (let o = 0; o < count; o += 4) {
      let end0 = scratch;
      let end1 = end0 + list;
      let end2 = end1 + list;
      let end3 = end2 + list;
      let from = g + ((<usize>(done * outChannels + first + o)) << 2);
      let line = done / outWidth;
      let ox = done % outWidth;
      let end = ends;
      for (let left = now, rest = length; left > 0; ) {
        // To the end of the row, of the block or of what is taken.
        const run = min(left, min(rest, outWidth - ox));
        const y = (line / outHeight) * height + (line % outHeight) * strideY;
        let place = i32x4.splat(((y * width + ox * strideX) * channels) << 2);
        const step = i32x4.splat((strideX * channels) << 2);
        for (let i = 0; i < run; i++) {
          const values = v128.load(from);
          const found = i32x4.bitmask(f32x4.ne(values, f32x4.splat(0))) | every;
          const low = v128.shuffle<i32>(place, values, 0, 4, 1, 5);
          const high = v128.shuffle<i32>(place, values, 2, 6, 3, 7);
          // All are stored; what is not found is written over.
          v128.store_lane<u64>(end0, low, 0);
          v128.store_lane<u64>(end1, low, 1);
          v128.store_lane<u64>(end2, high, 0);
          v128.store_lane<u64>(end3, high, 1);
          end0 += (found & 1) << 3;
          end1 += (found & 2) << 2;
          end2 += (found & 4) << 1;
          end3 += found & 8;
          place = i32x4.add(place, step);
          from += (<usize>outChannels) << 2;
        }
        left -= run;
        rest -= run;
        ox += run;
        if (ox === outWidth) {
          ox = 0;
          line++;
        }
        if (left === 0 || rest === 0) {
          rest = length;
          v128.store(end, i32x4(<i32>end0, <i32>end1, <i32>end2, <i32>end3));
          end += 16;
        }
      }
      // The last blocks may be empty.
      for (const last = ends + ((<usize>parts) << 4); end < last; end += 16) v128.store(end, v128.load(end - 16));
      const lanes = min(4, count - o);
      for (let lane = 0; lane < lanes; lane++) {
        const begin = scratch + <usize>lane * list;
        const tree = sums + <usize>(o + lane) * treeBytes;
        const at = ends + ((<usize>lane) << 2);
        const block = isLong ? done / length : 0;
        addProducts(x, begins, whole, begin, at, parts, near, tree, sumBytes, block, isLong);
      }
    }
  }
  for (let o = 0; o < count; o++) {
    const tree = sums + <usize>o * treeBytes;
    if (isLong) total(tree, sumBytes, tree, sumBytes, (places + some - 1) / some);
    let to = out + ((<usize>(first + o)) << 2);
    for (let ky = 0; ky < windowHeight; ky++) {
      for (let kx = 0; kx < windowWidth; kx++) {
        let from = tree + ((<usize>(ky * vectors * 4 + kx * dilationX * channels)) << 2);
        for (let i = 0; i < channels; i++, from += 4, to += (<usize>outChannels) << 2) {
          store<f32>(to, load<f32>(from));
        }
      }
    }
  }
}

/**
 * Adds the window's vectors at each entry · its value, for all entries of a list in order, to sums. In a long sum the
 * list has parts, whose ends lie at `ends`, …: each is a block, the first of them number `first`. They are joined as in
 * blocks.ts: the lowest levels of the tree, as many as these parts need, are in `near`, those above in `sums`, which are
 * `apart`.
 */
// @ts-expect-error: decorator
@inline
function addProducts(
  x: usize,
  begins: usize,
  vectors: i32,
  list: usize,
  ends: usize,
  parts: i32,
  near: usize,
  sums: usize,
  apart: usize,
  first: i32,
  isLong: bool,
): void {
  const low = ctz(parts);
  for (; vectors > 0; vectors -= 6, sums += SIX, begins += 24) {
    const a0 = x + load<u32>(begins);
    const a1 = x + load<u32>(begins, 4);
    const a2 = x + load<u32>(begins, 8);
    let e = list;
    for (let part = 0; part < parts; part++) {
      const end = <usize>load<u32>(ends + ((<usize>part) << 4));
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      let s4 = f32x4.splat(0);
      let s5 = f32x4.splat(0);
      if (!isLong) {
        s0 = v128.load(sums);
        s1 = v128.load(sums, 16);
        s2 = v128.load(sums, 32);
        s3 = v128.load(sums, 48);
        s4 = v128.load(sums, 64);
        s5 = v128.load(sums, 80);
      }
      if (vectors <= 3) {
        for (; e < end; e += ENTRY) {
          const at = load<u32>(e);
          const value = v128.load32_splat(e, 4);
          s0 = multiplyAdd(v128.load(a0 + at), value, s0);
          s1 = multiplyAdd(v128.load(a1 + at), value, s1);
          s2 = multiplyAdd(v128.load(a2 + at), value, s2);
        }
      } else {
        const a3 = x + load<u32>(begins, 12);
        const a4 = x + load<u32>(begins, 16);
        const a5 = x + load<u32>(begins, 20);
        for (; e < end; e += ENTRY) {
          const at = load<u32>(e);
          const value = v128.load32_splat(e, 4);
          s0 = multiplyAdd(v128.load(a0 + at), value, s0);
          s1 = multiplyAdd(v128.load(a1 + at), value, s1);
          s2 = multiplyAdd(v128.load(a2 + at), value, s2);
          s3 = multiplyAdd(v128.load(a3 + at), value, s3);
          s4 = multiplyAdd(v128.load(a4 + at), value, s4);
          s5 = multiplyAdd(v128.load(a5 + at), value, s5);
        }
      }
      let slot = low === 0 ? sums : near;
      for (let waiting = first + part, level = 1; (waiting & 1) !== 0; waiting >>= 1, level++) {
        s0 = f32x4.add(v128.load(slot), s0);
        s1 = f32x4.add(v128.load(slot, 16), s1);
        s2 = f32x4.add(v128.load(slot, 32), s2);
        s3 = f32x4.add(v128.load(slot, 48), s3);
        s4 = f32x4.add(v128.load(slot, 64), s4);
        s5 = f32x4.add(v128.load(slot, 80), s5);
        slot = level < low ? slot + SIX : level === low ? sums : slot + apart;
      }
      v128.store(slot, s0);
      v128.store(slot, s1, 16);
      v128.store(slot, s2, 32);
      v128.store(slot, s3, 48);
      v128.store(slot, s4, 64);
      v128.store(slot, s5, 80);
    }
  }
}
