import { type DefaultTreeAdapterTypes, parseFragment, serialize } from "parse5";

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** What stands under a heading of a page, up to the next one of any level. */
export interface Section {
  /** The heading's address on the page; empty before the first heading that has one. */
  readonly id: string;
  readonly title: string;
  /** As a reader sees it, formulas by their sound: without code's types, scripts and drawings. */
  readonly text: string;
  readonly html: string;
}

/** The sections of a page's HTML. */
export function sectionsOf(html: string): readonly Section[] {
  const sections: { id: string; title: string; nodes: Node[] }[] = [{ id: "", title: "", nodes: [] }];
  const visit = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (isHeading(node)) {
        const id = attribute(node, "id") ?? "";
        sections.push({ id, title: textOf([node]), nodes: [] });
      } else if (isElement(node) && holdsHeading(node)) visit(node.childNodes);
      else sections.at(-1)!.nodes.push(node);
    }
  };
  visit(parseFragment(html).childNodes);
  return sections.map(({ id, title, nodes }) => ({
    id,
    title,
    text: textOf(nodes),
    html: nodes.map(serializeNode).join("").trim(),
  }));
}

function isElement(node: Node): node is Element {
  return "tagName" in node;
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value;
}

function isHeading(node: Node): node is Element {
  return isElement(node) && /^h[1-4]$/.test(node.tagName);
}

function holdsHeading(node: Node): boolean {
  return isElement(node) && node.childNodes.some((child) => isHeading(child) || holdsHeading(child));
}

function serializeNode(node: Node): string {
  const parent = parseFragment("");
  parent.childNodes.push(node);
  return serialize(parent);
}

/** Of a formula, which is there twice, the part for screen readers is left, without its source. */
const unread = new Set(["script", "style", "svg", "annotation", "button", "noscript"]);

function textOf(nodes: readonly Node[]): string {
  const parts: string[] = [];
  const visit = (node: Node): void => {
    if ("value" in node && node.nodeName === "#text") parts.push(node.value);
    if (!isElement(node) || unread.has(node.tagName)) return;
    if (attribute(node, "class")?.split(" ").includes("katex-html")) return;
    for (const child of node.childNodes) visit(child);
    // Words of neighbouring paragraphs and cells are words of their own.
    if (!/^(?:span|a|b|i|em|strong|code|kbd|small|m[a-z]+)$/.test(node.tagName)) parts.push(" ");
  };
  for (const node of nodes) visit(node);
  return parts.join("").replace(/\s+/g, " ").trim();
}
