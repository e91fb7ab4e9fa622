import type { TensorLike } from "./values.js";

/** A tensor as the drawing needs it: its values, its gradient, and how it was computed. */
export interface GraphTensor {
  /** The values, row after row. */
  readonly data: ArrayLike<number>;
  /** The size of each axis. */
  readonly shape: readonly number[];
  /** Written on its node. */
  readonly name?: string | undefined;
  /** The gradient, once `backward()` was called. */
  readonly grad?: TensorLike | undefined;
  /** How it was computed. */
  readonly node?: unknown;
}

/** What a number was made from. */
export interface GraphInput {
  /** The number. */
  readonly from: GraphValue;
  /** The local derivative with respect to it. */
  readonly slope: number;
}

/** A number of an engine of one's own, as the drawing takes it, too. */
export interface GraphValue {
  /** The value. */
  readonly data: number;
  /** Written on its node: a name, or the sign of its gate. */
  readonly label: string;
  /** What it was made from, and its local derivative with respect to each. */
  readonly inputs: readonly GraphInput[];
  /** The derivative of the result with respect to it; of the result itself 0 until slopes were sent back. */
  readonly grad: number;
}

/** Whether it is a number of an engine of one's own, not a tensor. */
export function isGraphValue(result: GraphTensor | GraphValue): result is GraphValue {
  return "inputs" in result && "label" in result;
}

/** A number of one's own engine with all that it was made from, as tensors that the drawing reads. */
export function tensorOf(result: GraphValue): GraphTensor {
  const wasSentBack = result.grad !== 0;
  const made = new Map<GraphValue, GraphTensor>();
  const scalar = (value: number) => ({ data: [value], shape: [] });
  const make = (value: GraphValue): GraphTensor => {
    const known = made.get(value);
    if (known !== undefined) return known;
    const { data, label, inputs, grad } = value;
    const operation = {
      name: label,
      // What goes along each edge: the local derivative times what arrives.
      backward: () => inputs.map(({ slope }) => scalar(slope * grad)),
    };
    const tensor: GraphTensor = {
      ...scalar(data),
      name: label,
      grad: wasSentBack ? scalar(grad) : undefined,
      node:
        inputs.length === 0
          ? undefined
          : { operation, attributes: {}, inputs: inputs.map(({ from }) => make(from)) },
    };
    made.set(value, tensor);
    return tensor;
  };
  return make(result);
}
