/*
 * Compares native kernels with the reference engine, in a process of another processor or system than the tests': a line
 * for each comparison, "same" or "differs" and its name. What the reference engine gives has the same bits everywhere, and
 * an emulator takes minutes for it: so `reference FILE` writes it down on the machine itself, and `native FILE` reads it.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { withEngine } from "../../lib/src/engine/current.js";
import { referenceEngine } from "../../lib/src/engine/reference/index.js";
import * as library from "../../lib/src/node.js";
import { bitsProgram } from "../lib/engine/bits-program.js";
import { networks, trainingProgram } from "../lib/engine/training-program.js";

/** Enough for runs of a replay by one thread and by two, joined and not. */
const STEPS = 12;

const programs: Readonly<Record<string, () => readonly string[]>> = {
  "single operations": () => bitsProgram(library),
  ...Object.fromEntries(
    networks.map((network) => [`training, ${network}`, () => trainingProgram(library, network, STEPS)]),
  ),
};

const [task, file = ""] = process.argv.slice(2);
if (task === "reference") {
  const entries = Object.entries(programs).map(([name, run]) => [name, withEngine(referenceEngine, run)]);
  writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
} else {
  const expected = JSON.parse(readFileSync(file, "utf8")) as Record<string, readonly string[]>;
  console.log(`kernels ${library.info().kernels}`);
  for (const [name, run] of Object.entries(programs)) {
    for (const threads of [1, 2]) {
      library.setThreads(threads);
      const same = run().join() === expected[name]!.join();
      console.log(`${same ? "same" : "differs"} ${name}, ${threads} threads`);
    }
  }
}
process.exit(0);
