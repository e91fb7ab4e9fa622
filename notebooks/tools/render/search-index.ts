import MiniSearch from "minisearch";
import { type SearchEntry, searchOptions } from "./front/search-options.js";
import { sectionsOf } from "./sections.js";

/** A page as a search finds it. */
export interface SearchedPage {
  /** Its address from the site's top folder. */
  readonly address: string;
  readonly title: string;
  /** What is its own, without what all pages have. */
  readonly body: string;
  /** What is said beside each find. Default: the page's title. */
  readonly kind?: string;
}

/** The index of the site's search, as the script that hands it to the page: files can load no JSON. */
export function searchIndexScript(pages: readonly SearchedPage[]): string {
  const index = new MiniSearch<SearchEntry>(searchOptions);
  for (const page of pages) index.addAll(entriesOf(page));
  return `window.gradbookSearchIndex = ${JSON.stringify(JSON.stringify(index))};\n`;
}

function entriesOf({ address, title, body, kind = title }: SearchedPage): readonly SearchEntry[] {
  const taken = new Set<string>();
  return sectionsOf(body).flatMap((section) => {
    const id = section.id === "" ? address : `${address}#${encodeURIComponent(section.id)}`;
    if (taken.has(id) || (section.text === "" && section.title === "")) return [];
    taken.add(id);
    return [{ id, title: section.title || title, page: kind, text: section.text }];
  });
}
