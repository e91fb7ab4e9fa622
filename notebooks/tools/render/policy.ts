import { createHash } from "node:crypto";

/** Origins that a page may ask where its reader has said so: nothing goes there before. */
export interface Elsewhere {
  /** For packages of npm, which are scripts. */
  readonly scripts?: readonly string[];
  /** For data sets. */
  readonly fetched?: readonly string[];
}

/**
 * What a page may load and run, as its first element: its own files, the inline scripts that it was written with (figures
 * draw themselves), and workers made of blobs, which are held to the same: in them cells run, as blobs, and WebAssembly.
 * Nothing comes from anywhere else, and nothing is sent. `file:` stands for the page's own files where it is opened as one.
 */
export function policyElement(html: string, { scripts = [], fetched = [] }: Elsewhere = {}): string {
  const own = "'self' file:";
  const rules = [
    "default-src 'none'",
    ["script-src", own, "blob: 'wasm-unsafe-eval'", ...inlineHashes(html), ...scripts].join(" "),
    `style-src ${own} 'unsafe-inline'`,
    `font-src ${own} data:`,
    `img-src ${own} data: blob:`,
    `media-src ${own} data: blob:`,
    ["connect-src", own, "data: blob:", ...fetched].join(" "),
    `worker-src ${own} blob:`,
    `frame-src ${own}`,
    "form-action 'none'",
    "base-uri 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join("; ")}">`;
}

function inlineHashes(html: string): readonly string[] {
  const scripts = Array.from(html.matchAll(/<script>([\s\S]*?)<\/script>/g), ([, source]) => source!);
  return [...new Set(scripts)].map(
    (source) => `'sha256-${createHash("sha256").update(source).digest("base64")}'`,
  );
}
