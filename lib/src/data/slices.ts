import { DataError, ShapeError } from "../errors.js";
import { type Column, toColumn } from "./column.js";
import type { ElementSpec } from "./element-spec.js";
import { partsOf, withParts } from "./structure.js";

/** Data cut along its first axis: rows that can be had one by one or many at once. */
export interface Slices<T> {
  readonly length: number;
  readonly spec: ElementSpec;
  row(index: number): T;
  /** Several rows as one batch. */
  gather(rows: readonly number[]): unknown;
}

interface Cut {
  readonly columns: readonly (readonly [place: string, column: Column])[];
  readonly spec: ElementSpec;
  assemble(take: (column: Column) => unknown): unknown;
}

function cut(where: string, value: unknown, place: string): Cut {
  const column = toColumn(`${where}${place === "" ? "" : `: component ${place}`}`, value);
  if (column !== undefined) {
    return { columns: [[place, column]], spec: column.spec, assemble: (take) => take(column) };
  }
  const parts = partsOf(value);
  if (parts === undefined || parts.length === 0) {
    const got = parts === undefined ? `a ${value === null ? "null" : typeof value}` : "nothing in it";
    throw new DataError(
      `${where}: expected tensors, typed arrays, nested arrays, or a tuple or record of them, got ${got}; ` +
        "try fromTensorSlices([images, labels])",
    );
  }
  const cuts = parts.map(([step, part]) => cut(where, part, place + step));
  return {
    columns: cuts.flatMap((one) => one.columns),
    spec: withParts(
      value,
      cuts.map((one) => one.spec),
    ) as ElementSpec,
    assemble: (take) =>
      withParts(
        value,
        cuts.map((one) => one.assemble(take)),
      ),
  };
}

/** Cuts data into rows, checking that every column has as many. */
export function toSlices<T>(where: string, data: unknown): Slices<T> {
  const { columns, spec, assemble } = cut(where, data, "");
  const length = columns[0]![1].length;
  if (columns.some(([, column]) => column.length !== length)) {
    const lengths = columns.map(([place, column]) => `${place} has ${column.length}`).join(", ");
    throw new ShapeError(
      `${where}: expected the same number of rows in every component, got ${lengths}; ` +
        "check that they belong together",
    );
  }
  return {
    length,
    spec,
    row: (index) => assemble((column) => column.row(index)) as T,
    gather: (rows) => assemble((column) => column.gather(rows)),
  };
}
