import type { Engine, ReductionKernel } from "../engine.js";
import { activeArena, inFloats } from "./arena.js";
import { treeBytes } from "./blocks.js";
import { PASS } from "./share.js";

/** Bytes of the columns that are summed side by side. */
const STRIP = 64;

/** Sums of arrays of a recorded step, in the reference engine's order. */
export function wasmSum(fallback: ReductionKernel): ReductionKernel {
  return (x, out, layout) => {
    const arena = activeArena();
    if (arena === undefined || !inFloats(arena, x, out)) {
      fallback(x, out, layout);
      return;
    }
    const { outer, length, inner } = layout;
    const { kernels } = arena.setWith(inner === 1 ? "sumRows" : "sumColumns", x.length * PASS);
    if (inner === 1) kernels.sumRows(x.byteOffset, out.byteOffset, outer, length);
    else {
      const tree = arena.scratch(treeBytes(length, STRIP));
      kernels.sumColumns(x.byteOffset, out.byteOffset, outer, length, inner, tree);
    }
  };
}

/** Softmax or its logarithm along the last axis. */
export function wasmSoftmax(name: "softmax" | "logSoftmax", fallback: Engine["softmax"]): Engine["softmax"] {
  return (x, out, layout) => {
    const arena = activeArena();
    if (arena === undefined || layout.inner !== 1 || !inFloats(arena, x, out)) {
      fallback(x, out, layout);
      return;
    }
    arena
      .setWith(name, x.length * PASS)
      .kernels[name](x.byteOffset, out.byteOffset, layout.outer, layout.length);
  };
}
