import markdownItKatex from "@vscode/markdown-it-katex";
import katex from "katex";
import MarkdownIt from "markdown-it";

/** What the surroundings of a page give to its markdown. */
export interface MarkdownOptions {
  /** Turns code with its language into HTML. */
  readonly highlight: (code: string, language: string) => string;
}

/** A heading of a page, for its table of contents. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

/** Turns a lesson's markdown into HTML with the formulas set, so that the page needs no script for them. */
export interface MarkdownRenderer {
  render(source: string): string;
  headings(source: string): readonly Heading[];
}

/** Makes a renderer. An unknown TeX command throws: a lesson must not be published with a broken formula. */
export function createMarkdown({ highlight }: MarkdownOptions): MarkdownRenderer {
  const markdown = new MarkdownIt({ html: true, typographer: false, highlight });
  const broken: Error[] = [];
  markdown.use(pluginOf(markdownItKatex), { katex: noting(broken), throwOnError: true });
  markdown.core.ruler.push("heading-ids", addHeadingIds);
  markdown.core.ruler.push("page-links", pointLinksAtPages);
  markdown.core.ruler.push("formula-ends", keepPunctuation);
  // Wide tables and formulas scroll in their own box, so that a phone's page never does.
  markdown.renderer.rules.table_open = () =>
    '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>';
  markdown.renderer.rules.table_close = () => "</table></div>";
  return {
    render: (source) => {
      const html = markdown.render(source);
      const error = broken.pop();
      if (error) throw error;
      return html;
    },
    headings: (source) => headingsOf(markdown, source),
  };
}

/** KaTeX, with its errors kept: the markdown plugin would print them and publish the formula's source. */
function noting(broken: Error[]): typeof katex {
  const renderToString: typeof katex.renderToString = (tex, settings) => {
    try {
      return katex.renderToString(tex, settings);
    } catch (error) {
      broken.push(error instanceof Error ? error : new Error(String(error)));
      return "";
    }
  };
  return { ...katex, renderToString };
}

// The package is CommonJS: depending on the loader its function is the import itself or the import's default.
function pluginOf<T>(imported: T | { readonly default: T }): T {
  return typeof imported === "object" && imported !== null && "default" in imported
    ? imported.default
    : (imported as T);
}

/** JupyterLab's rule for a heading's address, so that one link serves both: the text with "-" for spaces. */
export function headingId(text: string): string {
  return text.trim().replaceAll(" ", "-");
}

type Markdown = InstanceType<typeof MarkdownIt>;
type Tokens = ReturnType<Markdown["parse"]>;

function addHeadingIds({ tokens }: { readonly tokens: Tokens }): void {
  tokens.forEach((token, i) => {
    if (token.type === "heading_open") token.attrSet("id", headingId(plainText(tokens[i + 1])));
  });
}

/** Between notebooks links name the other notebook's file; on a page they name the other page. */
function pointLinksAtPages({ tokens }: { readonly tokens: Tokens }): void {
  for (const token of tokens.flatMap((block) => block.children ?? [])) {
    const address = String((token.type === "link_open" && token.attrGet("href")) || "");
    if (address !== "" && !/^[a-z]+:/.test(address)) token.attrSet("href", pageAddress(address));
  }
}

/** A line may break after a formula, and a full stop would then begin the next: it goes into the formula. */
function keepPunctuation({ tokens }: { readonly tokens: Tokens }): void {
  for (const { children } of tokens) {
    children?.forEach((token, i) => {
      const next = children[i + 1];
      const mark =
        token.type === "math_inline" && next?.type === "text" && /^[.,;:!?]/.exec(next.content)?.[0];
      if (!next || !mark) return;
      token.content += `\\text{${mark}}`;
      next.content = next.content.slice(1);
    });
  }
}

/** `../glossary.ipynb#bias` becomes `../glossary.html#bias`. */
export function pageAddress(address: string): string {
  return address.replace(/\.(ipynb|md)(?=#|$)/, ".html");
}

function headingsOf(markdown: Markdown, source: string): readonly Heading[] {
  const tokens = markdown.parse(source, {});
  return tokens.flatMap((token, i) => {
    if (token.type !== "heading_open") return [];
    const text = plainText(tokens[i + 1]);
    return [{ level: Number(token.tag.slice(1)), id: headingId(text), text }];
  });
}

function plainText(inline: Tokens[number] | undefined): string {
  return (inline?.children ?? [])
    .filter((token) => token.type === "text" || token.type === "code_inline")
    .map((token) => token.content)
    .join("");
}
