import { OptionError } from "../../errors.js";
import { notebookProgress, type UpdatableDisplay } from "./notebook-sink.js";
import { type ProgressSink, silent } from "./progress.js";
import { plainProgress, terminalProgress } from "./text-sinks.js";

/** Where progress is shown: chosen by where the code runs, nowhere, or in a sink of one's own. */
export type ProgressOption = "auto" | "none" | ProgressSink;

/**
 * Where a notebook kernel offers outputs that update in place:
 * `globalThis[Symbol.for("gradbook.newDisplay")]` is a function that returns an object with `update(bundle)`.
 */
const newDisplayKey = Symbol.for("gradbook.newDisplay");

/** The sink for an option: a notebook's display if there is one, a terminal's line, else plain lines. */
export function chooseSink(option: ProgressOption): ProgressSink {
  if (typeof option === "object") return option;
  if (option === "none") return silent;
  if (option !== "auto") {
    throw new OptionError(
      `progress: expected "auto", "none" or a ProgressSink, got ${JSON.stringify(option)}; try "none" for silence`,
    );
  }
  const newDisplay = (globalThis as Record<symbol, unknown>)[newDisplayKey];
  if (typeof newDisplay === "function") return notebookProgress(newDisplay as () => UpdatableDisplay);
  if (typeof process !== "undefined" && process.stdout?.isTTY) {
    return terminalProgress((text) => process.stdout.write(text));
  }
  return plainProgress((line) => console.log(line));
}
