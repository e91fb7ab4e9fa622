import { DataError } from "../errors.js";
import { type AnyTensor, fromValues, isTensor } from "../tensor/base.js";
import { partsOf, withParts } from "./structure.js";

/** The rows of a batch: what `collate` would make it of. Throws DataError for parts of different lengths. */
export function* rowsOf(where: string, batch: unknown): Generator<unknown, void, undefined> {
  const length = lengthOf(where, batch);
  for (let i = 0; i < length; i++) yield rowOf(batch, i);
}

const isColumn = (value: unknown): value is AnyTensor | readonly string[] =>
  isTensor(value) || (Array.isArray(value) && value.every((item) => typeof item === "string"));

function lengthOf(where: string, batch: unknown): number {
  if (isTensor(batch) && batch.rank > 0) return batch.shape[0]!;
  const parts = isTensor(batch) ? undefined : partsOf(batch);
  if (isColumn(batch) && parts !== undefined && parts.length > 0) return parts.length;
  if (parts === undefined || parts.length === 0) {
    throw new DataError(
      `${where}: expected batches with a first axis, got ${isTensor(batch) ? "a single number" : typeof batch}; try it after batch`,
    );
  }
  const lengths = parts.map(([, part]) => lengthOf(where, part));
  const other = lengths.findIndex((length) => length !== lengths[0]);
  if (other >= 0) {
    throw new DataError(
      `${where}: expected parts of one length, got ${lengths[0]} and, at ${parts[other]![0]}, ${lengths[other]}; try a map that cuts them to one length`,
    );
  }
  return lengths[0]!;
}

function rowOf(batch: unknown, i: number): unknown {
  if (isTensor(batch)) {
    const shape = batch.shape.slice(1);
    const size = batch.size / batch.shape[0]!;
    return fromValues(batch.data.slice(i * size, (i + 1) * size), shape, batch.dtype);
  }
  if (isColumn(batch)) return (batch as readonly string[])[i];
  return withParts(
    batch,
    partsOf(batch)!.map(([, part]) => rowOf(part, i)),
  );
}
