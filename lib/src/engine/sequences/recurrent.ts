import { allocate, type FloatValues, type Values } from "../../tensor/dtype.js";
import type { Engine, MatMulLayout } from "../engine.js";
import { sigmoid32, sigmoid64, tanh32, tanh64 } from "../reference/exponential.js";
import { roundingOf } from "../reference/round.js";
import { addressOf, arenaWith, NONE, shareSequence } from "./kernels.js";

/*
 * Recurrent cells over all steps of a sequence. Each step multiplies the state by the recurrent kernel, in the order of
 * `matmul`, and then computes the gates value by value, rounded after every operation in the order in which they are written
 * here. A step that is masked leaves the state as it is.
 */

export type Cell = "simpleRnn" | "gru" | "lstm";

export interface RecurrentLayout {
  readonly cell: Cell;
  readonly batch: number;
  readonly steps: number;
  readonly units: number;
}

/** What a cell reads: x [batch, steps, gates · units] is what it has made of its input, bias added. */
export interface RecurrentInputs {
  readonly x: Values;
  /** [units, gates · units] */
  readonly kernel: Values;
  /** The state before the first step, [batch, units]. */
  readonly h0: Values;
  /** The same of the long memory; of lstm only. */
  readonly c0: Values | undefined;
  /** Added to the state's product, [gates · units]; of gru only. */
  readonly bias: Values | undefined;
  /** 1 for steps that count, [batch, steps]. */
  readonly mask: Values | undefined;
}

/**
 * How many gates a cell has, and what it remembers of each step for the way back: `states` times `units` numbers, first the
 * states h (and c), then the gates.
 */
export const cells: Readonly<Record<Cell, { readonly gates: number; readonly states: number }>> = {
  /** h */
  simpleRnn: { gates: 1, states: 1 },
  /** h; z, r, the candidate, the state's product for it */
  gru: { gates: 3, states: 5 },
  /** h, c; i, f, g, o */
  lstm: { gates: 4, states: 6 },
};

interface Functions {
  readonly r: (x: number) => number;
  readonly sigmoid: (x: number) => number;
  readonly tanh: (x: number) => number;
}

function functionsOf(values: Values): Functions {
  const isSingle = values instanceof Float32Array;
  return {
    r: roundingOf(values),
    sigmoid: isSingle ? sigmoid32 : sigmoid64,
    tanh: isSingle ? tanh32 : tanh64,
  };
}

function product(m: number, k: number, n: number, transposeB = false): MatMulLayout {
  return { m, k, n, transposeA: false, transposeB, offsetsA: [0], offsetsB: [0] };
}

function room(like: Values, size: number): FloatValues {
  return allocate(like instanceof Float32Array ? "float32" : "float64", size);
}

/** What the kernels call a cell. */
const numberOf: Readonly<Record<Cell, number>> = { simpleRnn: 0, gru: 1, lstm: 2 };

/** What one value of a gate costs, in multiplications of a product. */
const GATE = 32;

/** How a kernel's call is cut into sequences, in whole tiles of four, and the scratch memory of a part. */
function callOf({ cell, batch, steps, units }: RecurrentLayout) {
  const width = cells[cell].gates * units;
  return {
    unit: 4,
    // Each part packs the kernel anew.
    perThread: 1,
    work: batch * steps * width * (units + GATE),
    /** The packed kernel, then rows of gates and three of states. */
    scratch: (rows: number) => 4 * ((width + 64) * (units + 64) + (rows + 3) * (width + 3 * units)),
  };
}

