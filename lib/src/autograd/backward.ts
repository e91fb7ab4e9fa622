import { GradientError, ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { add } from "../ops/add.js";
import { copyOf } from "../ops/support/copy.js";
import { currentRecording } from "../recorder/current.js";
import { type AnyTensor, asTensor, fromValues, type Origin } from "../tensor/base.js";
import { allocate } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, sameShape } from "../tensor/shape.js";
import { withGrad } from "./grad-mode.js";
import { type GraphNode, nodeOf } from "./node.js";

/** Options of `backward`. */
export interface BackwardOptions {
  /** The gradient to start from, of this tensor's shape; 1 by default, which asks for a single number. */
  readonly gradient?: Operand;
  /** Keep the graph, so that backward can go through it again. Default: createGraph. */
  readonly retainGraph?: boolean;
  /** Compute the gradients as a graph themselves, so that they have gradients too. Default false. */
  readonly createGraph?: boolean;
}

/** The names of {@link BackwardOptions}. */
export const backwardOptions = "retainGraph?: true, createGraph?, gradient";

declare module "../tensor/operations.js" {
  interface Operations {
    /**
     * Computes the gradient of this value with respect to every tensor it was computed from, into
     * their `grad`.
     *
     * Tensors made with `requiresGrad: true` add it to the `grad` they have; values in between hold
     * the one of the last call. See {@link BackwardOptions}. Throws GradientError when there is no path to a tensor
     * with requiresGrad, when this is not a single number and no gradient is given, when the graph was used up by an
     * earlier call, or when a value that is needed was changed in place.
     *
     * @example
     * const w = tensor(-2, { requiresGrad: true });
     * const f = w.mul(5).add(3);
     * f.backward();
     * w.grad // 5
     */
    backward(options?: BackwardOptions): void;
  }
}

/** A graph whose values number at most this many keeps its links after backward, so that it can be drawn. */
const drawableSize = 1000;

/** The function behind `x.backward()`: see the method. */
export function backward(operand: Operand, given?: BackwardOptions): void {
  const options = checkOptions("backward", given, backwardOptions);
  const gradients = gradientsOf(asTensor(operand), options);
  const owned = new Set<AnyTensor>();
  withGrad(options.createGraph ?? false, () => {
    const recording = currentRecording();
    for (const [tensor, gradient] of gradients) {
      if (recording !== undefined && tensor.node === undefined) recording.noteLeaf(tensor);
      const mine = options.createGraph ? gradient : own(gradient, owned);
      tensor.grad = tensor.node === undefined && tensor.grad !== undefined ? total(tensor.grad, mine) : mine;
    }
  });
}
addMethod("backward", backward);

/**
 * The gradient of a value for every tensor it was computed from, that of the value itself first; not for what lies before
 * the tensors `until`.
 */
export function gradientsOf(
  root: AnyTensor,
  options: BackwardOptions,
  until?: ReadonlySet<AnyTensor>,
): Map<AnyTensor, AnyTensor> {
  const { createGraph = false, retainGraph = createGraph } = options;
  const seed = startingGradient(root, options.gradient);
  const order = inputsFirst(root, until);
  const gradients = new Map<AnyTensor, AnyTensor>([[root, seed]]);

  withGrad(createGraph, () => {
    // From the result back to where it came from: when a tensor's turn comes, all its gradients have arrived.
    for (let i = order.length - 1; i >= 0; i--) {
      const tensor = order[i]!;
      const gradient = gradients.get(tensor);
      const node = nodeOf(tensor);
      if (gradient === undefined || node === undefined) continue;
      const { inputs } = node;
      inputGradients(tensor, node, gradient).forEach((part, k) => {
        const input = inputs[k]!;
        if (part === undefined || !input.requiresGrad) return;
        const sofar = gradients.get(input);
        gradients.set(input, sofar === undefined ? asTensor(part) : total(sofar, asTensor(part)));
      });
    }
  });

  if (!retainGraph) release(order);
  return gradients;
}

