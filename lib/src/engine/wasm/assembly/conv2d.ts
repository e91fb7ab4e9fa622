import { multiply, PANEL, pack } from "./matmul";

/*
 * Convolutions as matrix products: a tile of windows is laid out as rows, one window a row, its values in the order
 * in which the reference engine adds them, and zeros where a window reaches past the input.
 * And the greatest value of each pooling window. Sizes are numbers of values.
 */

/**
 * Rows first…first + count - 1 of the windows of x [N, H, W, I]: out[row] = x at (ky, kx, i) in order.
 * Rows number the places (n, oy, ox) of the output.
 */
export function imageToRows(
  x: usize,
  out: usize,
  first: i32,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
  dilationY: i32,
  dilationX: i32,
): void {
  const bytes = (<usize>channels) << 2;
  let ox = first % outWidth;
  let oy = (first / outWidth) % outHeight;
  let n = first / (outWidth * outHeight);
  for (let row = 0; row < count; row++) {
    for (let ky = 0; ky < windowHeight; ky++) {
      const y = oy * strideY - padTop + ky * dilationY;
      const inside = y >= 0 && y < height;
      const line = x + (<usize>((n * height + y) * width)) * bytes;
      const left = ox * strideX - padLeft;
      if (inside && dilationX === 1 && left >= 0 && left + windowWidth <= width) {
        copyWords(out, line + <usize>left * bytes, windowWidth * channels);
        out += <usize>windowWidth * bytes;
        continue;
      }
      for (let kx = 0; kx < windowWidth; kx++) {
        const column = left + kx * dilationX;
        if (inside && column >= 0 && column < width) memory.copy(out, line + <usize>column * bytes, bytes);
        else memory.fill(out, 0, bytes);
        out += bytes;
      }
    }
    if (++ox === outWidth) {
      ox = 0;
      if (++oy === outHeight) {
        oy = 0;
        n++;
      }
    }
  }
}

/**
 * The reverse: rows number the places (n, y, x) of the input, and hold the gradients g [N, OH, OW, O] of the
 * windows that cover it, at (ky, kx, o) in order.
 */
export function gradientToRows(
  g: usize,
  out: usize,
  first: i32,
  count: i32,
  height: i32,
  width: i32,
  outChannels: i32,
  windowHeight: i32,
  windowWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
  dilationY: i32,
  dilationX: i32,
): void {
  const bytes = (<usize>outChannels) << 2;
  let x = first % width;
  let y = (first / width) % height;
  let n = first / (width * height);
  for (let row = 0; row < count; row++) {
    for (let ky = 0; ky < windowHeight; ky++) {
      const down = y + padTop - ky * dilationY;
      const oy = down / strideY;
      const inside = down >= 0 && oy < outHeight && oy * strideY === down;
      for (let kx = 0; kx < windowWidth; kx++) {
        const across = x + padLeft - kx * dilationX;
        const ox = across / strideX;
        if (inside && across >= 0 && ox < outWidth && ox * strideX === across) {
          copyWords(out, g + (<usize>((n * outHeight + oy) * outWidth + ox)) * bytes, outChannels);
        } else memory.fill(out, 0, bytes);
        out += bytes;
      }
    }
    if (++x === width) {
      x = 0;
      if (++y === height) {
        y = 0;
        n++;
      }
    }
  }
}

/**
 * out = windows · the packed kernel [k, n] for places first…first + count - 1, some at a time: windows of x, or
 * with `backward` the gradients that reach each place of the input. `scratch` has room for a tile (128 bytes) and
 * for `some` + 4 rows of k values.
 */
export function convolve(
  x: usize,
  panels: usize,
  out: usize,
  first: i32,
  count: i32,
  some: i32,
  k: i32,
  n: i32,
  scratch: usize,
  backward: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
  dilationY: i32,
  dilationX: i32,
): void {
  const rows = scratch + 128;
  const row = (<usize>n) << 2;
  for (const end = first + count; first < end; first += some) {
    const now = min(some, end - first);
    // biome-ignore format: one line for each
    if (backward !== 0) gradientToRows(x, rows, first, now, height, width, channels, windowHeight, windowWidth, outHeight, outWidth, strideY, strideX, padTop, padLeft, dilationY, dilationX);
    else imageToRows(x, rows, first, now, height, width, channels, windowHeight, windowWidth, outHeight, outWidth, strideY, strideX, padTop, padLeft, dilationY, dilationX);
    multiply(rows, panels, out, now, k, n, (<usize>k) << 2, 4, row, scratch, 0);
    out += <usize>now * row;
  }
}

