import { createHash } from "node:crypto";

/**
 * What a page without live cells may load and run, as its first element: its own files, the inline scripts that it was
 * written with (figures draw themselves), and workers made of blobs, in which WebAssembly runs. Nothing comes from
 * elsewhere, and nothing is sent. `file:` stands for the page's own files where it is opened as one.
 */
export function policyElement(html: string): string {
  const own = "'self' file:";
  const rules = [
    "default-src 'none'",
    `script-src ${own} blob: 'wasm-unsafe-eval' ${inlineHashes(html).join(" ")}`.trimEnd(),
    `style-src ${own} 'unsafe-inline'`,
    `font-src ${own} data:`,
    `img-src ${own} data: blob:`,
    `media-src ${own} data: blob:`,
    `connect-src ${own} data: blob:`,
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
