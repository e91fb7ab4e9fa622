import { gradientsOf } from "../autograd/backward.js";
import { reshape } from "../ops/reshape.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";

/**
 * The gradients of an operation that is computed at once, as a graph of their own: by its definition in operations that have
 * gradients. So a kernel needs no second one for gradients of gradients.
 */
export function gradientsByDefinition(
  definition: (inputs: readonly AnyTensor[]) => Operand,
  inputs: readonly AnyTensor[],
  gradient: AnyTensor,
): readonly (Operand | undefined)[] {
  // Nodes of our own: one input may have been computed from another, and the way back ends here.
  const own = inputs.map((x) => asTensor(reshape(x, x.shape) as Operand));
  const all = gradientsOf(asTensor(definition(own)), { gradient, createGraph: true }, new Set(own));
  return own.map((x) => all.get(x));
}
