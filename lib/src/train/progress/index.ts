export type { NotebookSession } from "../notebook.js";
export { chooseSink, type ProgressOption } from "./choose-sink.js";
export { notebookProgress } from "./notebook-sink.js";
export {
  type EpochRow,
  type ProgressSink,
  type ProgressState,
  type RunningEpoch,
  silent,
} from "./progress.js";
export { plainProgress, terminalProgress, type WriteText } from "./text-sinks.js";
