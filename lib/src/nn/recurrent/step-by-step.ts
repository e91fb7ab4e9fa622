import type { Cell, RecurrentInputs } from "../../engine/sequences/recurrent.js";
import { add } from "../../ops/add.js";
import { matmul } from "../../ops/matmul.js";
import { mul } from "../../ops/mul.js";
import { sigmoid } from "../../ops/sigmoid.js";
import { slice } from "../../ops/slice.js";
import { stack } from "../../ops/stack.js";
import { sub } from "../../ops/sub.js";
import { tanh } from "../../ops/tanh.js";
import { where } from "../../ops/where.js";
import type { AnyTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import type { Shape } from "../../tensor/shape.js";

/** What a recurrent cell computes from, as its kernel takes it: see {@link RecurrentInputs}. */
export type Scanned = {
  readonly [K in keyof RecurrentInputs]: undefined extends RecurrentInputs[K]
    ? AnyTensor | undefined
    : AnyTensor;
};

/** The state of a cell, [batch, units] each. */
interface State {
  readonly h: Operand;
  readonly c: Operand | undefined;
}

/** The gates of one step, [batch, units] each, before their functions: from the input, and from the state. */
interface Gates {
  readonly x: readonly Operand[];
  readonly p: readonly Operand[];
}

const plus = (a: Operand, b: Operand): Operand => add(a, b);
const times = (a: Operand, b: Operand): Operand => mul(a, b);

/** One step of each cell, as it is defined. */
const steps: Readonly<Record<Cell, (gates: Gates, state: State) => State>> = {
  simpleRnn: ({ x, p }) => ({ h: tanh(plus(x[0]!, p[0]!)), c: undefined }),
  gru({ x, p }, { h }) {
    const z: Operand = sigmoid(plus(x[0]!, p[0]!));
    const reset: Operand = sigmoid(plus(x[1]!, p[1]!));
    const candidate: Operand = tanh(plus(x[2]!, times(reset, p[2]!)));
    return { h: plus(times(z, h), times(sub(1, z) as Operand, candidate)), c: undefined };
  },
  lstm({ x, p }, { c: before }) {
    const [i, f, g, o] = x.map((gate, k): Operand => {
      const z = plus(gate, p[k]!);
      return k === 2 ? tanh(z) : sigmoid(z);
    }) as [Operand, Operand, Operand, Operand];
    const c = plus(times(f, before!), times(i, g));
    return { h: times(o, tanh(c)), c };
  },
};

/**
 * The states h of all steps, [batch, steps, units], in operations that have gradients themselves: what the kernels compute,
 * to the bit.
 */
export function stepByStep(cell: Cell, { x, kernel, h0, c0, bias, mask }: Scanned): Operand {
  const units = h0.shape[1]!;
  const gates = kernel.shape[1]! / units;
  const split = (all: Operand): readonly Operand[] =>
    Array.from({ length: gates }, (_, k) => slice(all, [null, [k * units, (k + 1) * units]]) as Operand);
  let state: State = { h: h0, c: c0 };
  const states: Operand[] = [];
  for (let t = 0; t < x.shape[1]!; t++) {
    const product: Operand = matmul(state.h, kernel);
    const p = split(bias === undefined ? product : plus(product, bias));
    const next = steps[cell]({ x: split(slice(x, [null, t]) as Operand), p }, state);
    state =
      mask === undefined
        ? next
        : masked(slice(mask as AnyTensor, [null, [t, t + 1]]) as Operand, next, state);
    states.push(state.h);
  }
  return stack(states, 1) as Operand;
}

/** The next state where a step counts, else the one before. */
function masked(counts: Operand, next: State, before: State): State {
  const seen = counts as Operand<Shape, "bool">;
  return {
    h: where(seen, next.h, before.h) as Operand,
    c: next.c && (where(seen, next.c, before.c!) as Operand),
  };
}
