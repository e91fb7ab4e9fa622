import { parseFragment, serialize, type DefaultTreeAdapterTypes as Tree } from "parse5";

/** What holds no text to be set: code as it is written, scripts, pictures, formulas that are set already. */
const asWritten = new Set(
  "code pre script style textarea option svg math title noscript template iframe xmp noembed noframes".split(
    " ",
  ),
);

const maybeFormula = /\$|\\[([]|\\begin\{/;

/**
 * Sets the formulas in the text of HTML, as JupyterLab does in outputs.
 *
 * @param latex sets the formulas of a text, and gives HTML
 */
export function withFormulas(html: string, latex: (text: string) => string): string {
  if (!maybeFormula.test(html)) return html;
  const fragment = parseFragment(html);
  setIn(fragment, latex);
  return serialize(fragment);
}

function setIn(parent: Tree.ParentNode, latex: (text: string) => string): void {
  parent.childNodes = parent.childNodes.flatMap((node): Tree.ChildNode[] => {
    if (node.nodeName === "#text" && "value" in node) {
      return maybeFormula.test(node.value) ? parseFragment(latex(node.value)).childNodes : [node];
    }
    const isSet =
      "attrs" in node && node.attrs.some(({ name, value }) => name === "class" && /\bkatex\b/.test(value));
    if ("childNodes" in node && !isSet && !asWritten.has(node.nodeName)) setIn(node, latex);
    return [node];
  });
}
