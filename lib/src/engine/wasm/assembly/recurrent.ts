import { sigmoid4, tanh4 } from "./lanes";
import { multiply, pack, TILES } from "./matmul";

/*
 * Recurrent cells over all steps, as in sequences/recurrent.ts, for some sequences of a batch, which do not touch one another.
 * The recurrent kernel is packed once. Of the last register of a row, loads reach past its end, stores (`put`) do not.
 * What a cell is: 0 simpleRnn, 1 gru, 2 lstm.
 */

const GRU: i32 = 1;
const LSTM: i32 = 2;

// @ts-expect-error: decorator
@inline
function gatesOf(cell: i32): i32 {
  return cell === LSTM ? 4 : cell === GRU ? 3 : 1;
}

// @ts-expect-error: decorator
@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-expect-error: decorator
@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

/** 1 - x */
// @ts-expect-error: decorator
@inline
function rest(x: v128): v128 {
  return f32x4.sub(f32x4.splat(1), x);
}

/** Stores the lanes that belong to a row, of which so many bytes are left. */
// @ts-expect-error: decorator
@inline
function put(to: usize, value: v128, left: usize): void {
  if (left >= 16) {
    v128.store(to, value);
    return;
  }
  v128.store32_lane(to, value, 0);
  if (left > 4) v128.store32_lane(to, value, 1, 4);
  if (left > 8) v128.store32_lane(to, value, 2, 8);
}

/** The states of the sequences first…first + count - 1. What a cell has not has the address `none`, which is 0. */
export function recurrentStates(
  none: usize,
  x: usize,
  kernel: usize,
  h0: usize,
  c0: usize,
  bias: usize,
  mask: usize,
  out: usize,
  first: i32,
  count: i32,
  cell: i32,
  batch: i32,
  steps: i32,
  units: i32,
  scratch: usize,
): void {
  const gates = gatesOf(cell);
  const row = (<usize>units) << 2;
  const width = row * <usize>gates;
  const size = row * <usize>(batch * steps);
  const gatesAt = out + (cell === LSTM ? 2 * size : size);
  const rows = <usize>((count + 3) & ~3);
  const panels = scratch + TILES;
  const h = panels + ((width + 31) & ~31) * <usize>units;
  const c = h + rows * row;
  const p = c + rows * row;
  pack(kernel, panels, units, gates * units, width, 4);
  memory.copy(h, h0 + <usize>first * row, <usize>count * row);
  if (cell === LSTM) memory.copy(c, c0 + <usize>first * row, <usize>count * row);
  for (let t = 0; t < steps; t++) {
    multiply(h, panels, p, count, units, gates * units, row, 4, width, scratch);
    for (let n = 0; n < count; n++) {
      const step = <usize>((first + n) * steps + t);
      const counts = mask === none || load<u8>(mask + step) !== 0;
      const from = x + step * width;
      const product = p + <usize>n * width;
      const state = h + <usize>n * row;
      const memory_ = c + <usize>n * row;
      const to = out + step * row;
      const gate = gatesAt + step * (row << 2);
      for (let u: usize = 0; u < row; u += 16) {
        const left = row - u;
        if (cell === LSTM) {
          const i = sigmoid4(add(v128.load(from + u), v128.load(product + u)));
          const f = sigmoid4(add(v128.load(from + row + u), v128.load(product + row + u)));
          const g = tanh4(add(v128.load(from + 2 * row + u), v128.load(product + 2 * row + u)));
          const o = sigmoid4(add(v128.load(from + 3 * row + u), v128.load(product + 3 * row + u)));
          if (counts) {
            const next = add(mul(f, v128.load(memory_ + u)), mul(i, g));
            put(memory_ + u, next, left);
            put(state + u, mul(o, tanh4(next)), left);
          }
          put(gate + u, i, left);
          put(gate + row + u, f, left);
          put(gate + 2 * row + u, g, left);
          put(gate + 3 * row + u, o, left);
          put(to + size + u, v128.load(memory_ + u), left);
        } else if (cell === GRU) {
          let q0 = v128.load(product + u);
          let q1 = v128.load(product + row + u);
          let q2 = v128.load(product + 2 * row + u);
          if (bias !== none) {
            q0 = add(q0, v128.load(bias + u));
            q1 = add(q1, v128.load(bias + row + u));
            q2 = add(q2, v128.load(bias + 2 * row + u));
          }
          const z = sigmoid4(add(v128.load(from + u), q0));
          const reset = sigmoid4(add(v128.load(from + row + u), q1));
          const candidate = tanh4(add(v128.load(from + 2 * row + u), mul(reset, q2)));
          if (counts) put(state + u, add(mul(z, v128.load(state + u)), mul(rest(z), candidate)), left);
          put(gate + u, z, left);
          put(gate + row + u, reset, left);
          put(gate + 2 * row + u, candidate, left);
          put(gate + 3 * row + u, q2, left);
        } else if (counts) {
          put(state + u, tanh4(add(v128.load(from + u), v128.load(product + u))), left);
        }
        put(to + u, v128.load(state + u), left);
      }
    }
  }
}

