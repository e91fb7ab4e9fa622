import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { helpFor } from "../../notebooks/tools/setup/help.mjs";

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  /** Only benches whose name has this word are run; all when empty. */
  readonly word: string;
  /** A Python that has PyTorch, Keras, JAX or ipykernel: what it has is measured, too. */
  readonly python: string | undefined;
  readonly rounds: number;
  /** How long one library repeats one workload in one round. */
  readonly seconds: number;
  /** All results in one table, for a document. */
  readonly markdown: boolean;
  /** Only what the documents' tables have, in about eight minutes. */
  readonly document: boolean;
}

/** Where peers are found. */
export interface PeerPlaces {
  readonly python: string | undefined;
  /** The folder with the peers from npm; undefined when they could not be installed. */
  readonly fromNpm: string | undefined;
}

/** Reads the command line. Throws an Error with the help when it is not understood. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      python: { type: "string" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      markdown: { type: "boolean", default: false },
      document: { type: "boolean", default: false },
    },
  });
  const { document } = values;
  const rounds = Number(values.rounds ?? (document ? 3 : 5));
  const seconds = Number(values.seconds ?? (document ? 0.3 : 0.5));
  if (!Number.isInteger(rounds) || rounds < 1 || !(seconds > 0) || positionals.length > 1) {
    throw new Error(`bench: expected options as below, got ${args.join(" ")}\n\n${helpFor("bench")}`);
  }
  if (values.python !== undefined && !existsSync(values.python)) {
    throw new Error(`bench: --python: expected a Python's path, got ${values.python}; try $(which python3)`);
  }
  const { python, markdown } = values;
  return { word: positionals[0] ?? "", python, rounds, seconds, markdown: markdown || document, document };
}
