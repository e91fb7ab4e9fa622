import type { ErrorOutput, Output } from "../notebook/index.js";
import { type DataRenderers, dataHtml } from "./data.js";
import { terminalHtml } from "./terminal.js";

/** The HTML of a cell's outputs. `after` gives what goes behind each, in the same box. */
export function renderOutputs(
  outputs: readonly Output[],
  renderers: DataRenderers,
  after: (output: Output) => string = () => "",
): string {
  return outputs
    .map((output) => `<div class="output">${renderOutput(output, renderers)}${after(output)}</div>`)
    .join("\n");
}

/** The HTML of one output. Nothing that this needs is Node's: a page shows with it what its own cells put out. */
export function renderOutput(output: Output, renderers: DataRenderers): string {
  switch (output.output_type) {
    case "stream":
      return `<pre class="stream ${output.name}" tabindex="0">${terminalHtml(output.text)}</pre>`;
    case "error":
      return `<pre class="error" tabindex="0">${terminalHtml(errorText(output))}</pre>`;
    default:
      return dataHtml(output, renderers);
  }
}

function errorText({ ename, evalue, traceback }: ErrorOutput): string {
  const lines = traceback.join("\n");
  return lines.trim() === "" ? `${ename}: ${evalue}`.replace(/: $/, "") : lines;
}
