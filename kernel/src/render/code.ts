import { bundledLanguages, createHighlighter } from "shiki";
import type { Notebook } from "../notebook/index.js";
import type { TypedName } from "./types-of-names.js";

/** Colours code for light and dark pages. */
export interface CodeRenderer {
  /** HTML of a code block; each of `names` becomes a word that shows its type. */
  render(
    code: string,
    options?: { readonly language?: string; readonly names?: readonly TypedName[] },
  ): string;
}

/** GitHub's colors for comments and functions are too faint on the page's grounds: WCAG asks for 4.5 to 1. */
const stronger = { "github-light-default": { "#6e7781": "#59636e", "#8250df": "#6639ba" } };

const ownLanguages = ["typescript", "javascript", "json", "bash", "html"];

/** @param languages what is colored beside TypeScript and what pages speak of; unknown names are passed over */
export async function createCodeRenderer(languages: readonly string[] = []): Promise<CodeRenderer> {
  const wanted = new Set([...ownLanguages, ...languages.filter((name) => name in bundledLanguages)]);
  const highlighter = await createHighlighter({
    themes: ["github-light-default", "github-dark-default"],
    langs: [...wanted],
  });
  const known = new Set(highlighter.getLoadedLanguages());
  return {
    render: (code, { language = "typescript", names = [] } = {}) =>
      highlighter.codeToHtml(code, {
        lang: known.has(language) ? language : "text",
        themes: { light: "github-light-default", dark: "github-dark-default" },
        defaultColor: false,
        colorReplacements: stronger,
        decorations: names.map(({ start, end, text }) => ({
          start,
          end,
          properties: { class: "typed", "data-type": text },
        })),
      }),
  };
}

/** The languages that a notebook's Markdown names at its blocks of code, and what else is given. */
export function languagesIn(notebook: Notebook): readonly string[] {
  const texts = notebook.cells.flatMap((cell) => (cell.cell_type === "markdown" ? [cell.source] : []));
  return texts.flatMap((text) =>
    Array.from(text.matchAll(/^[ >]*(?:```+|~~~+) *([\w+#.-]+)/gm), ([, name]) => name!),
  );
}
