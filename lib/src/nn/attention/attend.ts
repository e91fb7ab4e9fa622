import { apply } from "../../autograd/apply.js";
import { isGradEnabled } from "../../autograd/grad-mode.js";
import type { BackwardStep, Operation, Signature } from "../../autograd/operation.js";
import { type AttentionLayout, attend, attendGradient } from "../../engine/sequences/attention.js";
import { matmul } from "../../ops/matmul.js";
import { reshape } from "../../ops/reshape.js";
import { slice } from "../../ops/slice.js";
import { broadcastStrides } from "../../ops/support/broadcast.js";
import { transpose } from "../../ops/transpose.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { sizeOf } from "../../tensor/shape.js";
import { gradientsByDefinition } from "../by-definition.js";
import { weightsOfHeads } from "./weights.js";

/** What attention is told beside its tensors. */
export interface Attending {
  readonly scale: number;
  readonly causal: boolean;
}

/** Queries, keys and values [batch, steps, heads, width], and a mask that stretches to [batch, heads, queries, keys]. */
export interface Heads {
  readonly q: AnyTensor;
  readonly k: AnyTensor;
  readonly v: AnyTensor;
  readonly mask: AnyTensor | undefined;
}

function layoutOf(
  [q, k, v, mask]: readonly (Signature | undefined)[],
  attributes: Attending,
): AttentionLayout {
  const [batch, queries, heads, width] = q!.shape as [number, number, number, number];
  const keys = k!.shape[1]!;
  const whole = [batch, heads, queries, keys];
  const strides = mask && (broadcastStrides(mask.shape, whole) as unknown as AttentionLayout["mask"]);
  return { batch, heads, queries, keys, width, valueWidth: v!.shape[3]!, ...attributes, mask: strides };
}

const operation: Operation<Attending, AttentionLayout> = {
  name: "attention",
  saves: ["inputs"],
  plan(inputs, attributes) {
    const layout = layoutOf(inputs, attributes);
    const { batch, queries, heads, valueWidth } = layout;
    return { shape: [batch, queries, heads, valueWidth], dtype: inputs[0]!.dtype, plan: layout };
  },
  run: (engine, [q, k, v, mask], out, layout) => attend(engine, { q: q!, k: k!, v: v!, mask }, out, layout),
  backward: (step) =>
    isGradEnabled()
      ? gradientsByDefinition((inputs) => writtenOut(inputs, step.attributes), step.inputs, step.gradient)
      : atOnce(step),
};

/** The gradients of queries, keys and values in one array, one after the other. */
const gradientOperation: Operation<Attending, AttentionLayout> = {
  name: "attentionGradient",
  plan([, ...inputs], attributes) {
    const [q, k, v] = inputs;
    const size = sizeOf(q!.shape) + sizeOf(k!.shape) + sizeOf(v!.shape);
    return { shape: [size], dtype: q!.dtype, plan: layoutOf(inputs, attributes) };
  },
  run: (engine, [gradient, q, k, v, mask], out, layout) =>
    attendGradient(engine, { gradient: gradient!, q: q!, k: k!, v: v!, mask }, out, layout),
};

function atOnce({ inputs, attributes, gradient }: BackwardStep<Attending>): readonly Operand[] {
  const all: Operand = apply(gradientOperation, [gradient, ...inputs], attributes);
  let from = 0;
  return inputs.slice(0, 3).map(({ shape, size }) => {
    const part: Operand = slice(all, [[from, from + size]]);
    from += size;
    return reshape(part, shape);
  });
}

/** Attention in operations that have gradients themselves. */
function writtenOut([q, k, v, mask]: readonly AnyTensor[], attributes: Attending): Operand {
  const heads = { q: asTensor(byHeads(q!)), k: asTensor(byHeads(k!)), mask };
  return byHeads(matmul(weightsOfHeads(heads, attributes), byHeads(v!)));
}

/** [batch, steps, heads, width] ↔ [batch, heads, steps, width]. */
export function byHeads(x: Operand): Operand {
  return transpose(x, [0, 2, 1, 3]);
}

/** softmax(scale · q · kᵀ) · v for each head: [batch, queries, heads, valueWidth]. */
export function attendHeads({ q, k, v, mask }: Heads, attributes: Attending): AnyTensor {
  const inputs = mask === undefined ? [q, k, v] : [q, k, v, mask];
  return asTensor(apply<Attending, AttentionLayout, Operand>(operation, inputs, attributes));
}
