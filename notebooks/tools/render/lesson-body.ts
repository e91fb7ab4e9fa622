import { posix } from "node:path";
import { hasTag } from "gradbook-kernel/notebook";
import {
  type Body,
  type BodyOptions,
  type CodeRenderer,
  renderBody,
  typesOfNames,
} from "gradbook-kernel/render";
import type { CodeCell, Notebook } from "../lessons/notebook.js";
import { stillOf } from "./stills.js";

/** What the pages of the course have in common. */
export interface Site {
  readonly code: CodeRenderer;
  /** The names of all pages: `glossary`, `week-1/xor-by-hand`. */
  readonly pages: ReadonlySet<string>;
}

/** A notebook of the course and where it stands. */
export interface SitePage {
  /** The name of its page. */
  readonly name: string;
  readonly notebook: Notebook;
  /** The folder that its imports are looked up from. */
  readonly directory: string;
}

/** The cells of a notebook of the course as HTML, its links leading to the other pages. */
export function lessonBody(page: SitePage, site: Site): Body & { readonly options: BodyOptions } {
  const options = lessonBodyOptions(page, site);
  return { ...renderBody(page.notebook, options), options };
}

function lessonBodyOptions({ name, notebook, directory }: SitePage, { code, pages }: Site): BodyOptions {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  return {
    code,
    // What the course's own authors write may run, and must be right.
    trust: true,
    strictFormulas: true,
    addresses: { link: (address) => pageAddress(address, posix.dirname(name), pages) },
    types: cells.length > 0 ? typesOfNames(cells, directory) : new Map(),
    before: exerciseNote,
    after: stillOf,
  };
}

/** `../glossary.ipynb#bias` becomes `../glossary.html#bias` where there is such a page; other files are not moved. */
export function pageAddress(address: string, folder: string, pages: ReadonlySet<string>): string {
  const [, path = "", name = "", rest = ""] = /^(([^?#]*)\.(?:ipynb|md))(.*)$/s.exec(address) ?? [];
  const isPage = path !== "" && pages.has(posix.join(folder, name));
  return isPage ? `${name}.html${rest}` : address;
}

function exerciseNote(cell: CodeCell): string {
  return hasTag(cell, "exercise")
    ? '<p class="exercise-note">Try it in JupyterLab: put your answer in place of <code>null</code>, run the cell, and the check answers at once.</p>\n'
    : "";
}
