import { parseArgs } from "node:util";
import { kernelBenches } from "./kernels.js";
import { libraryBenches } from "./library.js";
import { measure, table } from "./measure.js";
import { typesBenches } from "./types.js";
import { workloadBenches } from "./workloads.js";

/**
 * `npm run bench [-- WORD] [--python PATH]`: medians over interleaved rounds, one table. With a word only the
 * benches whose name has it are run. With a Python that has ipykernel, that kernel is measured, too. Run it when
 * nothing else uses the machine.
 */
const { values, positionals } = parseArgs({
  options: { python: { type: "string" } },
  allowPositionals: true,
});
const [word = ""] = positionals;
const all = [...kernelBenches(values), ...libraryBenches(), ...workloadBenches(), ...typesBenches()];
const named = all.filter(({ name }) => name.includes(word));
// What takes minutes is not meant by a word, such as "kernel", that others share.
const shared = named.filter(({ onlyByName }) => onlyByName !== true);
const benches = shared.length > 0 ? shared : named;
const results = await measure(benches, {
  rounds: 5,
  onRound: (round, of) => console.error(`round ${round} of ${of}`),
});
console.log(table(results));
