/*
 * Compares native kernels with the reference engine, in a process of another processor than the tests': a line for each
 * comparison, "same" or "differs" and its name.
 */

import { withEngine } from "../../lib/src/engine/current.js";
import { referenceEngine } from "../../lib/src/engine/reference/index.js";
import * as library from "../../lib/src/node.js";
import { bitsProgram } from "../lib/engine/bits-program.js";
import { networks, trainingProgram } from "../lib/engine/training-program.js";

/** Enough for runs of a replay by one thread and by two, joined and not. */
const STEPS = 12;

function compare(name: string, run: () => readonly string[]): void {
  const expected = withEngine(referenceEngine, run);
  console.log(`${run().join() === expected.join() ? "same" : "differs"} ${name}`);
}

console.log(`kernels ${library.info().kernels}`);
compare("single operations", () => bitsProgram(library));
for (const network of networks) {
  for (const threads of [1, 2]) {
    library.setThreads(threads);
    compare(`training, ${network}, ${threads} threads`, () => trainingProgram(library, network, STEPS));
  }
}
process.exit(0);
