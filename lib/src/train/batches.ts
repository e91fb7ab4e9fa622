import { DataError, ShapeError } from "../errors.js";
import type { Generator } from "../random/index.js";
import { type AnyTensor, asTensor, deferredOf, isTensor } from "../tensor/base.js";
import { isFloat, type Values } from "../tensor/dtype.js";
import { formatShape } from "../tensor/shape.js";
import { isAsyncIterable, isIterable } from "./iterables.js";
import { type RowRange, rows, type SomeTensor } from "./rows.js";
import { checkWeights } from "./weights.js";

/** Inputs, what should come out of them and, if wanted, how much each example counts: see `sampleWeight` of losses. */
export type Batch = readonly [x: SomeTensor, y: SomeTensor, sampleWeight?: SomeTensor];

/** The tensors of a batch as the library's own code handles them. */
export type TensorsOfBatch =
  | [x: AnyTensor, y: AnyTensor]
  | [x: AnyTensor, y: AnyTensor, sampleWeight: AnyTensor];

/** What a step gives back for a batch. */
export interface Measured extends Record<string, AnyTensor> {
  readonly loss: AnyTensor;
  readonly predictions: AnyTensor;
}

/** Batches one after the other, such as a `data.Dataset`. */
export type BatchSource = Iterable<Batch> | AsyncIterable<Batch>;

/** What a model is trained on: all inputs and labels as two tensors, or batches. */
export type TrainingData = Batch | BatchSource;

/** How two whole tensors are cut into batches. */
export interface BatchOptions {
  readonly batchSize: number;
  /** Draws the order anew each time; undefined keeps the order. */
  readonly generator?: Generator | undefined;
}

/** True for two tensors, or three with weights, as against a list of batches. */
export function isPair(data: unknown): data is Batch {
  return Array.isArray(data) && (data.length === 2 || data.length === 3) && data.every(isTensor);
}

/** Checks what was given as data. Throws DataError, ShapeError. */
export function checkData(where: string, data: unknown): asserts data is TrainingData {
  if (isPair(data)) {
    const tensors = data as unknown as readonly [AnyTensor, AnyTensor, AnyTensor?];
    const [x, y, weight] = tensors;
    if (tensors.some((part) => part!.rank === 0 || part!.shape[0] !== x.shape[0])) {
      const weights = weight === undefined ? "" : `, weights ${formatShape(weight.shape)}`;
      throw new ShapeError(
        `${where}: expected as many labels as inputs, got x ${formatShape(x.shape)} and y ${formatShape(y.shape)}${weights}; try tensors with equal first axes`,
      );
    }
    if (weight !== undefined) checkWeights(where, weight);
    if (x.shape[0] === 0) {
      throw new DataError(
        `${where}: expected at least one example, got x ${formatShape(x.shape)}; try a tensor with rows`,
      );
    }
    return;
  }
  if (
    Array.isArray(data) &&
    data.length === 2 &&
    !data.some((part) => Array.isArray(part) && part.some(isTensor))
  ) {
    throw new DataError(
      `${where}: expected two tensors, got ${data.map(describe).join(" and ")}; try [tensor(x), tensor(y)]`,
    );
  }
  if (isTensor(data)) {
    throw new DataError(`${where}: expected inputs and labels, got one tensor; try [x, y]`);
  }
  if (!isIterable(data) && !isAsyncIterable(data)) {
    throw new DataError(
      `${where}: expected [x, y] or batches, got ${describe(data)}; try data.Dataset.fromTensorSlices([x, y]).batch(32)`,
    );
  }
}

/** The batches of a pair of tensors; the last one is smaller when the sizes do not divide. */
export function* batchesOf(data: Batch, { batchSize, generator }: BatchOptions): Iterable<Batch> {
  const count = data[0].shape[0]!;
  const order = generator === undefined ? undefined : generator.permutation(count).data;
  for (let start = 0; start < count; start += batchSize) {
    const end = Math.min(start + batchSize, count);
    yield order === undefined && start === 0 && end === count ? data : part(data, { start, end, order });
  }
}

/** Some rows of inputs, labels and weights, copied. */
export function part(data: Batch, range: RowRange): Batch {
  return (data as readonly SomeTensor[]).map((tensor) => rows(asTensor(tensor), range)) as unknown as Batch;
}

/** Checks one batch of a source. Throws DataError. */
export function checkBatch(where: string, batch: unknown): asserts batch is Batch {
  if (isPair(batch)) {
    const [x, y, weights] = batch;
    if (weights !== undefined) checkWeights(where, asTensor(weights));
    if (x.shape[0] === 0) {
      throw new DataError(
        `${where}: expected batches with examples, got x ${formatShape(x.shape)}; try leaving out those without rows`,
      );
    }
    if (x.shape.length > 0 && y.shape.length > 0) return;
    throw new DataError(
      `${where}: expected batches, got x ${formatShape(x.shape)} and y ${formatShape(y.shape)}; try .batch(32)`,
    );
  }
  throw new DataError(
    `${where}: expected batches that are pairs of tensors [x, y], got ${describe(batch)}; try data.Dataset.fromTensorSlices([x, y]).batch(32)`,
  );
}

/** Checks that a tensor of floats holds neither NaN nor infinities. Throws DataError. */
export function checkFinite(where: string, name: string, tensor: SomeTensor): void {
  const x = asTensor(tensor);
  if (!isFloat(x.dtype) || deferredOf(x) || areFinite(x.data)) return;
  const { data, shape } = x;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    const width = data.length / (shape[0] ?? 1);
    throw new DataError(
      `${where}: expected finite numbers in ${name}, got ${data[i]} in row ${Math.floor(i / width)} of shape ${formatShape(shape)}; try removing or filling in such rows`,
    );
  }
}

/**
 * Whether all are: a sum that is finite is one of finite numbers. (Float64 may be so large that theirs is not; then
 * each is looked at.) Two sums, since each has to wait for its last addition.
 */
function areFinite(values: Values): boolean {
  let a = 0;
  let b = 0;
  let i = 0;
  for (; i + 2 <= values.length; i += 2) {
    a += values[i]!;
    b += values[i + 1]!;
  }
  if (i < values.length) a += values[i]!;
  return (a + b) * 0 === 0;
}

/** How many batches a source says it has; undefined when it does not say. */
export function batchCount(source: BatchSource): number | undefined {
  if (Array.isArray(source)) return source.length;
  const { cardinality } = source as { readonly cardinality?: unknown };
  return typeof cardinality === "number" && Number.isFinite(cardinality) && cardinality >= 0
    ? cardinality
    : undefined;
}

function describe(value: unknown): string {
  if (isTensor(value)) return `a tensor of shape ${formatShape(value.shape)}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return value === null ? "null" : typeof value;
}
