import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the files lie that rendered pages load: styles and classic scripts, since pages are opened as files. */
export const assetsFolder: string = fileURLToPath(new URL("../../assets/page/", import.meta.url));

const require = createRequire(import.meta.url);

export function readAsset(name: string): string {
  return readFileSync(join(assetsFolder, name), "utf8");
}

export function plotlyPath(): string {
  return require.resolve("plotly.js-dist-min/plotly.min.js");
}

/** The folder with katex.min.css and fonts/. */
export function katexFolder(): string {
  return dirname(require.resolve("katex/dist/katex.min.css"));
}

/** Families that few formulas need, and the class that tells that one does. */
const rareFonts: Readonly<Record<string, RegExp>> = {
  KaTeX_Caligraphic: /math(?:cal|bfcal)/,
  KaTeX_Fraktur: /mathfrak|mathbffrak/,
  KaTeX_SansSerif: /(?:math|text)(?:sf|bfsf|itsf|boldsf|sfit)/,
  KaTeX_Script: /mathscr|textscr/,
  KaTeX_Typewriter: /(?:math|text)tt/,
};

/** KaTeX's styles with the fonts in them, for a page that is one file; only the fonts that its formulas may need. */
export function katexStyles(html: string): string {
  const folder = katexFolder();
  const css = readFileSync(join(folder, "katex.min.css"), "utf8");
  return css.replace(/@font-face\{[^}]*\}/g, (face) => {
    const family = /font-family:"?(\w+)/.exec(face)?.[1] ?? "";
    const file = /url\((fonts\/[\w-]+\.woff2)\)/.exec(face)?.[1];
    if (file === undefined || rareFonts[family]?.test(html) === false) return "";
    const data = readFileSync(join(folder, file)).toString("base64");
    return face.replace(/src:[^;}]*/, `src:url(data:font/woff2;base64,${data}) format("woff2")`);
  });
}
