import type { BinaryKernel } from "../engine.js";
import { groundOf } from "./ground-of.js";
import type { BinaryKernelName } from "./kernels.js";
import { callAlone, PASS, share } from "./share.js";

/** Below this many values a plain loop is as fast. */
const WORTH_IT = 64;

/** Arithmetic on arrays of a recorded step in WebAssembly, bit for bit the kernel that it stands in for. */
export function wasmBinary(name: BinaryKernelName, fallback: BinaryKernel): BinaryKernel {
  return (a, b, out, layout) => {
    const { outer, outerStridesA, outerStridesB, row, strideA, strideB } = layout;
    const simple = outer.length <= 1 && strideA <= 1 && strideB <= 1;
    const ground = simple && out.length >= WORTH_IT ? groundOf(out.length * PASS, a, b, out) : undefined;
    if (ground === undefined) {
      fallback(a, b, out, layout);
      return;
    }
    const [rowA, rowB] = [(outerStridesA[0] ?? 0) * 4, (outerStridesB[0] ?? 0) * 4];
    const numbers = [
      ground.address(a),
      ground.address(b),
      ground.address(out),
      outer[0] ?? 1,
      row,
      rowA,
      rowB,
      strideA,
      strideB,
    ];
    if (outer.length === 0) {
      const moves = { 0: strideA * 4, 1: strideB * 4, 2: 4 };
      share(ground, name, numbers, { size: 4, moves, unit: 1024, work: row * PASS });
    } else if ((row & 3) === 0) {
      const moves = { 0: rowA, 1: rowB, 2: row * 4 };
      share(ground, name, numbers, { size: 3, moves, unit: 1, work: out.length * PASS });
    } else callAlone(ground, name, out.length * PASS, numbers); // Rows overrun into the next: parts would into each other.
  };
}

/** a > b for values with values, or with one value. */
export function wasmGreater(fallback: BinaryKernel): BinaryKernel {
  return (a, b, out, layout) => {
    const { outer, strideA, strideB } = layout;
    const simple = outer.length === 0 && strideA === 1 && strideB <= 1 && out instanceof Uint8Array;
    const ground = simple && out.length >= WORTH_IT ? groundOf(out.length * PASS, a, b) : undefined;
    if (ground === undefined) {
      fallback(a, b, out, layout);
      return;
    }
    share(ground, "greater", [...[a, b, out].map((each) => ground.address(each)), out.length, strideB], {
      size: 3,
      moves: { 0: 4, 1: strideB * 4, 2: 1 },
      unit: 1024,
      work: out.length * PASS,
    });
  };
}
