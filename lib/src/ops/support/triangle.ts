import { OptionError, ShapeError } from "../../errors.js";
import { quoted } from "../../given.js";
import { fromValues } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import { where } from "../where.js";
import { checkTensor, constant } from "./operands.js";

/** Keeps the values of each matrix whose column minus row passes a test, and 0 in place of the others. */
export function triangle(
  place: string,
  x: Operand,
  { diagonal, keeps }: { readonly diagonal: number; readonly keeps: (offset: number) => boolean },
): Operand {
  checkTensor(place, x);
  if (!Number.isInteger(diagonal)) {
    throw new OptionError(
      `${place}: expected a whole number as diagonal, got ${quoted(diagonal)}; try 0 for the main one`,
    );
  }
  const [rows, columns] = x.shape.slice(-2);
  if (rows === undefined || columns === undefined) {
    throw new ShapeError(
      `${place}: expected matrices [..., rows, columns], got ${formatShape(x.shape)}; try expandDims(0) for a single row`,
    );
  }
  const kept = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      kept[row * columns + column] = keeps(column - row) ? 1 : 0;
    }
  }
  const mask = fromValues(kept, [rows, columns], "bool") as Operand<Shape, "bool">;
  return where(mask, x, constant(place, 0, x.dtype) as Operand) as Operand;
}