/** The way back for the same sequences; the parts of its result lie at toX, toProduct (of gru), toBefore, toH and toC. */
export function recurrentGradient(
  none: usize,
  gradient: usize,
  states: usize,
  kernel: usize,
  h0: usize,
  c0: usize,
  mask: usize,
  toX: usize,
  toProduct: usize,
  toBefore: usize,
  toH: usize,
  toC: usize,
  first: i32,
  count: i32,
  cell: i32,
  batch: i32,
  steps: i32,
  units: i32,
  scratch: usize,
): void {
  const gates = gatesOf(cell);
  const row = (<usize>units) << 2;
  const width = row * <usize>gates;
  const size = row * <usize>(batch * steps);
  const gatesAt = states + (cell === LSTM ? 2 * size : size);
  const rows = <usize>((count + 3) & ~3);
  const panels = scratch + TILES;
  const next = panels + ((row + 31) & ~31) * <usize>(gates * units);
  const nextC = next + rows * row;
  const back = nextC + rows * row;
  const d = back + rows * row;
  // The kernel turned: [gates · units, units].
  pack(kernel, panels, gates * units, units, 4, width);
  memory.fill(next, 0, 2 * rows * row);
  for (let t = steps - 1; t >= 0; t--) {
    for (let n = 0; n < count; n++) {
      const step = <usize>((first + n) * steps + t);
      const counts = mask === none || load<u8>(mask + step) !== 0;
      const start = <usize>(first + n) * row;
      const before = t === 0 ? h0 + start : states + (step - 1) * row;
      memory.copy(toBefore + step * row, before, row);
      const carry = next + <usize>n * row;
      const to = toX + step * width;
      const by = d + <usize>n * width;
      const product = toProduct + step * width;
      const gate = gatesAt + step * (row << 2);
      if (!counts) {
        memory.fill(by, 0, width);
        memory.fill(to, 0, width);
        if (cell === GRU) memory.fill(product, 0, width);
      }
      for (let u: usize = 0; u < row; u += 16) {
        const left = row - u;
        const dh = add(v128.load(gradient + step * row + u), v128.load(carry + u));
        put(carry + u, counts ? f32x4.splat(0) : dh, left);
        if (!counts) continue;
        if (cell === LSTM) {
          const i = v128.load(gate + u);
          const f = v128.load(gate + row + u);
          const g = v128.load(gate + 2 * row + u);
          const o = v128.load(gate + 3 * row + u);
          const memory_ = tanh4(v128.load(states + size + step * row + u));
          const earlier = v128.load((t === 0 ? c0 + start : states + size + (step - 1) * row) + u);
          const carryC = nextC + <usize>n * row + u;
          const dc = add(v128.load(carryC), mul(mul(dh, o), rest(mul(memory_, memory_))));
          put(carryC, mul(dc, f), left);
          const di = mul(mul(mul(dc, g), i), rest(i));
          const df = mul(mul(mul(dc, earlier), f), rest(f));
          const dg = mul(mul(dc, i), rest(mul(g, g)));
          const dO = mul(mul(mul(dh, memory_), o), rest(o));
          put(by + u, di, left);
          put(by + row + u, df, left);
          put(by + 2 * row + u, dg, left);
          put(by + 3 * row + u, dO, left);
        } else if (cell === GRU) {
          const z = v128.load(gate + u);
          const reset = v128.load(gate + row + u);
          const candidate = v128.load(gate + 2 * row + u);
          const own = v128.load(gate + 3 * row + u);
          const dz = mul(mul(mul(dh, f32x4.sub(v128.load(before + u), candidate)), z), rest(z));
          const da = mul(mul(dh, rest(z)), rest(mul(candidate, candidate)));
          const dReset = mul(mul(mul(da, own), reset), rest(reset));
          put(to + u, dz, left);
          put(to + row + u, dReset, left);
          put(to + 2 * row + u, da, left);
          put(by + u, dz, left);
          put(by + row + u, dReset, left);
          put(by + 2 * row + u, mul(da, reset), left);
          put(carry + u, mul(dh, z), left);
        } else {
          const y = v128.load(states + step * row + u);
          put(by + u, mul(dh, rest(mul(y, y))), left);
        }
      }
      if (counts) memory.copy(cell === GRU ? product : to, by, width);
    }
    multiply(d, panels, back, count, gates * units, units, width, 4, row, scratch);
    for (let at: usize = 0; at < <usize>count * row; at += 16) {
      v128.store(next + at, add(v128.load(next + at), v128.load(back + at)));
    }
  }
  memory.copy(toH + <usize>first * row, next, <usize>count * row);
  if (cell === LSTM) memory.copy(toC + <usize>first * row, nextC, <usize>count * row);
}
