import type { DataOutput, Output } from "../lessons/notebook.js";
import { escapeHtml } from "./escape.js";

/** The HTML of a cell's outputs. */
export function renderOutputs(outputs: readonly Output[]): string {
  return outputs.map((output) => `<div class="output">${renderOutput(output)}</div>`).join("\n");
}

function renderOutput(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return `<pre class="stream ${output.name}" tabindex="0">${escapeHtml(output.text)}</pre>`;
    case "error":
      return `<pre class="error" tabindex="0">${escapeHtml(output.traceback.join("\n"))}</pre>`;
    default:
      return renderData(output);
  }
}

/** The richest form that needs no Jupyter: a figure's text/html draws itself with the page's Plotly. */
function renderData({ data }: DataOutput): string {
  const html = data["text/html"] ?? data["image/svg+xml"];
  if (typeof html === "string") return html;
  const text = data["text/plain"];
  return `<pre class="stream" tabindex="0">${escapeHtml(typeof text === "string" ? text : "")}</pre>`;
}
