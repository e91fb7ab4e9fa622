import type { UnaryKernel } from "../engine.js";
import { groundOf } from "./ground-of.js";
import type { UnaryKernelName } from "./kernels.js";
import { wasmMachine } from "./machine.js";
import { PASS, shareValues } from "./share.js";

/** What a function costs for one value, in multiplications of a product, and from how many values on copies are worth it. */
interface Cost {
  readonly work: number;
  readonly worthCopying: number;
}

const costly: Cost = { work: 32, worthCopying: 256 };
/** A loop of JavaScript's is as fast as the copies, but not at first. */
export const cheap: Cost = { work: PASS, worthCopying: 32_768 };

/**
 * A function of each value in WebAssembly, bit for bit the one that it stands in for: where the values lie in its memory
 * already, or on copies. Some kernels come only with the part of the library that needs them.
 */
export function wasmUnary(name: UnaryKernelName, fallback: UnaryKernel, cost = costly): UnaryKernel {
  return (x, out) => {
    const work = out.length * cost.work;
    const ground = groundOf(work, x, out);
    if (ground?.setOf(name, work) !== undefined) {
      shareValues(ground, name, [x, out]);
      return;
    }
    const machine = out.length >= cost.worthCopying ? wasmMachine() : undefined;
    const run = machine?.kernels[name];
    if (run === undefined || !(x instanceof Float32Array) || !(out instanceof Float32Array)) {
      fallback(x, out);
      return;
    }
    const { scratch } = machine!;
    const [atX, atOut] = scratch.reserve([x.length + 3, x.length + 3]) as [number, number];
    scratch.floats.set(x, atX / 4);
    run(atX, atOut, x.length);
    out.set(scratch.floats.subarray(atOut / 4, atOut / 4 + x.length));
  };
}
