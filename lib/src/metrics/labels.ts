import { DataError } from "../errors.js";
import type { Values } from "../tensor/dtype.js";

/** Class numbers as integers. Throws DataError for one that is not a whole number from 0 to classes - 1. */
export function checkedLabels(where: string, data: Values, classes: number): Int32Array {
  const checked = data instanceof Int32Array ? data : new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const label = data[i]!;
    if (!(label >= 0 && label < classes && Number.isInteger(label))) {
      throw new DataError(
        `${where}: expected labels that are whole numbers from 0 to ${classes - 1}, got ${label} at position ${i}; try counting classes from 0, or a last layer of ${Number.isInteger(label) && label >= 0 ? label + 1 : "more"} units`,
      );
    }
    if (checked !== data) checked[i] = label;
  }
  return checked;
}

/** The position of the largest of every `width` numbers; the first of equals. */
export function argmaxRows(values: ArrayLike<number>, width: number): Int32Array {
  const result = new Int32Array(values.length / width);
  for (let row = 0; row < result.length; row++) {
    const start = row * width;
    let best = 0;
    for (let i = 1; i < width; i++) if (values[start + i]! > values[start + best]!) best = i;
    result[row] = best;
  }
  return result;
}
