import { plot } from "gradbook";
import type { Output } from "gradbook-kernel/notebook";

/**
 * A still picture of an output that is a figure, for print and for readers without scripts; empty for others. It is
 * drawn by the library, without Plotly.
 */
export function stillOf(output: Output): string {
  if (output.output_type !== "display_data" && output.output_type !== "execute_result") return "";
  const figure = output.data["application/vnd.plotly.v1+json"] as ConstructorParameters<
    typeof plot.Figure
  >[0];
  const words = /^Figure: ([\s\S]*)$/.exec(String(output.data["text/plain"] ?? ""))?.[1];
  if (figure === undefined || words === undefined) return "";
  const [title = "", ...alt] = words.split(": ");
  const still = new plot.Figure({ ...figure, title, alt: alt.join(": ") || title });
  // The title of the layout is the figure's own, with its line breaks.
  return `<div class="still">${still.toSVG()}</div>`;
}
