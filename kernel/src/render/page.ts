import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { katexStyles, plotlyPath, readAsset } from "./assets.js";
import { escapeHtml } from "./escape.js";

/** Colors of a page: the reader's system's, or always the same. A button changes them. */
export type Theme = "auto" | "light" | "dark";

export interface PageOptions {
  readonly title: string;
  readonly body: string;
  readonly language?: string;
  readonly theme?: Theme;
  /** Whether scripts of the body are the author's own and may run. */
  readonly trust?: boolean;
}

/** A whole page in one file, with its styles, fonts and scripts: it opens with the network off, and can be mailed. */
export function renderPage({ title, body, theme = "auto", trust = false }: PageOptions): string {
  const hasFigures = /class="(?:plotly|gradbook)-figure"/.test(body);
  const styles = [readAsset("page.css"), body.includes('class="katex') ? katexStyles(body) : ""];
  const first = readAsset("theme.js");
  const last = [
    ...(hasFigures ? [readFileSync(plotlyPath(), "utf8"), readAsset("plotly-figures.js")] : []),
    readAsset("scroll.js"),
    readAsset("notebook.js"),
  ].map((source) => source.replaceAll("</script", "<\\/script"));
  return `<!doctype html>
<html lang="en"${theme === "auto" ? "" : ` data-chosen-theme="${theme}"`}>
<head>
<meta charset="utf-8">
${trust ? "" : policy([first, ...last])}<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
${styles.map((css) => `<style>${css}</style>`).join("\n")}
<script>${first}</script>
</head>
<body class="single">
<button type="button" id="theme" aria-label="Colors: automatic">◐</button>
<main>
${body}
</main>
<div id="type-note" role="status" hidden></div>
${last.map((source) => `<script>${source}</script>`).join("\n")}
</body>
</html>
`;
}

/** Only the page's own scripts run, and nothing is sent: a second lock behind the cleaning of what authors wrote. */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((source) => `'sha256-${createHash("sha256").update(source).digest("base64")}'`);
  const rules = [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "font-src data:",
    "img-src 'self' data: blob: http: https:",
    "media-src 'self' data: http: https:",
    "object-src data:",
    "worker-src blob:",
    "form-action 'none'",
    "base-uri 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join("; ")}">\n`;
}
