import { cpSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assetsFolder, katexFolder, plotlyPath } from "gradbook-kernel/render";
import { browserBundle } from "../live/browser-bundle.js";

/** Everything the pages load: styles, scripts, one copy of Plotly, KaTeX's style sheet and fonts. */
export function writeAssets(folder: string): void {
  const own = fileURLToPath(new URL("assets/", import.meta.url));
  cpSync(assetsFolder, folder, { recursive: true });
  cpSync(own, folder, { recursive: true });
  cpSync(plotlyPath(), join(folder, "plotly.min.js"));
  const katex = katexFolder();
  cpSync(join(katex, "katex.min.css"), join(folder, "katex/katex.min.css"));
  cpSync(join(katex, "fonts"), join(folder, "katex/fonts"), {
    recursive: true,
    filter: (path) => !/\.(ttf|woff)$/.test(path),
  });
}

/** Reveal, the frame of the slides, with its window for the speaker. */
export function writeSlidesAssets(folder: string): void {
  const reveal = dirname(createRequire(import.meta.url).resolve("reveal.js"));
  for (const [from, to] of Object.entries({
    "reveal.js": "reveal.js",
    "reveal.css": "reveal.css",
    "plugin/notes.js": "notes.js",
  })) {
    cpSync(join(reveal, from), join(folder, "reveal", to));
  }
}

/** Bundles what runs in the page but is written as modules, and needs packages. */
export async function writeBundles(folder: string): Promise<void> {
  const search = fileURLToPath(new URL("front/search.ts", import.meta.url));
  writeFileSync(join(folder, "search.js"), await browserBundle(search, { charset: "utf8" }));
}
