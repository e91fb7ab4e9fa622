/** Notebook files: reading them in every format there has been since 2011, and running them without Python. */
export {
  type CellRunner,
  type Executed,
  executeNotebook,
  type FailedCell,
  type RunOptions,
  runNotebook,
} from "./execute.js";
export { isJson } from "./json-type.js";
export {
  type Attachments,
  type Cell,
  type CodeCell,
  type DataOutput,
  type ErrorOutput,
  hasTag,
  languageOf,
  type MarkdownCell,
  type Metadata,
  type MimeBundle,
  type Notebook,
  type Output,
  type RawCell,
  type StreamOutput,
} from "./model.js";
export { parseNotebook } from "./parse.js";
export { NotebookError } from "./place.js";
export { describeFailures, type Job, type RunEachOptions, runEach } from "./run-each.js";
