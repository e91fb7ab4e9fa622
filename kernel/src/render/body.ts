import {
  type Cell,
  type CodeCell,
  hasTag,
  type Notebook,
  type Output,
  type RawCell,
} from "../notebook/index.js";
import type { CodeRenderer } from "./code.js";
import type { DataRenderers } from "./data.js";
import { escapeHtml } from "./escape.js";
import { createLatex } from "./formulas.js";
import { safeHtml, wholeHtml } from "./html.js";
import { withFormulas } from "./html-formulas.js";
import { type Addresses, createMarkdown, type Heading } from "./markdown.js";
import { renderOutputs } from "./outputs.js";
import type { TypedName } from "./types-of-names.js";
import { widgetStills } from "./widget-stills.js";

export interface BodyOptions {
  readonly code: CodeRenderer;
  /** Whether HTML and scripts of the notebook are left as they are. Default: they are cleaned. */
  readonly trust?: boolean;
  /** Whether a formula that TeX does not know is an error. Default: it is shown in red. */
  readonly strictFormulas?: boolean;
  readonly addresses?: Addresses;
  /** The language of the code, as Shiki calls it. Default: `typescript`. */
  readonly language?: string;
  /** The types of the names in each code cell, by its id. Default: none are shown. */
  readonly types?: ReadonlyMap<string, readonly TypedName[]>;
  /** What goes before a code cell's code. */
  readonly before?: (cell: CodeCell) => string;
  /** What goes after an output, in the same box. */
  readonly after?: (output: Output) => string;
}

/** A notebook's cells as HTML, each a section of its own, and the headings in them. */
export interface Body {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/**
 * Renders the cells of a notebook with the outputs that they have. A code cell is a `section.cell` with the address
 * `cell-ID`; in it stand its code, in `pre.shiki`, and its outputs, in `div.outputs`.
 */
export function renderBody(notebook: Notebook, options: BodyOptions): Body {
  const { code, trust = false, strictFormulas = false, addresses = {}, language = "typescript" } = options;
  const clean = trust ? wholeHtml : safeHtml;
  const brokenFormulas = strictFormulas ? "throw" : "show";
  const highlight = (text: string, name: string) => code.render(text, { language: name });
  const page = createMarkdown({ highlight, clean, brokenFormulas }).page(addresses);
  const latex = createLatex(brokenFormulas);
  // JupyterLab sets the formulas of outputs in HTML, too.
  const html = (source: string) => withFormulas(clean(source), latex.inline);
  const widget = widgetStills(notebook.metadata, { clean: html, outputs: (all) => renderOutputs(all, data) });
  const markdown = (source: string) => page.render(source);
  const data: DataRenderers = { markdown, latex: latex.block, clean: html, trust, widget };
  const outputs = (all: readonly Output[]) => renderOutputs(all, data, options.after);

  const renderCode = (cell: CodeCell): string => {
    const names = options.types?.get(cell.id) ?? [];
    const before = options.before?.(cell) ?? "";
    const source = cell.source === "" ? "" : code.render(cell.source, { names, language });
    return (
      `<section class="cell${tagsOf(cell)}" id="cell-${escapeHtml(cell.id)}" data-cell="${escapeHtml(cell.id)}">\n` +
      `${before}${source}\n<div class="outputs">\n${outputs(cell.outputs)}\n</div>\n</section>`
    );
  };
  const renderCell = (cell: Cell): string => {
    if (cell.cell_type === "markdown") {
      return `<section class="prose">\n${page.render(cell.source, cell.attachments)}</section>`;
    }
    return cell.cell_type === "code" ? renderCode(cell) : renderRaw(cell, clean);
  };
  return { html: notebook.cells.map(renderCell).join("\n"), headings: page.headings };
}

/** The tags that change how a cell looks. */
function tagsOf(cell: CodeCell): string {
  return ["exercise", "prediction"]
    .filter((tag) => hasTag(cell, tag))
    .map((tag) => ` ${tag}`)
    .join("");
}

/** A raw cell is for the converter that it names; what is for HTML is shown, and no other. */
function renderRaw({ source, metadata }: RawCell, clean: (html: string) => string): string {
  const format = metadata.raw_mimetype ?? metadata.format;
  return format === "text/html" ? `<section class="raw">${clean(source)}</section>` : "";
}
