import { ShapeError } from "../../errors.js";
import { checkOptions } from "../../given.js";
import type { Operand } from "../../tensor/operand.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import { expandDims } from "../expand-dims.js";
import { type Pool2dOptions, poolWindows } from "../max-pool2d.js";
import { squeeze } from "../squeeze.js";
import { checkTensor } from "./operands.js";

/** Options of pooling along sequences. */
export interface Pool1dOptions {
  /** The window's width. Default 2. */
  readonly size?: number;
  /** How far the window moves. Default: its size. */
  readonly strides?: number;
  /** What surrounds the input; it never takes part. Default "valid": nothing. */
  readonly padding?: "valid" | "same" | number;
}

/** The shape of pooled sequences. */
export type Pooled1d<S extends Shape> = S extends readonly [
  infer N extends number,
  number,
  infer C extends number,
]
  ? [N, number, C]
  : Shape;

/** Pools sequences [N, L, C] as images one row high. Throws ShapeError. */
export function poolRows(
  where: string,
  x: Operand,
  {
    options,
    pool,
  }: {
    readonly options: Pool1dOptions | undefined;
    readonly pool: (x: Operand, o: Pool2dOptions) => Operand;
  },
): Operand {
  checkTensor(where, x);
  const {
    size = 2,
    strides = size,
    padding = "valid",
  } = checkOptions(where, options, 'size#: 2, strides#, padding: "same"');
  if (x.shape.length !== 3) {
    throw new ShapeError(
      `${where}: expected an input [N, L, C], got ${formatShape(x.shape)}; try expandDims(-1) for the channels or expandDims(0) for the batch`,
    );
  }
  const rows: Operand = expandDims(x, 1);
  const windows: Pool2dOptions = {
    size: [1, size],
    strides: [1, strides],
    padding: typeof padding === "number" ? [0, padding] : padding,
  };
  // Windows that do not fit are refused under the name that was called.
  poolWindows(where, rows.shape, windows);
  return squeeze(pool(rows, windows), 1);
}
