import { bridge } from "../bridge/bridge.js";

/** Shows contents of a given type. */
export interface Display {
  javascript(s: string): void;
  html(s: string): void;
  markdown(s: string): void;
  latex(s: string): void;
  svg(s: string): void;
  png(b: Uint8Array): void;
  jpeg(b: Uint8Array): void;
  gif(b: Uint8Array): void;
  pdf(b: Uint8Array): void;
  text(s: string): void;
  /** Any MIME type; its types of JSON take JSON's text. */
  raw(contentType: string, b: string | Uint8Array): void;
}

/** JSON's types hold data, not its text: clients draw nothing from a figure that is a string. */
function contentOf(type: string, content: string | Uint8Array): unknown {
  if (typeof content !== "string" || !(type === "application/json" || type.endsWith("+json"))) return content;
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}

function displayUnder(id: string | undefined): Display {
  let shown = false;
  const raw = (contentType: string, b: string | Uint8Array): void => {
    bridge().display(bridge().bundleOf({ [contentType]: contentOf(contentType, b) }), {
      id,
      update: id !== undefined && shown,
    });
    shown = true;
  };
  return {
    javascript: (s) => raw("text/javascript", s),
    html: (s) => raw("text/html", s),
    markdown: (s) => raw("text/markdown", s),
    latex: (s) => raw("text/latex", s),
    svg: (s) => raw("image/svg+xml", s),
    png: (b) => raw("image/png", b),
    jpeg: (b) => raw("image/jpeg", b),
    gif: (b) => raw("image/gif", b),
    pdf: (b) => raw("application/pdf", b),
    text: (s) => raw("text/plain", s),
    raw,
  };
}

/** Shows each content as a new output. */
export const display: Display = displayUnder(undefined);

/** A display whose every content replaces the one before. */
export function newDisplay(): Display {
  return displayUnder(bridge().newId());
}
