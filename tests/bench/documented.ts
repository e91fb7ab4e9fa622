import type { Bench } from "./measure.js";
import type { Starts } from "./peers/find-peers.js";

/* What the tables in README.md and lib/PERFORMANCE.md have: `npm run bench -- --document` makes them in about eight minutes. */

const rows: readonly RegExp[] = [
  /^library, (W[1-4]|GPT|LSTM): (?!.* against )/,
  /^library, (start and import|memory after import)$/,
  /^kernel: (start|trivial cell|first|later|first import|memory after the first cell)/,
  /^kernel: growing session, around cell 50$/,
];

/** Whether a bench is a row of the documents' tables. */
export function isDocumented({ name }: Bench): boolean {
  return rows.some((row) => row.test(name));
}

/** Those that a step takes half a second or more of. */
const tooSlow: ReadonlySet<string> = new Set(["TF.js, cpu", "gradbook, wasm, 1 thread"]);

/** The columns of the documents' tables. */
export function documentedPeers(starts: Starts): Starts {
  return new Map([...starts].filter(([name]) => !tooSlow.has(name)));
}
