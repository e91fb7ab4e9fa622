import { DataError } from "../errors.js";
import { type AnyTensor, fromValues, isTensor } from "../tensor/base.js";
import { allocate } from "../tensor/dtype.js";
import { formatShape, sameShape } from "../tensor/shape.js";
import { partsOf, transposeParts, withParts } from "./structure.js";

const describe = (value: unknown): string =>
  isTensor(value) ? `${value.dtype} ${formatShape(value.shape)}` : typeof value;

function stack(where: string, tensors: readonly unknown[]): AnyTensor {
  const first = tensors[0] as AnyTensor;
  const out = allocate(first.dtype, tensors.length * first.size);
  tensors.forEach((one, index) => {
    if (!isTensor(one) || one.dtype !== first.dtype || !sameShape(one.shape, first.shape)) {
      throw new DataError(
        `${where}: expected elements of one shape and dtype, got ${describe(first)} and, at index ${index} ` +
          `of the batch, ${describe(one)}; try a map that pads or cuts them to one size`,
      );
    }
    out.set(one.data, index * first.size);
  });
  return fromValues(out, [tensors.length, ...first.shape], first.dtype);
}

/**
 * Makes one batch of several elements: tensors are stacked along a new first axis, numbers become a float32
 * vector, booleans a bool vector, strings an array; tuples and records are batched part by part.
 */
export function collate(where: string, items: readonly unknown[]): unknown {
  const [first] = items;
  if (isTensor(first)) return stack(where, items);
  const kind = typeof first;
  if (kind === "number" || kind === "boolean" || kind === "string") {
    const odd = items.findIndex((item) => typeof item !== kind);
    if (odd >= 0) {
      throw new DataError(
        `${where}: expected elements of one kind, got a ${kind} and, at index ${odd} of the batch, ` +
          `${describe(items[odd])}; try a map that gives every element the same form`,
      );
    }
    if (kind === "string") return items;
    if (kind === "boolean") return fromValues(Uint8Array.from(items, Number), [items.length], "bool");
    return fromValues(Float32Array.from(items as number[]), [items.length], "float32");
  }
  if (partsOf(first) === undefined) {
    const got = first === null ? "null" : kind;
    throw new DataError(
      `${where}: expected elements made of tensors, numbers, booleans or strings, got ${got}; ` +
        "try a map that makes tensors of them",
    );
  }
  const { places, columns } = transposeParts(where, items);
  return withParts(
    first,
    columns.map((column, i) => collate(`${where}: component ${places[i]}`, column)),
  );
}