/** The chain rule at one node: the gradients of its inputs from the gradient of its output. */
function inputGradients(
  output: AnyTensor,
  node: GraphNode,
  gradient: AnyTensor,
): readonly (Operand | undefined)[] {
  const { operation, inputs, attributes } = node;
  if (operation.saves?.includes("inputs")) {
    inputs.forEach((input, i) => {
      if (input.version !== node.versions[i]) throw changedInPlace(operation.name, input);
    });
  }
  if (operation.saves?.includes("output") && output.version !== 0)
    throw changedInPlace(operation.name, output);
  const needs = (i: number) => inputs[i]?.requiresGrad ?? false;
  return operation.backward!({ inputs, output, attributes, gradient, needs });
}

/** Every tensor that gradients reach, each after the tensors it was computed from. */
function inputsFirst(root: AnyTensor, until?: ReadonlySet<AnyTensor>): AnyTensor[] {
  const order: AnyTensor[] = [];
  const seen = new Set<AnyTensor>(until).add(root);
  // A stack of our own: a long chain would be too deep for recursion.
  const stack: { tensor: AnyTensor; next: number }[] = [{ tensor: root, next: 0 }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    if (top.tensor.node?.released) throw usedUp(top.tensor.node);
    const input = top.tensor.node?.inputs[top.next++];
    if (input === undefined) {
      order.push(top.tensor);
      stack.pop();
    } else if (input.requiresGrad && !seen.has(input)) {
      seen.add(input);
      stack.push({ tensor: input, next: 0 });
    }
  }
  return order;
}

function startingGradient(root: AnyTensor, given: Operand | undefined): AnyTensor {
  if (!root.requiresGrad) {
    throw new GradientError(
      `backward: expected a value computed from a tensor with requiresGrad, got one that depends on none; try tensor(values, { requiresGrad: true }), outside noGrad`,
    );
  }
  if (given === undefined) {
    if (root.size !== 1) {
      throw new GradientError(
        `backward: expected a single number to start from, got shape ${formatShape(root.shape)}; try .sum() or .mean() first, or backward({ gradient })`,
      );
    }
    return fromValues(allocate(root.dtype, 1).fill(1), root.shape, root.dtype);
  }
  if (!sameShape(given.shape, root.shape)) {
    throw new ShapeError(
      `backward: expected a gradient of shape ${formatShape(root.shape)}, got ${formatShape(given.shape)}; try a gradient with the shape of the value`,
    );
  }
  return asTensor(given);
}

function total(a: AnyTensor, b: AnyTensor): AnyTensor {
  return asTensor(add(a, b) as Operand);
}

/** A gradient that no other tensor holds: operations may pass one array on to several inputs. */
function own(gradient: AnyTensor, owned: Set<AnyTensor>): AnyTensor {
  if (owned.has(gradient)) return copyOf(gradient);
  owned.add(gradient);
  return gradient;
}

/** Lets go of the graph, so that the values in it can be collected while the result is kept. */
function release(order: readonly AnyTensor[]): void {
  let size = 0;
  for (const tensor of order) size += tensor.size;
  for (const { node } of order) {
    if (node === undefined) continue;
    node.released = true;
    if (size > drawableSize) node.inputs = [];
  }
}

function usedUp(node: Origin): GradientError {
  return new GradientError(
    `backward: expected a graph that is still whole, got one that an earlier backward() went through (at ${node.operation.name}); try backward({ retainGraph: true }) the first time, or compute the value again`,
  );
}

function changedInPlace(operation: string, tensor: AnyTensor): GradientError {
  return new GradientError(
    `backward: expected the values that ${operation} saw, got ${tensor.name ?? `a tensor of shape ${formatShape(tensor.shape)}`} changed in place since; try assign after backward(), or compute with a copy`,
  );
}
