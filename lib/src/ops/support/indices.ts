import { DataError, DTypeError } from "../../errors.js";
import { effect } from "../../recorder/effect.js";
import { asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { checkTensor } from "./operands.js";

/** Checks that indices are int32 and lie in an axis. Throws DTypeError or DataError. */
export function checkIndices(where: string, indices: Operand, length: number): void {
  checkTensor(where, indices);
  if (indices.dtype !== "int32") {
    throw new DTypeError(
      `${where}: expected indices of dtype int32, got ${indices.dtype}; try tensor(values, { dtype: "int32" }) or .cast("int32")`,
    );
  }
  effect(
    "check indices",
    [],
    ([values]) => {
      // Not for…of, whose iterator takes ten times as long.
      for (let i = 0; i < values!.length; i++) {
        const index = values![i]!;
        if (index < 0 || index >= length) {
          throw new DataError(
            `${where}: expected indices from 0 to ${length - 1}, got ${index}; try checking the data against the size of the axis`,
          );
        }
      }
    },
    { reads: [asTensor(indices)] },
  );
}