/** Computes the states of all steps: `out` has h [batch, steps, units], for lstm c of the same shape, then [batch, steps, gates]. */
export function recurrentStates(
  engine: Engine,
  { x, kernel, h0, c0, bias, mask }: RecurrentInputs,
  out: Values,
  layout: RecurrentLayout,
): void {
  const { cell, batch, steps, units } = layout;
  const arena = engine.name === "wasm" ? arenaWith([x, kernel, h0, c0, bias, out], mask) : undefined;
  if (arena !== undefined) {
    const addresses = [x, kernel, h0, c0, bias, mask, out].map(addressOf);
    const numbers = [NONE, ...addresses, 0, batch, numberOf[cell], batch, steps, units];
    shareSequence(arena, "recurrentStates", { ...callOf(layout), numbers, size: 9, moves: { 8: 1 } });
    return;
  }
  const { r, sigmoid, tanh } = functionsOf(x);
  const width = cells[cell].gates * units;
  const size = batch * steps * units;
  const gatesAt = cell === "lstm" ? 2 * size : size;
  const h = room(x, batch * units);
  h.set(h0);
  const c = c0?.slice() as FloatValues | undefined;
  const p = room(x, batch * width);
  for (let t = 0; t < steps; t++) {
    engine.matmul(h, kernel, p, product(batch, units, width));
    for (let n = 0; n < batch; n++) {
      const step = n * steps + t;
      const counts = mask === undefined || mask[step] !== 0;
      for (let u = 0; u < units; u++) {
        const at = n * units + u;
        const [from, by] = [step * width + u, n * width + u];
        const gate = gatesAt + step * 4 * units + u;
        if (cell === "simpleRnn") {
          const next = tanh(r(x[from]! + p[by]!));
          if (counts) h[at] = next;
        } else if (cell === "gru") {
          const q = (k: number) =>
            bias === undefined ? p[by + k * units]! : r(p[by + k * units]! + bias[u + k * units]!);
          const z = sigmoid(r(x[from]! + q(0)));
          const reset = sigmoid(r(x[from + units]! + q(1)));
          const own = q(2);
          const candidate = tanh(r(x[from + 2 * units]! + r(reset * own)));
          if (counts) h[at] = r(z * h[at]!) + r(r(1 - z) * candidate);
          out[gate] = z;
          out[gate + units] = reset;
          out[gate + 2 * units] = candidate;
          out[gate + 3 * units] = own;
        } else {
          const i = sigmoid(r(x[from]! + p[by]!));
          const f = sigmoid(r(x[from + units]! + p[by + units]!));
          const g = tanh(r(x[from + 2 * units]! + p[by + 2 * units]!));
          const o = sigmoid(r(x[from + 3 * units]! + p[by + 3 * units]!));
          if (counts) {
            c![at] = r(f * c![at]!) + r(i * g);
            h[at] = o * tanh(c![at]!);
          }
          out[gate] = i;
          out[gate + units] = f;
          out[gate + 2 * units] = g;
          out[gate + 3 * units] = o;
          out[size + step * units + u] = c![at]!;
        }
        out[step * units + u] = h[at]!;
      }
    }
  }
}

/** Where the parts of {@link recurrentGradient}'s result lie, one after the other. */
export function gradientParts({ cell, batch, steps, units }: RecurrentLayout): readonly number[] {
  const width = batch * steps * cells[cell].gates * units;
  const state = batch * units;
  return [width, cell === "gru" ? width : 0, batch * steps * units, state, cell === "lstm" ? state : 0];
}

/**
 * The way back through all steps from the gradient of h, [batch, steps, units]. `out` has, one after the other: the gradient
 * of x; for gru that of the state's product with its bias (of the others the same as of x); the states before each step; the
 * gradients of h0 and, for lstm, of c0.
 */
