import { chosen } from "./chosen.js";
import { debuggerBenches } from "./debugger.js";
import { documentedPeers, isDocumented } from "./documented.js";
import { freshBenches } from "./fresh.js";
import { furtherKernelBenches } from "./further-kernel.js";
import { importBenches } from "./imports.js";
import { kernelBenches } from "./kernels.js";
import { caption, thisMachine } from "./machine.js";
import { manyKernelsBenches } from "./many-kernels.js";
import { measure, table } from "./measure.js";
import { parseBenchOptions } from "./options.js";
import { pageBenches } from "./pages.js";
import { pairBenches } from "./pairs.js";
import { findPeers } from "./peers/find-peers.js";
import { peersFromNpm } from "./peers/from-npm.js";
import { renderingBenches } from "./rendering.js";
import { typesBenches } from "./types.js";
import { workloadBenches } from "./workloads.js";

const options = parseBenchOptions(process.argv.slice(2));
const places = { python: options.python, fromNpm: await peersFromNpm() };
const machine = caption(await thisMachine(places.fromNpm));
console.error(machine);
const found = await findPeers(places);
const starts = options.document ? documentedPeers(found) : found;
const workloads = workloadBenches(options, starts);
const debuggers = debuggerBenches();
const pages = pageBenches();
const all = [
  ...workloads.benches,
  ...freshBenches(starts),
  ...pairBenches(starts, options.seconds),
  ...importBenches(places),
  ...kernelBenches(places),
  ...furtherKernelBenches(),
  ...manyKernelsBenches(places),
  ...debuggers.benches,
  ...typesBenches(),
  ...pages.benches,
  ...renderingBenches(),
];
const benches = chosen(options.document ? all.filter(isDocumented) : all, options.word);
try {
  const results = await measure(benches, {
    rounds: options.rounds,
    onRound: (round, of) => console.error(`round ${round} of ${of}`),
  });
  // Kernels and libraries have other peers: a table for each, unless one is wanted.
  const kinds =
    options.markdown && !options.document
      ? [""]
      : ["library", "kernel", "debugger", "types", "page", "render"];
  for (const kind of kinds) {
    const rows = results.filter(({ name }) => name.startsWith(kind));
    if (rows.length > 0) console.log(`\n${table(rows)}`);
  }
  console.log(`\n${machine}`);
} finally {
  workloads.end();
  await debuggers.end();
  await pages.end();
}
