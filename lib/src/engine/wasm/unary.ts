import type { UnaryKernel } from "../engine.js";
import { groundOf } from "./ground-of.js";
import type { UnaryKernelName } from "./kernels.js";
import { wasmMachine } from "./machine.js";
import { PASS, shareValues } from "./share.js";

/** Below this many values the copies into WebAssembly's memory cost more than its kernel saves. */
const WORTH_IT = 256;

/** What such a function costs for one value, in multiplications of a product. */
const COSTLY = 32;

/** A function of each value in WebAssembly, bit for bit the one that it stands in for. */
export function wasmUnary(name: UnaryKernelName, fallback: UnaryKernel): UnaryKernel {
  return (x, out) => {
    const ground = groundOf(out.length * COSTLY, x, out);
    if (ground !== undefined) {
      shareValues(ground, name, [x, out]);
      return;
    }
    const machine = out.length >= WORTH_IT ? wasmMachine() : undefined;
    if (machine === undefined || !(x instanceof Float32Array) || !(out instanceof Float32Array)) {
      fallback(x, out);
      return;
    }
    const { kernels, scratch } = machine;
    const [atX, atOut] = scratch.reserve([x.length + 3, x.length + 3]) as [number, number];
    scratch.floats.set(x, atX / 4);
    kernels[name](atX, atOut, x.length);
    out.set(scratch.floats.subarray(atOut / 4, atOut / 4 + x.length));
  };
}

/**
 * The same for functions that are only worth it where the values lie in WebAssembly's memory already, and there is a kernel
 * for them.
 */
export function residentUnary(name: UnaryKernelName, fallback: UnaryKernel): UnaryKernel {
  return (x, out) => {
    const work = out.length * PASS;
    const ground = groundOf(work, x, out);
    if (ground?.setOf(name, work) !== undefined) shareValues(ground, name, [x, out]);
    else fallback(x, out);
  };
}
