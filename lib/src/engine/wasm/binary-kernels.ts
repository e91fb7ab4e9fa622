import type { BinaryKernel } from "../engine.js";
import { activeArena, inFloats } from "./arena.js";
import type { BinaryKernelName } from "./kernels.js";

/** Below this many values a plain loop is as fast. */
const WORTH_IT = 64;

/** Arithmetic on arrays of a recorded step in WebAssembly, bit for bit the kernel that it stands in for. */
export function wasmBinary(name: BinaryKernelName, fallback: BinaryKernel): BinaryKernel {
  return (a, b, out, layout) => {
    const arena = activeArena();
    const { outer, outerStridesA, outerStridesB, row, strideA, strideB } = layout;
    const simple = outer.length <= 1 && strideA <= 1 && strideB <= 1;
    if (arena === undefined || !simple || out.length < WORTH_IT || !inFloats(arena, a, b, out)) {
      fallback(a, b, out, layout);
      return;
    }
    arena.kernels[name](
      a.byteOffset,
      b.byteOffset,
      out.byteOffset,
      outer[0] ?? 1,
      row,
      (outerStridesA[0] ?? 0) * 4,
      (outerStridesB[0] ?? 0) * 4,
      strideA,
      strideB,
    );
  };
}

/** a > b for values with values, or with one value. */
export function wasmGreater(fallback: BinaryKernel): BinaryKernel {
  return (a, b, out, layout) => {
    const arena = activeArena();
    const { outer, strideA, strideB } = layout;
    const simple = outer.length === 0 && strideA === 1 && strideB <= 1 && out instanceof Uint8Array;
    if (arena === undefined || !simple || out.length < WORTH_IT || !inFloats(arena, a, b)) {
      fallback(a, b, out, layout);
      return;
    }
    arena.kernels.greater(a.byteOffset, b.byteOffset, out.byteOffset, out.length, strideB);
  };
}
