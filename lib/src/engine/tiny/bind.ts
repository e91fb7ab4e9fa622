import type { Values } from "../../tensor/dtype.js";
import type { BinaryKernel, Engine, UnaryKernel, UnaryName } from "../engine.js";
import { referenceEngine } from "../reference/index.js";
import { singleKernelOperations } from "../single-kernel.js";
import { add, div, type Loop, matmul, mul, strided, sub, sum, unary } from "./loops.js";

/** A result of more values, or a product of more multiplications, is worth a call of a kernel. */
const MOST_VALUES = 64;
const MOST_MULTIPLICATIONS = 512;

/**
 * The loop that does what an operation asks of the engine, when that is one kernel on a few float32 values; else
 * undefined. `run` is the operation's, on its arrays: it is called once, with an engine that notes what it is asked.
 */
export function boundLoop(name: string, run: (engine: Engine) => void): Loop | undefined {
  if (!singleKernelOperations.has(name)) return undefined;
  noted = [];
  run(notingEngine);
  return noted.length === 1 ? noted[0] : undefined;
}

/** What the operation that is being looked at has asked for so far; undefined for what has no loop. */
let noted: (Loop | undefined)[] = [];

function note(loop: Loop | undefined): void {
  noted.push(loop);
}

function areFew(out: Values, ...inputs: readonly Values[]): boolean {
  return out.length <= MOST_VALUES && [out, ...inputs].every((array) => array instanceof Float32Array);
}

function notingUnary(kernel: UnaryKernel): UnaryKernel {
  return (x, out) => note(areFew(out, x) ? unary(kernel, x, out) : undefined);
}

function notingBinary(bind: (...given: Parameters<BinaryKernel>) => Loop): BinaryKernel {
  return (a, b, out, layout) => note(areFew(out, a, b) ? bind(a, b, out, layout) : undefined);
}

const unaryKernels = Object.entries(referenceEngine.unary) as [UnaryName, UnaryKernel][];

/** An engine that computes nothing of what has loops here. */
const notingEngine: Engine = {
  ...referenceEngine,
  unary: Object.fromEntries(
    unaryKernels.map(([name, kernel]) => [name, notingUnary(kernel)]),
  ) as Engine["unary"],
  binary: {
    ...referenceEngine.binary,
    add: notingBinary(add),
    div: notingBinary(div),
    mul: notingBinary(mul),
    sub: notingBinary(sub),
  },
  reduction: {
    ...referenceEngine.reduction,
    sum: (x, out, layout) =>
      note(areFew(out, x) && x.length <= MOST_MULTIPLICATIONS ? sum(x, out, layout) : undefined),
  },
  matmul: (a, b, out, layout) => {
    const { m, k, n, offsetsA } = layout;
    const isOne = offsetsA.length === 1 && m * k * n <= MOST_MULTIPLICATIONS;
    note(isOne && areFew(out, a, b) ? matmul(a, b, out, layout) : undefined);
  },
  strided: (x, out, layout) => note(areFew(out, x) ? strided(x, out, layout) : undefined),
};
