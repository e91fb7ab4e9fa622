import { OptionError } from "../../errors.js";
import { checkOptions, quoted } from "../../given.js";
import type { Callback } from "./callback.js";

/** Options of {@link csvLogger}. */
export interface CsvLoggerOptions {
  /** Default a comma. */
  readonly separator?: string;
}

/**
 * Writes a line per epoch, with a header before the first: `epoch,loss,accuracy`.
 * `write` gets each line with its line end: append it to a file or a string. Throws OptionError when it is no function.
 */
export function csvLogger(
  write: (line: string) => void | Promise<void>,
  options?: CsvLoggerOptions,
): Callback {
  const { separator = "," } = checkOptions("csvLogger", options, 'separator: ";"');
  if (typeof write !== "function") {
    throw new OptionError(
      `csvLogger: expected a function, got ${quoted(write)}; try (line) => appendFileSync("log.csv", line)`,
    );
  }
  let names: readonly string[] | undefined;
  return {
    onTrainBegin() {
      names = undefined;
    },
    async onEpochEnd(epoch, logs) {
      if (names === undefined) {
        names = Object.keys(logs);
        await write(`${["epoch", ...names].join(separator)}\n`);
      }
      await write(`${[epoch, ...names.map((name) => logs[name] ?? "")].join(separator)}\n`);
    },
  };
}
