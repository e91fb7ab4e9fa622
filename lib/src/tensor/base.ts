import { DataError } from "../errors.js";
import { type ArrayOf, allocate, type DType, type Values } from "./dtype.js";
import type { Operand, tensorBrand } from "./operand.js";
import { Methods } from "./operations.js";
import { formatShape, type Shape, sizeOf } from "./shape.js";
import type { Tensor as PublicTensor } from "./tensor.js";

/** How a tensor came about, as far as a tensor knows; what computes says more of its operations (autograd/node.ts). */
export interface Origin {
  /** What was computed. */
  readonly operation: {
    /** As messages and graphs show it. */
    readonly name: string;
  };
  /** The tensors that went in; emptied once backward has used them. */
  inputs: readonly AnyTensor[];
  /** What it was computed with besides its inputs, such as an axis. */
  readonly attributes: unknown;
  /** The inputs' versions when the operation ran. */
  readonly versions: readonly number[];
  /** True once backward has gone through and let go of this node. */
  released: boolean;
}

/** What a tensor can be created with besides its values. */
export interface TensorFields {
  /** Whether gradients flow to it. */
  readonly requiresGrad?: boolean;
  /** For graphs, summaries and messages. */
  readonly name?: string | undefined;
  /** How it was computed. */
  readonly node?: Origin | undefined;
}

/**
 * The values of a tensor, for operations and effects, which a recorded step knows of. Everything else reads
 * `data`, and so ends a recording that could not repeat what is done with them.
 */
export let valuesOf: (tensor: AnyTensor) => Values;

/** Lets a tensor keep its values in another array, or have none until they are computed. */
export let moveValues: (tensor: AnyTensor, values: Values | undefined) => void;

/** Whether a tensor has values, or writes them when asked; one whose step is only written down has none yet. */
export let hasValues: (tensor: AnyTensor) => boolean;

const deferred = new WeakMap<AnyTensor, (to: Values) => void>();

/** How the values of a tensor will be written, all of them finite; undefined once they are, and for any other tensor. */
export function deferredOf(tensor: AnyTensor): ((to: Values) => void) | undefined {
  return deferred.get(tensor);
}

/** Whether a tensor was made after so many others. */
export let isBornAfter: (tensor: AnyTensor, count: number) => boolean;

let births = 0;

/** How many tensors have been made. */
export function tensorsBorn(): number {
  return births;
}

/** Who is told of reads. Tensors know nothing of recorded steps; what records them says so here. */
let onRead: (tensor: AnyTensor) => void = () => {};

/** Names the one who is told before values are read or written by other code than operations and effects. */
export function observeReads(observer: (tensor: AnyTensor) => void): void {
  onRead = observer;
}

/**
 * An array of numbers of one dtype with a shape, stored row after row, and its place in the graph of
 * gradients.
 *
 * This is the class behind the type `Tensor` that users see (`tensor.ts` says why there are two). Operations
 * add their methods to it from their own files in `ops/`, so nothing here changes when one is added.
 */
export class Tensor<S extends Shape = Shape, D extends DType = DType>
  extends Methods
  implements Operand<S, D>
{
  declare readonly [tensorBrand]: true;
  // dtype and shape come first, as a type error names the first property that differs.
  /** The values' type: float32, float64, int32 or bool. */
  readonly dtype: D;
  /** The size of each axis. */
  readonly shape: S;
  #values: ArrayOf[D] | undefined;
  readonly #birth = ++births;
  /** How many values there are. */
  readonly size: number;
  /** A name for graphs, summaries and messages. */
  name: string | undefined;
  /** True when gradients flow to or through this tensor. */
  readonly requiresGrad: boolean;
  /** The gradient of the value that `backward()` was last called on; undefined before that. */
  grad: PublicTensor<S, D> | undefined;
  /** How this tensor was computed; undefined for one that was made from values. */
  readonly node: Origin | undefined;
  /** Counts changes in place, so that backward can tell when a value it needs is gone. */
  version: number;

  /** Use `tensor(…)`: this constructor trusts its arguments. Without data, the values come later. */
  constructor(data: ArrayOf[D] | undefined, shape: S, dtype: D, fields: TensorFields = {}) {
    super();
    this.#values = data;
    this.shape = shape;
    this.dtype = dtype;
    this.size = data?.length ?? sizeOf(shape);
    this.name = fields.name;
    this.requiresGrad = fields.requiresGrad ?? false;
    this.grad = undefined;
    this.node = fields.node;
    this.version = 0;
  }

  /** The values, row after row. Changing them behind the library's back spoils gradients; use `assign`. */
  get data(): ArrayOf[D] {
    onRead(this);
    return valuesOf(this) as ArrayOf[D];
  }

  /** How many axes there are: 0 for a number, 1 for a vector, 2 for a matrix. */
  get rank(): S["length"] {
    return this.shape.length;
  }

  static {
    valuesOf = (tensor) => tensor.#values ?? written(tensor);
    hasValues = (tensor) => tensor.#values !== undefined || deferred.has(tensor);
    isBornAfter = (tensor, count) => tensor.#birth > count;
    moveValues = (tensor, values) => {
      tensor.#values = values;
    };
  }
}

/** A tensor of any shape and dtype, as the library's own code handles it. */
export type AnyTensor = Tensor<Shape, DType>;

/** True for tensors. */
export function isTensor(value: unknown): value is AnyTensor {
  return value instanceof Tensor;
}

/** The class behind an operand: every operand is made by this library. */
export function asTensor(operand: Operand): AnyTensor {
  return operand as AnyTensor;
}

function written(tensor: AnyTensor): Values {
  const write = deferred.get(tensor) ?? forgotten(tensor);
  const values = allocate(tensor.dtype, tensor.size);
  write(values);
  moveValues(tensor, values);
  deferred.delete(tensor);
  return values;
}

function forgotten(tensor: AnyTensor): never {
  throw new DataError(
    `data: expected a tensor whose values are kept, got ${tensor.name ?? `one of shape ${formatShape(tensor.shape)}`}, which a layer made inside a recorded step that is over; try returning it from code of your own, or reading it within the step`,
  );
}

/** A tensor whose values are computed later. */
export function withoutValues(shape: Shape, dtype: DType, fields?: TensorFields): AnyTensor {
  return new Tensor<Shape, DType>(undefined, shape, dtype, fields);
}

/**
 * A tensor whose values, all of them finite, are written when they are first asked for, or straight to where a recorded
 * step has its inputs. What they are written from has to stay as it is.
 */
export function fromDeferred(write: (to: Values) => void, shape: Shape, dtype: DType): AnyTensor {
  const tensor = withoutValues(shape, dtype);
  deferred.set(tensor, write);
  return tensor;
}

/** A new tensor over values that the caller gives up. */
export function fromValues(data: Values, shape: Shape, dtype: DType, fields?: TensorFields): AnyTensor {
  return new Tensor(data, shape, dtype, fields);
}
