import markdownItKatex from "@vscode/markdown-it-katex";
import katex from "katex";
import MarkdownIt from "markdown-it";
import { mathDelimiters } from "./math-delimiters.js";

type Markdown = InstanceType<typeof MarkdownIt>;

/** What becomes of a formula that TeX does not know: the page shows it in red, or is not made. */
export type BrokenFormulas = "show" | "throw";

/** Teaches a Markdown renderer formulas, in all the ways that Jupyter takes them. */
export class Formulas {
  readonly #broken: Error[] = [];
  readonly #katex: typeof katex;

  constructor(broken: BrokenFormulas) {
    this.#katex = broken === "show" ? katex : { ...katex, renderToString: this.#noting };
  }

  addTo(markdown: Markdown, { backslashes }: { readonly backslashes: 1 | 2 }): void {
    const throwOnError = this.#katex !== katex;
    markdown.use(pluginOf(markdownItKatex), { katex: this.#katex, throwOnError, enableBareBlocks: true });
    markdown.use(mathDelimiters, { backslashes });
    markdown.core.ruler.push("formula-ends", keepPunctuation);
  }

  /** @throws what KaTeX threw since the last time, when broken formulas are to throw */
  check(): void {
    const [error] = this.#broken.splice(0);
    if (error) throw error;
  }

  /** KaTeX, with its errors kept: the markdown plugin would print them and publish the formula's source. */
  readonly #noting: typeof katex.renderToString = (tex, settings) => {
    try {
      return katex.renderToString(tex, settings);
    } catch (error) {
      this.#broken.push(error instanceof Error ? error : new Error(String(error)));
      return "";
    }
  };
}

/** Sets text with formulas between delimiters of any kind: as paragraphs, and as a part of a line. */
export interface Latex {
  readonly block: (source: string) => string;
  readonly inline: (source: string) => string;
}

/** A renderer of LaTeX as outputs hold it. */
export function createLatex(broken: BrokenFormulas): Latex {
  const markdown = new MarkdownIt("zero");
  const formulas = new Formulas(broken);
  formulas.addTo(markdown, { backslashes: 1 });
  const checked = (html: string): string => {
    formulas.check();
    return html;
  };
  return {
    block: (source) => checked(markdown.render(source)),
    inline: (source) => checked(markdown.renderInline(source)),
  };
}

// The package is CommonJS: depending on the loader its function is the import itself or the import's default.
function pluginOf<T>(imported: T | { readonly default: T }): T {
  return typeof imported === "object" && imported !== null && "default" in imported
    ? imported.default
    : (imported as T);
}

/**
 * A line may break after a formula, and a full stop or a bracket that closes would then begin the next: they go into
 * the formula.
 */
function keepPunctuation({ tokens }: { readonly tokens: ReturnType<Markdown["parse"]> }): void {
  for (const { children } of tokens) {
    children?.forEach((token, i) => {
      const next = children[i + 1];
      const mark =
        token.type === "math_inline" &&
        next?.type === "text" &&
        /^(?:\)?[.,;:!?]|\))/.exec(next.content)?.[0];
      if (!next || !mark) return;
      token.content += `\\text{${mark}}`;
      next.content = next.content.slice(mark.length);
    });
  }
}
