import type { Engine, ReductionKernel } from "../engine.js";
import { treeBytes } from "./blocks.js";
import { groundOf } from "./ground-of.js";
import { callAlone, PASS } from "./share.js";

/** Bytes of the columns that are summed side by side. */
const STRIP = 64;

/** Sums of arrays of a recorded step, in the reference engine's order. */
export function wasmSum(fallback: ReductionKernel): ReductionKernel {
  return (x, out, layout) => {
    const work = x.length * PASS;
    const ground = groundOf(work, x, out);
    if (ground === undefined) {
      fallback(x, out, layout);
      return;
    }
    const { outer, length, inner } = layout;
    const arrays = [ground.address(x), ground.address(out)];
    if (inner === 1) callAlone(ground, "sumRows", work, [...arrays, outer, length]);
    else {
      const tree = ground.scratch(treeBytes(length, STRIP));
      callAlone(ground, "sumColumns", work, [...arrays, outer, length, inner, tree]);
    }
  };
}

/** Softmax or its logarithm along the last axis. */
export function wasmSoftmax(name: "softmax" | "logSoftmax", fallback: Engine["softmax"]): Engine["softmax"] {
  return (x, out, layout) => {
    const work = x.length * PASS;
    const ground = layout.inner === 1 ? groundOf(work, x, out) : undefined;
    if (ground === undefined) {
      fallback(x, out, layout);
      return;
    }
    callAlone(ground, name, work, [ground.address(x), ground.address(out), layout.outer, layout.length]);
  };
}
