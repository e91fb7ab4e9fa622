import { existsSync, readFileSync } from "node:fs";
import { extname, relative, resolve, sep } from "node:path";
import { languageOf, type Notebook } from "../notebook/index.js";
import { renderBody } from "./body.js";
import { createCodeRenderer, languagesIn } from "./code.js";
import { dataAddress } from "./data-address.js";
import type { Addresses } from "./markdown.js";
import { renderPage, type Theme } from "./page.js";
import { typesOfNames } from "./types-of-names.js";

export interface RenderOptions {
  /** The folder that the notebook's imports and pictures are looked up from. */
  readonly directory: string;
  /** What the page is called that has no heading. */
  readonly name: string;
  /** Default: `auto`, as the reader's system has it. */
  readonly theme?: Theme;
  /** Leaves HTML and scripts of outputs and Markdown as they are. Default: false, they are cleaned. */
  readonly trust?: boolean;
  /** Where a link to another notebook leads. Default: to that notebook. */
  readonly link?: (address: string) => string;
  /** What stands before a code cell, as HTML. */
  readonly before?: (id: string) => string;
}

/** A notebook, with the outputs that it has, as one HTML page that opens with the network off. */
export async function renderNotebook(notebook: Notebook, options: RenderOptions): Promise<string> {
  const { directory, name, theme = "auto", trust = false, link, before } = options;
  const language = languageOf(notebook) ?? "typescript";
  const code = await createCodeRenderer([language, ...languagesIn(notebook)]);
  const addresses: Addresses = {
    image: (address) => embedded(address, directory),
    ...(link === undefined ? {} : { link }),
  };
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  const { html, headings } = renderBody(notebook, {
    code,
    trust,
    addresses,
    language,
    ...(language === "typescript" ? { types: typesOfNames(cells, directory) } : {}),
    ...(before === undefined ? {} : { before: ({ id }) => before(id) }),
  });
  const title = headings.find(({ level }) => level === 1)?.text ?? name;
  return renderPage({ title, body: html, theme, trust });
}

const pictures: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".svg": "image/svg+xml",
};

/** A picture beside the notebook goes into the page; one from elsewhere on the disk does not. */
function embedded(address: string, directory: string): string {
  const path = resolve(directory, decodeURI(address.replace(/[?#].*$/, "")));
  const type = pictures[extname(path).toLowerCase()];
  const inside = !relative(directory, path).startsWith(`..${sep}`);
  if (type === undefined || !inside || !existsSync(path)) return address;
  return dataAddress(type, readFileSync(path).toString("base64"));
}
