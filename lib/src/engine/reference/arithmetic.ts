import type { BinaryKernel } from "../engine.js";
import { forEachRow } from "./rows.js";

/*
 * Each result is computed in double precision and rounded once when it is stored. For +, -, x, / and √ of
 * float32 values that equals the IEEE float32 operation, so a SIMD lane gives the same bits.
 */

/** a + b */
export const add: BinaryKernel = (a, b, out, layout) => {
  const { row, strideA, strideB } = layout;
  forEachRow(layout, (startA, startB, start) => {
    for (let i = 0; i < row; i++) out[start + i] = a[startA + i * strideA]! + b[startB + i * strideB]!;
  });
};

/** a - b */
export const sub: BinaryKernel = (a, b, out, layout) => {
  const { row, strideA, strideB } = layout;
  forEachRow(layout, (startA, startB, start) => {
    for (let i = 0; i < row; i++) out[start + i] = a[startA + i * strideA]! - b[startB + i * strideB]!;
  });
};

/** a · b; int32 wraps around as 32-bit machine integers do. */
export const mul: BinaryKernel = (a, b, out, layout) => {
  const { row, strideA, strideB } = layout;
  if (out instanceof Int32Array) {
    forEachRow(layout, (startA, startB, start) => {
      for (let i = 0; i < row; i++) {
        out[start + i] = Math.imul(a[startA + i * strideA]!, b[startB + i * strideB]!);
      }
    });
    return;
  }
  forEachRow(layout, (startA, startB, start) => {
    for (let i = 0; i < row; i++) out[start + i] = a[startA + i * strideA]! * b[startB + i * strideB]!;
  });
};

/** a / b; for floats only. */
export const div: BinaryKernel = (a, b, out, layout) => {
  const { row, strideA, strideB } = layout;
  forEachRow(layout, (startA, startB, start) => {
    for (let i = 0; i < row; i++) out[start + i] = a[startA + i * strideA]! / b[startB + i * strideB]!;
  });
};

/** The greater of a and b; NaN when either is. */
export const maximum: BinaryKernel = (a, b, out, layout) => {
  const { row, strideA, strideB } = layout;
  forEachRow(layout, (startA, startB, start) => {
    for (let i = 0; i < row; i++)
      out[start + i] = Math.max(a[startA + i * strideA]!, b[startB + i * strideB]!);
  });
};

/** The lesser of a and b; NaN when either is. */
export const minimum: BinaryKernel = (a, b, out, layout) => {
  const { row, strideA, strideB } = layout;
  forEachRow(layout, (startA, startB, start) => {
    for (let i = 0; i < row; i++)
      out[start + i] = Math.min(a[startA + i * strideA]!, b[startB + i * strideB]!);
  });
};

/** a - b · ⌊a / b⌋, with the sign of b; for int32 with b = 0 the result is 0, as NaN has no whole number. */
export const mod: BinaryKernel = (a, b, out, layout) => {
  const { row, strideA, strideB } = layout;
  forEachRow(layout, (startA, startB, start) => {
    for (let i = 0; i < row; i++) {
      const y = b[startB + i * strideB]!;
      // The remainder of JavaScript is exact and has the sign of a.
      const rest = a[startA + i * strideA]! % y;
      out[start + i] = rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
    }
  });
};
