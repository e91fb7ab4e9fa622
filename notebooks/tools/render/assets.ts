import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assetsFolder, katexFolder, plotlyPath } from "gradbook-kernel/render";

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
