import { OptionError } from "../../errors.js";
import { type NotebookSession, notebookSession } from "../notebook.js";
import { type ProgressSink, silent } from "./progress.js";
import { plainProgress, terminalProgress } from "./text-sinks.js";

/** Where progress is shown: chosen by where the code runs, nowhere, or in a sink of one's own. */
export type ProgressOption = "auto" | "none" | ProgressSink;

/** Makes a sink for a notebook, where the library has been loaded with one (`notebook-sink.ts`). */
let notebookSink: ((session: NotebookSession) => ProgressSink) | undefined;

/** Says how progress is shown in notebooks from now on. */
export function showInNotebooks(makeSink: (session: NotebookSession) => ProgressSink): void {
  notebookSink = makeSink;
}

/** The sink for an option: a notebook's display if there is one, a terminal's line, else plain lines. */
export function chooseSink(option: ProgressOption): ProgressSink {
  if (typeof option === "object") return option;
  if (option === "none") return silent;
  if (option !== "auto") {
    throw new OptionError(
      `progress: expected "auto", "none" or a ProgressSink, got ${JSON.stringify(option)}; try "none" for silence`,
    );
  }
  const session = notebookSession();
  if (session !== undefined && notebookSink !== undefined) return notebookSink(session);
  if (typeof process !== "undefined" && process.stdout?.isTTY) {
    return terminalProgress((text) => process.stdout.write(text));
  }
  return plainProgress((line) => console.log(line));
}
