import { importBenches } from "./imports.js";
import { kernelBenches } from "./kernels.js";
import { measure, table } from "./measure.js";
import { parseBenchOptions } from "./options.js";
import { peersFromNpm } from "./peers/from-npm.js";
import { typesBenches } from "./types.js";
import { workloadBenches } from "./workloads.js";

const options = parseBenchOptions(process.argv.slice(2));
const held = process.env.OPENBLAS_CORETYPE;
if (held !== undefined)
  console.error(`OPENBLAS_CORETYPE holds OpenBLAS, and so fast mode, to ${held}; try without it, too`);
const places = { python: options.python, fromNpm: await peersFromNpm() };
const workloads = await workloadBenches(options, places);
const all = [...workloads.benches, ...importBenches(places), ...kernelBenches(places), ...typesBenches()];
const named = all.filter(({ name }) => name.includes(options.word));
// What takes minutes is not meant by a word, such as "kernel", that others share.
const shared = named.filter(({ onlyByName }) => onlyByName !== true);
const benches = shared.length > 0 ? shared : named;
try {
  const results = await measure(benches, {
    rounds: options.rounds,
    onRound: (round, of) => console.error(`round ${round} of ${of}`),
  });
  // Kernels and libraries have other peers: a table for each.
  for (const kind of ["library", "kernel", "types"]) {
    const rows = results.filter(({ name }) => name.startsWith(kind));
    if (rows.length > 0) console.log(`\n${table(rows)}`);
  }
} finally {
  workloads.end();
}
