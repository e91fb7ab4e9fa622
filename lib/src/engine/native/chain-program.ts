import type { Values } from "../../tensor/dtype.js";
import { byColumns, type Chain, type ChainOperation, passes, type Spread } from "../wasm/chains/chain.js";

/* A chain as c/chains.h reads it: a head, its values, its steps, all in whole numbers of 32 bits. */

const spreads: readonly Spread[] = ["matrix", "row", "column", "one"];
const operations: readonly ChainOperation[] = [
  "abs",
  "add",
  "copy",
  "div",
  "maximum",
  "minimum",
  "mul",
  "neg",
  "relu",
  "sqrt",
  "step",
  "sub",
  "sum",
];

/** The program of a chain on arrays, which are those that its values in memory have, in order. */
export function chainProgram(chain: Chain, arrays: readonly Values[]): Int32Array {
  const { rows, columns, steps } = chain;
  const addresses = new Map(chain.arrays.map((value, i) => [value, arrays[i]!.byteOffset]));
  const places = placesAside(chain);
  const made = passes(chain);
  /** The pass that computes a step: a sum is added up in the pass of what it sums. */
  const passOf = (output: number, isSum: boolean) => made[output]! - (isSum ? 1 : 0);
  const count = Math.max(...made) + 1;
  const values = chain.spreads.flatMap((spread, value) => [
    spreads.indexOf(spread),
    addresses.get(value) ?? 0,
    places[value] ?? 0,
  ]);
  const list = steps.flatMap(({ operation, inputs: [a, b], output }) => [
    operations.indexOf(operation),
    a!,
    b ?? a!,
    output,
    passOf(output, operation === "sum"),
  ]);
  const head = [rows, columns, byColumns(chain) ? 1 : 0, count, chain.spreads.length, steps.length];
  return Int32Array.from([...head, ...values, ...list]);
}

/**
 * Where each value that is not in memory lies among those aside. A row stays until the end, a matrix until its last
 * reader, then another one takes its place.
 */
function placesAside({ spreads: kinds, steps, arrays }: Chain): readonly (number | undefined)[] {
  const inMemory = new Set(arrays);
  const places: (number | undefined)[] = kinds.map(() => undefined);
  const order = orderOfPasses({ spreads: kinds, steps });
  const free: number[] = [];
  let most = 0;
  for (const at of order) {
    const { inputs, output } = steps[at]!;
    if (!inMemory.has(output) && places[output] === undefined) places[output] = free.pop() ?? most++;
    for (const value of new Set([...inputs, output])) {
      const place = places[value];
      if (place !== undefined && kinds[value] === "matrix" && isLastReader(value, at)) free.push(place);
    }
  }
  return places;

  function isLastReader(value: number, at: number): boolean {
    const readers = order.filter(
      (step) => steps[step]!.inputs.includes(value) || steps[step]!.output === value,
    );
    return readers[readers.length - 1] === at;
  }
}

/** The steps in the order in which they run: pass by pass, rows before matrices. */
function orderOfPasses({ spreads: kinds, steps }: Pick<Chain, "spreads" | "steps">): readonly number[] {
  const made = passes({ spreads: kinds, steps });
  const key = (at: number) => {
    const { operation, output } = steps[at]!;
    const pass = made[output]! - (operation === "sum" ? 1 : 0);
    return 2 * pass + (kinds[output] === "row" && operation !== "sum" ? 0 : 1);
  };
  return steps.map((_, at) => at).sort((a, b) => key(a) - key(b) || a - b);
}
