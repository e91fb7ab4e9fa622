import { OptionError, ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { ownCode } from "../recorder/own-code.js";
import { type AnyTensor, asTensor, isTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { apply } from "./apply.js";
import { noGrad } from "./grad-mode.js";
import type { Operation } from "./operation.js";

/** What the backward of a custom operation is given. */
export interface CustomStep {
  /** What `forward` was given. */
  readonly inputs: readonly Tensor<Shape, DType>[];
  /** What `forward` returned. */
  readonly output: Tensor<Shape, DType>;
  /** The gradient that arrives at the output; of the output's shape. */
  readonly gradient: Tensor<Shape, DType>;
}

/** An operation of your own: what it computes and how gradients go back through it. */
export interface CustomOperation<Inputs extends readonly Operand[], Output extends Operand> {
  /** What messages and graphs call it. */
  readonly name: string;
  /** Computes the result; gradients do not look inside. */
  forward(...inputs: Inputs): Output;
  /**
   * The gradient for each input, of its shape; undefined where none flows. Written with tensor
   * operations, it has gradients of its own.
   */
  backward(step: CustomStep): readonly (Operand | undefined)[];
}

/**
 * Makes a function of tensors whose gradient you define yourself.
 *
 * Backward throws OptionError when it gives another number of gradients than there are inputs, and ShapeError
 * when one has another shape than its input.
 *
 * @example
 * const straightThrough = customOp({
 *   name: "straightThrough",
 *   forward: (x: Tensor) => x.round(),
 *   backward: ({ gradient }) => [gradient],
 * });
 */
export function customOp<Inputs extends readonly Operand[], Output extends Operand>(
  options: CustomOperation<Inputs, Output>,
): (...inputs: Inputs) => Output {
  const names = 'name: "double", forward, backward';
  const { name, forward, backward } = checkOptions("customOp", options, names);
  // What forward returned is the last input, so that a recorded step knows where the values come from.
  const operation: Operation<undefined, undefined> = {
    name,
    saves: ["inputs", "output"],
    plan: (inputs) => ({ ...inputs[inputs.length - 1]!, plan: undefined }),
    run: (_engine, inputs, out) => out.set(inputs[inputs.length - 1]!),
    backward({ inputs: all, output, gradient }) {
      const inputs = all.slice(0, -1);
      return ownCode([...inputs, output, gradient], () => {
        const found = backward({ inputs, output, gradient });
        checkGradients(name, inputs, found);
        return found;
      });
    },
  };
  return (...inputs) => {
    const result: unknown = ownCode(inputs, () => noGrad(() => forward(...inputs)));
    if (!isTensor(result)) {
      throw new OptionError(
        `${name}: expected forward to give a tensor, got ${typeof result}; try return tensor(…)`,
      );
    }
    return apply(operation, [...inputs, result], undefined);
  };
}

function checkGradients(
  name: string,
  inputs: readonly AnyTensor[],
  found: readonly (Operand | undefined)[],
): void {
  if (found.length !== inputs.length) {
    throw new OptionError(
      `${name}: expected backward to give ${inputs.length} gradients, one for each input, got ${found.length}; try undefined for an input without one`,
    );
  }
  found.forEach((gradient, i) => {
    const input = asTensor(inputs[i]!);
    if (gradient !== undefined && !sameShape(gradient.shape, input.shape)) {
      throw new ShapeError(
        `${name}: expected a gradient of shape ${formatShape(input.shape)} for input ${i}, got ${formatShape(gradient.shape)}; try .sum() over the axes that were broadcast`,
      );
    }
  });
}
