import { DISPLAY, type Displayable } from "./display.js";

/** Wraps ready-made MIME data as a value that is displayed by it; bytes are sent as base64. */
export function mime(data: Readonly<Record<string, unknown>>): Displayable {
  return { [DISPLAY]: () => data };
}

/** HTML source, shown as HTML. */
export function html(source: string): Displayable {
  return mime({ "text/html": source });
}

/** Markdown source, shown set; formulas between dollar signs too. */
export function markdown(source: string): Displayable {
  return mime({ "text/markdown": source });
}

/** LaTeX source, with its own delimiters (`$$…$$`). */
export function latex(source: string): Displayable {
  return mime({ "text/latex": source });
}

/** SVG source. */
export function svg(source: string): Displayable {
  return mime({ "image/svg+xml": source });
}

/** The bytes of a PNG file. */
export function png(bytes: Uint8Array): Displayable {
  return mime({ "image/png": bytes });
}

/** The bytes of a JPEG file. */
export function jpeg(bytes: Uint8Array): Displayable {
  return mime({ "image/jpeg": bytes });
}

/** The bytes of a PDF file. */
export function pdf(bytes: Uint8Array): Displayable {
  return mime({ "application/pdf": bytes });
}

/** JSON data, shown as a tree that opens. */
export function json(data: unknown): Displayable {
  return mime({ "application/json": data });
}

/** JavaScript that the client runs. */
export function javascript(source: string): Displayable {
  return mime({ "text/javascript": source });
}

/** Plain text, shown without the quotes of a string. */
export function text(source: string): Displayable {
  return mime({ "text/plain": source });
}

/** A Plotly figure: `{ data, layout, config, frames }`. */
export function plotly(figure: Readonly<Record<string, unknown>>): Displayable {
  return mime({ "application/vnd.plotly.v1+json": figure, "text/plain": "[Plotly figure]" });
}
