/** tslab's display API, for cells that `import * as tslab from "tslab"`. */
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { bridge } from "./session/bridge.js";
import { toBundle } from "./session/display.js";

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
  raw(contentType: string, b: string | Uint8Array): void;
}

function displayUnder(id: string | undefined): Display {
  let shown = false;
  const raw = (contentType: string, b: string | Uint8Array): void => {
    bridge().display(toBundle({ [contentType]: b }), { id, update: id !== undefined && shown });
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
  return displayUnder(randomUUID());
}

const require = createRequire(import.meta.url);

function versionOf(manifest: string): string {
  return (require(manifest) as { version: string }).version;
}

/** The versions of what runs the cells. */
export const versions = {
  /** The version of tslab whose API this is. */
  tslab: "1.0.22",
  typescript: versionOf("typescript/package.json"),
  node: process.version,
};
