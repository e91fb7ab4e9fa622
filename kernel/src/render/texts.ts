import type { DataRenderers } from "./data.js";
import { escapeHtml } from "./escape.js";
import { createLatex } from "./formulas.js";
import { createMarkdown } from "./markdown.js";

/** What sets the Markdown and the formulas that cells put out. */
export type TextRenderers = Pick<DataRenderers, "markdown" | "latex">;

/**
 * Sets them where cells run on a page. Nothing that this needs is Node's; HTML in the Markdown is left as it is, since it
 * is the reader's own.
 */
export function textRenderers(): TextRenderers {
  const highlight = (code: string): string => `<pre><code>${escapeHtml(code)}</code></pre>`;
  const page = createMarkdown({ highlight, clean: (html) => html, brokenFormulas: "show" }).page();
  return { markdown: (source) => page.render(source), latex: createLatex("show").block };
}
