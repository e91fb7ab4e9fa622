import type { Options } from "minisearch";

/** A part of a page that a search can find. */
export interface SearchEntry {
  /** Its address from the site's top folder: `week-1/xor-by-hand.html#2.-A-neuron`. */
  readonly id: string;
  /** The heading. */
  readonly title: string;
  /** The page's title. */
  readonly page: string;
  readonly text: string;
}

/** How the index is built, and read again in the page. A heading counts more than text, and a word may be unfinished. */
export const searchOptions: Options<SearchEntry> = {
  fields: ["title", "text"],
  storeFields: ["title", "page"],
  searchOptions: {
    boost: { title: 4 },
    prefix: true,
    fuzzy: (word) => (word.length > 3 ? 0.2 : false),
    combineWith: "AND",
  },
};
