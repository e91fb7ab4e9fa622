import type MarkdownIt from "markdown-it";

type Markdown = InstanceType<typeof MarkdownIt>;

/**
 * Formulas between `\(…\)` and `\[…\]`. In Markdown, where `\(` is a bracket, Jupyter wants both backslashes written:
 * `\\(…\\)`.
 */
export function mathDelimiters(markdown: Markdown, { backslashes }: { readonly backslashes: 1 | 2 }): void {
  const slash = "\\".repeat(backslashes);
  const kinds = [
    { open: `${slash}(`, close: `${slash})`, type: "math_inline" },
    { open: `${slash}[`, close: `${slash}]`, type: "math_inline_block" },
  ];
  markdown.inline.ruler.before("escape", "math_delimiters", (state, silent) => {
    const kind = kinds.find(({ open }) => state.src.startsWith(open, state.pos));
    if (kind === undefined) return false;
    const start = state.pos + kind.open.length;
    const end = state.src.indexOf(kind.close, start);
    if (end < 0 || end >= state.posMax) return false;
    if (!silent) {
      const token = state.push(kind.type, "math", 0);
      token.content = state.src.slice(start, end);
      token.markup = kind.open;
    }
    state.pos = end + kind.close.length;
    return true;
  });
}