export function recurrentGradient(
  engine: Engine,
  {
    gradient,
    states,
    kernel,
    h0,
    c0,
    mask,
  }: Omit<RecurrentInputs, "x" | "bias"> & { readonly gradient: Values; readonly states: Values },
  out: Values,
  layout: RecurrentLayout,
): void {
  const { cell, batch, steps, units } = layout;
  const ends: number[] = [];
  for (const part of gradientParts(layout)) ends.push((ends.at(-1) ?? 0) + part);
  const [toP, toBefore, toH, toC] = [ends[0]!, ends[1]!, ends[2]!, ends[3]!];
  const arena = engine.name === "wasm" ? arenaWith([gradient, states, kernel, h0, c0, out], mask) : undefined;
  if (arena !== undefined) {
    const addresses = [gradient, states, kernel, h0, c0, mask].map(addressOf);
    const parts = [0, toP, toBefore, toH, toC].map((at) => out.byteOffset + 4 * at);
    const numbers = [NONE, ...addresses, ...parts, 0, batch, numberOf[cell], batch, steps, units];
    shareSequence(arena, "recurrentGradient", { ...callOf(layout), numbers, size: 13, moves: { 12: 1 } });
    return;
  }
  const { r, tanh } = functionsOf(states);
  const width = cells[cell].gates * units;
  const size = batch * steps * units;
  const gatesAt = cell === "lstm" ? 2 * size : size;
  const next = room(states, batch * units);
  const nextC = room(states, batch * units);
  const d = room(states, batch * width);
  const back = room(states, batch * units);
  for (let t = steps - 1; t >= 0; t--) {
    for (let n = 0; n < batch; n++) {
      const step = n * steps + t;
      const counts = mask === undefined || mask[step] !== 0;
      for (let u = 0; u < units; u++) {
        const at = n * units + u;
        const to = step * width + u;
        const by = n * width + u;
        const gate = gatesAt + step * 4 * units + u;
        const before = t === 0 ? h0[at]! : states[(step - 1) * units + u]!;
        out[toBefore + step * units + u] = before;
        const dh = r(gradient[step * units + u]! + next[at]!);
        // What goes on to the step before beside the product.
        next[at] = counts ? 0 : dh;
        if (!counts) {
          for (let k = 0; k < width; k += units) {
            d[by + k] = 0;
            out[to + k] = 0;
            if (cell === "gru") out[toP + to + k] = 0;
          }
        } else if (cell === "simpleRnn") {
          const y = states[step * units + u]!;
          d[by] = dh * r(1 - r(y * y));
          out[to] = d[by]!;
        } else if (cell === "gru") {
          const [z, reset, candidate, own] = fourOf(states, gate, units);
          const dz = r(r(r(dh * r(before - candidate)) * z) * r(1 - z));
          const da = r(r(dh * r(1 - z)) * r(1 - r(candidate * candidate)));
          const dReset = r(r(r(da * own) * reset) * r(1 - reset));
          [dz, dReset, da].forEach((value, k) => {
            out[to + k * units] = value;
          });
          [dz, dReset, r(da * reset)].forEach((value, k) => {
            d[by + k * units] = value;
            out[toP + to + k * units] = value;
          });
          next[at] = dh * z;
        } else {
          const [i, f, g, o] = fourOf(states, gate, units);
          const memory = tanh(states[size + step * units + u]!);
          const earlier = t === 0 ? c0![at]! : states[size + (step - 1) * units + u]!;
          const dc = r(nextC[at]! + r(r(dh * o) * r(1 - r(memory * memory))));
          nextC[at] = dc * f;
          const all = [
            r(r(dc * g) * i) * r(1 - i),
            r(r(dc * earlier) * f) * r(1 - f),
            r(dc * i) * r(1 - r(g * g)),
            r(r(dh * memory) * o) * r(1 - o),
          ];
          all.forEach((value, k) => {
            d[by + k * units] = value;
            out[to + k * units] = value;
          });
        }
      }
    }
    engine.matmul(d, kernel, back, product(batch, width, units, true));
    for (let i = 0; i < next.length; i++) next[i] = next[i]! + back[i]!;
  }
  out.set(next, toH);
  if (cell === "lstm") out.set(nextC, toC);
}

/** What is remembered of the gates of one unit. */
function fourOf(states: Values, at: number, units: number): readonly [number, number, number, number] {
  return [states[at]!, states[at + units]!, states[at + 2 * units]!, states[at + 3 * units]!];
}
