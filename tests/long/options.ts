import { parseArgs } from "node:util";
import { SetupProblem } from "../../notebooks/tools/setup/problem.mjs";

/** What `npm run check:long` was asked for. */
export interface LongOptions {
  /** The parts to run, in the order of `known`. */
  readonly parts: readonly string[];
  readonly list: boolean;
}

/**
 * Reads the command line.
 *
 * @param known the names of all parts
 * @throws SetupProblem on an option or part that there is not
 */
export function parseLongOptions(args: readonly string[], known: readonly string[]): LongOptions {
  const refuse = (got: string): never => {
    throw new SetupProblem(
      `check:long: expected --list or parts (${known.join(", ")}), got ${got}; try npm run check:long -- --help`,
    );
  };
  const options = { list: { type: "boolean", default: false } } as const;
  const { values, positionals } = (() => {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true });
    } catch {
      return refuse(args.join(" "));
    }
  })();
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) refuse(unknown);
  const parts = positionals.length === 0 ? known : known.filter((name) => positionals.includes(name));
  return { parts, list: values.list };
}
