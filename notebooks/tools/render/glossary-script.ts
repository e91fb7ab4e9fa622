import { sectionsOf } from "./sections.js";

/**
 * What each word of the glossary means, as the script that hands it to a page when the reader first points at such a
 * word. Links in it lead from the site's top folder.
 */
export function glossaryScript(body: string): string {
  const words = sectionsOf(body).filter(({ id, html }) => id !== "" && html !== "");
  const meanings = Object.fromEntries(
    words.map(({ id, title, html }) => [id, { title, html: withoutLinks(html) }]),
  );
  return `window.gradbookGlossary = ${JSON.stringify(meanings).replaceAll("<", "\\u003c")};\n`;
}

/** A note that goes when the pointer leaves it is no place for links. */
function withoutLinks(html: string): string {
  return html.replace(/<\/?a\b[^>]*>/g, "");
}