/** As imageToRows, of each window only places from…from + windows - 1, counted row by row. */
function placesToRows(
  x: usize,
  out: usize,
  first: i32,
  count: i32,
  from: i32,
  windows: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
  dilationY: i32,
  dilationX: i32,
): void {
  const bytes = (<usize>channels) << 2;
  const stride = <usize>windows * bytes;
  for (let w = from; w < from + windows; w++) {
    const down = (w / windowWidth) * dilationY - padTop;
    const across = (w % windowWidth) * dilationX - padLeft;
    let ox = first % outWidth;
    let oy = (first / outWidth) % outHeight;
    let n = first / (outWidth * outHeight);
    let to = out;
    for (let row = 0; row < count; row++) {
      const y = oy * strideY + down;
      const column = ox * strideX + across;
      if (y >= 0 && y < height && column >= 0 && column < width) {
        memory.copy(to, x + (<usize>((n * height + y) * width + column)) * bytes, bytes);
      } else memory.fill(to, 0, bytes);
      to += stride;
      if (++ox === outWidth) {
        ox = 0;
        if (++oy === outHeight) {
          oy = 0;
          n++;
        }
      }
    }
    out += bytes;
  }
}

/**
 * The gradient of a convolution's kernel at window places from…from + windows - 1: the windows, transposed, · the
 * gradient g [places, n], places in order, some at a time. `scratch` has room for a tile (128 bytes), for `some`
 * rows of g packed, and for `some` rows of windows and 16 values more.
 */
export function kernelGradient(
  x: usize,
  g: usize,
  out: usize,
  from: i32,
  windows: i32,
  places: i32,
  some: i32,
  n: i32,
  scratch: usize,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
  dilationY: i32,
  dilationX: i32,
): void {
  const row = (<usize>n) << 2;
  const panels = scratch + 128;
  const rows = panels + <usize>some * ((<usize>(n + PANEL - 1) & ~7) << 2);
  const k = windows * channels;
  const whole = windows === windowHeight * windowWidth;
  for (let first = 0; first < places; first += some) {
    const now = min(some, places - first);
    // biome-ignore format: one line for each
    if (whole) imageToRows(x, rows, first, now, height, width, channels, windowHeight, windowWidth, outHeight, outWidth, strideY, strideX, padTop, padLeft, dilationY, dilationX);
    else placesToRows(x, rows, first, now, from, windows, height, width, channels, windowWidth, outHeight, outWidth, strideY, strideX, padTop, padLeft, dilationY, dilationX);
    pack(g, panels, now, n, row, 4);
    multiply(rows, panels, out, k, now, n, 4, (<usize>k) << 2, row, scratch, first);
    g += <usize>now * row;
  }
}

/** Copies values four at a time; may write up to three more, which what follows overwrites. */
// @ts-expect-error: decorator
@inline
function copyWords(to: usize, from: usize, count: i32): void {
  for (const end = to + ((<usize>count) << 2); to < end; to += 16, from += 16) v128.store(to, v128.load(from));
}

/** out[b, j, i] = x[b, i, j] for each block. */
export function transposeBlocks(x: usize, out: usize, blocks: i32, rows: i32, columns: i32): void {
  for (let b = 0; b < blocks; b++) {
    for (let j = 0; j < columns; j++) {
      for (let i = 0; i < rows; i++) {
        store<f32>(out, load<f32>(x + ((<usize>(i * columns + j)) << 2)));
        out += 4;
      }
    }
    x += (<usize>(rows * columns)) << 2;
  }
}

/**
 * Where the greatest value of each window of x [N, H, W, C] lies, the first of equals; the first NaN if any. For
 * images first…first + batch - 1.
 */
export function maxPool2dIndices(
  x: usize,
  out: usize,
  first: i32,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  for (let n = first; n < first + batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * strideY - padTop;
      const firstY = max(top, 0);
      const lastY = min(top + windowHeight, height);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * strideX - padLeft;
        const firstX = max(left, 0);
        const lastX = min(left + windowWidth, width);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          const start = ((n * height + firstY) * width + firstX) * channels + c;
          let best = i32x4.add(i32x4.splat(start), i32x4(0, 1, 2, 3));
          let value = v128.load(x + ((<usize>start) << 2));
          for (let y = firstY; y < lastY; y++) {
            let place = ((n * height + y) * width + firstX) * channels + c;
            for (let i = firstX; i < lastX; i++) {
              const other = v128.load(x + ((<usize>place) << 2));
              const nan = v128.and(f32x4.ne(other, other), f32x4.eq(value, value));
              const better = v128.or(f32x4.gt(other, value), nan);
              value = v128.bitselect(other, value, better);
              best = v128.bitselect(i32x4.add(i32x4.splat(place), i32x4(0, 1, 2, 3)), best, better);
              place += channels;
            }
          }
          v128.store(out, best);
          out += 16;
        }
        for (; c < channels; c++) {
          let best = ((n * height + firstY) * width + firstX) * channels + c;
          let value = load<f32>(x + ((<usize>best) << 2));
          for (let y = firstY; y < lastY; y++) {
            let place = ((n * height + y) * width + firstX) * channels + c;
            for (let i = firstX; i < lastX; i++) {
              const other = load<f32>(x + ((<usize>place) << 2));
              if (other > value || (other !== other && value === value)) {
                value = other;
                best = place;
              }
              place += channels;
            }
          }
          store<i32>(out, best);
          out += 4;
        }
      }
    }
  }
}
