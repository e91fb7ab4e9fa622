import { kernelBenches } from "./kernels.js";
import { libraryBenches } from "./library.js";
import { measure, table } from "./measure.js";
import { typesBenches } from "./types.js";
import { workloadBenches } from "./workloads.js";

/**
 * `npm run bench [-- WORD]`: medians over interleaved rounds, one table. With a word only the benches whose
 * name has it are run. Run it when nothing else uses the machine.
 */
const word = process.argv[2] ?? "";
const benches = [...kernelBenches(), ...libraryBenches(), ...workloadBenches(), ...typesBenches()].filter(
  (bench) => bench.name.includes(word),
);
const results = await measure(benches, {
  rounds: 5,
  onRound: (round, of) => console.error(`round ${round} of ${of}`),
});
console.log(table(results));
