import MarkdownIt from "markdown-it";
import type { Attachments } from "../notebook/index.js";
import { dataAddress } from "./data-address.js";
import { type BrokenFormulas, Formulas } from "./formulas.js";
import type { CleanHtml } from "./html.js";
import { Slots } from "./slots.js";

/** What the surroundings of a page give to its Markdown. */
export interface MarkdownOptions {
  /** Turns code with its language into HTML. */
  readonly highlight: (code: string, language: string) => string;
  /** What becomes of the author's own HTML. */
  readonly clean: CleanHtml;
  readonly brokenFormulas: BrokenFormulas;
}

/** A heading of a page, for its table of contents. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

/** Where the addresses in a page's Markdown lead. What is not given leaves them as they are. */
export interface Addresses {
  /** For a link without a scheme, such as `../glossary.ipynb#bias`. */
  readonly link?: (address: string) => string;
  /** For a picture without a scheme. */
  readonly image?: (address: string) => string;
}

/** The Markdown of one page: no two of its headings share an address. */
export interface MarkdownPage {
  /** HTML with the formulas set, so that the page needs no script for them. */
  render(source: string, attachments?: Attachments): string;
  /** The headings of what has been rendered so far. */
  readonly headings: readonly Heading[];
}

/** Turns Markdown into HTML as JupyterLab does. */
export interface MarkdownRenderer {
  page(addresses?: Addresses): MarkdownPage;
}

/** What the parts of markdown-it below are told of the page. */
interface Env {
  readonly [key: string]: unknown;
  readonly slots: Slots;
  readonly addresses: Addresses;
  readonly attachments: Attachments;
  readonly headings: Heading[];
}

/** markdown-it hands on what `render` was given, and says nothing of its type. */
const envOf = (env: unknown): Env => env as Env;

export function createMarkdown({ highlight, clean, brokenFormulas }: MarkdownOptions): MarkdownRenderer {
  const markdown = new MarkdownIt({ html: true, linkify: true, typographer: false, highlight });
  // Only what is an address for sure: "notes.md" is no site in Moldova.
  markdown.linkify.set({ fuzzyLink: false });
  const formulas = new Formulas(brokenFormulas);
  formulas.addTo(markdown, { backslashes: 2 });
  markdown.core.ruler.push("heading-ids", ({ tokens, env }) => addHeadingIds(tokens, envOf(env)));
  markdown.core.ruler.push("addresses", ({ tokens, env }) => turnAddresses(tokens, envOf(env)));
  // Wide tables and formulas scroll in their own box, so that a phone's page never does.
  markdown.renderer.rules.table_open = () =>
    '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>';
  markdown.renderer.rules.table_close = () => "</table></div>";
  holdBack(markdown);
  return {
    page: (addresses = {}) => {
      const headings: Heading[] = [];
      return {
        headings,
        render: (source, attachments = {}) => {
          const slots = new Slots();
          const html = markdown.render(source, { slots, addresses, attachments, headings } satisfies Env);
          formulas.check();
          return slots.fill(clean(html));
        },
      };
    },
  };
}

type Markdown = InstanceType<typeof MarkdownIt>;
type Tokens = ReturnType<Markdown["parse"]>;

/** Formulas and code are this renderer's own HTML, and right: cleaning would only take it apart. */
function holdBack({ renderer: { rules } }: Markdown): void {
  const own = [
    "math_inline",
    "math_inline_block",
    "math_inline_bare_block",
    "math_block",
    "fence",
    "code_block",
  ];
  for (const name of own) {
    const rule = rules[name];
    if (rule) {
      rules[name] = (tokens, i, options, env, self) =>
        envOf(env).slots.hold(rule(tokens, i, options, env, self));
    }
  }
}

/** JupyterLab's rule for a heading's address, so that one link serves both: the text with "-" for spaces. */
export function headingId(text: string): string {
  return text.trim().replaceAll(" ", "-");
}

function addHeadingIds(tokens: Tokens, { headings }: Env): void {
  tokens.forEach((token, i) => {
    if (token.type !== "heading_open") return;
    const text = plainText(tokens[i + 1]);
    const wanted = headingId(text);
    let id = wanted;
    for (let n = 1; headings.some((heading) => heading.id === id); n++) id = `${wanted}-${n}`;
    headings.push({ level: Number(token.tag.slice(1)), id, text });
    token.attrSet("id", id);
  });
}

function plainText(inline: Tokens[number] | undefined): string {
  return (inline?.children ?? [])
    .filter((token) => token.type === "text" || token.type === "code_inline")
    .map((token) => token.content)
    .join("");
}

function turnAddresses(tokens: Tokens, { addresses: { link, image }, attachments }: Env): void {
  for (const token of tokens.flatMap((block) => block.children ?? [])) {
    if (token.type === "link_open") turn(token, "href", link);
    if (token.type === "image") {
      turn(token, "src", image);
      const pasted = pastedPicture(String(token.attrGet("src") ?? ""), attachments);
      if (pasted !== undefined) token.attrSet("src", pasted);
    }
  }
}

function turn(token: Tokens[number], attribute: string, to: ((address: string) => string) | undefined): void {
  const address = String(token.attrGet(attribute) ?? "");
  if (to !== undefined && address !== "" && !/^[a-z][a-z\d+.-]*:/i.test(address)) {
    token.attrSet(attribute, to(address));
  }
}

/** `attachment:image.png` is a picture that was pasted into the cell, and is kept with it. */
function pastedPicture(address: string, attachments: Attachments): string | undefined {
  const name = /^attachment:(.+)$/.exec(address)?.[1];
  const bundle = name === undefined ? undefined : (attachments[name] ?? attachments[decodeURI(name)]);
  const [type, data] = Object.entries(bundle ?? {}).find(([key]) => key.startsWith("image/")) ?? [];
  return type === undefined || typeof data !== "string" ? undefined : dataAddress(type, data);
}
