import { apply } from "../../autograd/apply.js";
import { isGradEnabled, withGrad } from "../../autograd/grad-mode.js";
import type { BackwardStep, Operation, Signature } from "../../autograd/operation.js";
import {
  type Cell,
  cells,
  gradientParts,
  type RecurrentInputs,
  type RecurrentLayout,
  recurrentGradient,
  recurrentStates,
} from "../../engine/sequences/recurrent.js";
import { reshape } from "../../ops/reshape.js";
import { slice } from "../../ops/slice.js";
import { sum } from "../../ops/sum.js";
import { product } from "../../ops/support/product.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { sizeOf } from "../../tensor/shape.js";
import { gradientsByDefinition } from "../by-definition.js";
import { type Scanned, stepByStep } from "./step-by-step.js";

/** The states after each step, and the memory of lstm after the last one. */
export interface States {
  /** [batch, steps, units] */
  readonly h: AnyTensor;
  /** [batch, units]; no gradient flows through it. */
  readonly lastC: AnyTensor | undefined;
}

/** The cell, and which of the inputs that may be left out are there. */
export interface ScanAttributes {
  readonly cell: Cell;
  readonly optional: readonly ("c0" | "bias" | "mask")[];
}

interface ScanPlan extends RecurrentLayout {
  readonly gates: number;
  readonly optional: ScanAttributes["optional"];
}

/** Inputs by name; x, kernel and h0 come first. */
export function named<T>(
  inputs: readonly T[],
  { optional }: Pick<ScanAttributes, "optional">,
): { readonly [K in keyof RecurrentInputs]: undefined extends RecurrentInputs[K] ? T | undefined : T } {
  const [x, kernel, h0, ...rest] = inputs as readonly [T, T, T, ...T[]];
  const find = (name: ScanAttributes["optional"][number]) => rest[optional.indexOf(name)];
  return { x, kernel, h0, c0: find("c0"), bias: find("bias"), mask: find("mask") };
}

function planOf([x, , h0]: readonly Signature[], { cell, optional }: ScanAttributes): ScanPlan {
  return {
    cell,
    gates: cells[cell].gates,
    optional,
    batch: x!.shape[0]!,
    steps: x!.shape[1]!,
    units: h0!.shape[1]!,
  };
}

/** What the way back needs of all steps, in one array. */
const statesOperation: Operation<ScanAttributes, ScanPlan> = {
  name: "recurrentStates",
  plan(inputs, attributes) {
    const plan = planOf(inputs, attributes);
    const size = plan.batch * plan.steps * plan.units * cells[plan.cell].states;
    return { shape: [size], dtype: inputs[0]!.dtype, plan };
  },
  run: (engine, inputs, out, plan) => recurrentStates(engine, named(inputs, plan), out, plan),
};

/** h of the states, as a function of what they were computed from. */
const outputOperation: Operation<ScanAttributes, ScanPlan> = {
  name: "recurrent",
  saves: ["inputs"],
  plan([, ...inputs], attributes) {
    const plan = planOf(inputs, attributes);
    return { shape: [plan.batch, plan.steps, plan.units], dtype: inputs[0]!.dtype, plan };
  },
  run: (_engine, [states], out) => out.set(states!.subarray(0, out.length)),
  backward: (step) => {
    const { inputs, attributes, gradient } = step;
    if (!isGradEnabled()) return [undefined, ...atOnce(step)];
    const definition = (given: readonly AnyTensor[]) => stepByStep(attributes.cell, named(given, attributes));
    return [undefined, ...gradientsByDefinition(definition, inputs.slice(1), gradient)];
  },
};

const gradientOperation: Operation<ScanAttributes, ScanPlan> = {
  name: "recurrentGradient",
  plan([, , ...inputs], attributes) {
    const plan = planOf(inputs, attributes);
    const size = gradientParts(plan).reduce((total, part) => total + part, 0);
    return { shape: [size], dtype: inputs[0]!.dtype, plan };
  },
  run(engine, [gradient, states, ...inputs], out, plan) {
    recurrentGradient(engine, { gradient: gradient!, states: states!, ...named(inputs, plan) }, out, plan);
  },
};

function atOnce({
  inputs,
  attributes,
  gradient,
  needs,
}: BackwardStep<ScanAttributes>): readonly (Operand | undefined)[] {
  const { x, kernel, h0, c0, bias } = named(inputs.slice(1), attributes);
  const [batch, steps] = x.shape as [number, number];
  const width = kernel.shape[1]!;
  const units = h0.shape[1]!;
  const all: Operand = apply(gradientOperation, [gradient, ...inputs], attributes);
  let from = 0;
  const parts = gradientParts({ cell: attributes.cell, batch, steps, units }).map((size) => {
    from += size;
    return size === 0 ? undefined : (slice(all, [[from - size, from]]) as Operand);
  });
  const [dX, dProduct = dX, before, dH0, dC0] = parts as [
    Operand,
    Operand | undefined,
    Operand,
    Operand,
    Operand?,
  ];
  const rows: Operand = reshape(dProduct, [batch * steps, width]);
  // One long sum over all steps and examples.
  const dKernel = (): Operand =>
    product(reshape(before, [batch * steps, units]), rows, { transposeA: true, transposeB: false });
  const others = {
    c0: c0 && dC0 && reshape(dC0, [batch, units]),
    bias: bias && (sum(rows, 0) as Operand),
    mask: undefined,
  };
  return [
    reshape(dX, x.shape),
    needs(2) ? dKernel() : undefined,
    reshape(dH0, h0.shape),
    ...attributes.optional.map((name) => others[name]),
  ];
}

/** Runs a cell over all steps. */
export function scan(cell: Cell, given: Scanned): States {
  const { x, kernel, h0, ...others } = given;
  const optional = (["c0", "bias", "mask"] as const).filter((name) => others[name] !== undefined);
  const inputs = [x, kernel, h0, ...optional.map((name) => others[name]!)];
  const attributes = { cell, optional };
  const states = withGrad(false, () =>
    apply<ScanAttributes, ScanPlan, Operand>(statesOperation, inputs, attributes),
  );
  const h = asTensor(
    apply<ScanAttributes, ScanPlan, Operand>(outputOperation, [states, ...inputs], attributes),
  );
  return { h, lastC: cell === "lstm" ? lastMemory(states, h) : undefined };
}

/** c after the last step. */
function lastMemory(states: Operand, h: AnyTensor): AnyTensor {
  const size = sizeOf(h.shape);
  const c: Operand = reshape(slice(states, [[size, 2 * size]]) as Operand, h.shape);
  return asTensor(slice(c, [null, -1]) as Operand);
}
