import { parseFragment, serialize } from "parse5";
import sanitize from "sanitize-html";

/** Makes what an author wrote as HTML fit to stand in a page. */
export type CleanHtml = (html: string) => string;

/** Leaves all in place, scripts too, and closes what is not closed: no tag may reach over the page. */
export const wholeHtml: CleanHtml = (html) => serialize(parseFragment(html));

/** Leaves what can be looked at; takes out what runs, sends, or lies over the page. Closes what is not closed. */
export const safeHtml: CleanHtml = (html) => sanitize(html, safe);

const text =
  "a abbr b bdi bdo br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr";
const blocks =
  "address article aside blockquote center caption col colgroup dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 " +
  "header hgroup hr img li main nav ol p picture pre progress meter section summary table tbody td tfoot th thead tr ul";
const media = "audio video source track";
const form = "input label";

/** Properties that say how something looks, and none that says where on the page it lies. */
const properties =
  "background background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width " +
  "border-collapse border-color border-left border-left-color border-left-style border-left-width border-radius " +
  "border-right border-right-color border-right-style border-right-width border-spacing border-style border-top " +
  "border-top-color border-top-style border-top-width border-width box-shadow box-sizing color column-gap " +
  "display flex flex-basis flex-direction flex-grow flex-shrink flex-wrap float font font-family font-size font-style " +
  "font-variant font-weight gap grid grid-column grid-gap grid-row grid-template-columns grid-template-rows height " +
  "justify-content align-items align-self letter-spacing line-height list-style list-style-type margin margin-bottom " +
  "margin-left margin-right margin-top max-height max-width min-height min-width opacity overflow overflow-x " +
  "overflow-y padding padding-bottom padding-left padding-right padding-top row-gap table-layout text-align " +
  "text-decoration text-indent text-transform vertical-align visibility white-space width word-break word-spacing " +
  "word-wrap";

/** No address, which would tell a server that the page was opened, and nothing that old browsers run. */
const harmless = /^(?!.*(?:url|image-set|expression|-moz-binding)\s*\()[^<>{};@\\]*$/is;

/** What JupyterLab lets through, by and large; it uses the same sanitizer. */
const safe: sanitize.IOptions = {
  allowedTags: `${text} ${blocks} ${media} ${form}`.split(" "),
  allowedAttributes: {
    "*": [
      "class",
      "dir",
      "hidden",
      "id",
      "lang",
      "style",
      "title",
      "role",
      "aria-*",
      "align",
      "valign",
      "data-slot",
    ],
    a: ["href", "name", "download", "rel", "target"],
    audio: ["src", "controls", "loop", "muted", "preload"],
    bdo: ["dir"],
    col: ["span", "width"],
    colgroup: ["span", "width"],
    data: ["value"],
    del: ["datetime", "cite"],
    details: ["open"],
    img: ["src", "alt", "width", "height", "loading"],
    input: [{ name: "type", multiple: false, values: ["checkbox"] }, "checked", "disabled"],
    ins: ["datetime", "cite"],
    li: ["value"],
    meter: ["value", "min", "max", "low", "high", "optimum"],
    ol: ["start", "type", "reversed"],
    progress: ["value", "max"],
    source: ["src", "type"],
    table: ["border", "cellpadding", "cellspacing", "width"],
    td: ["colspan", "rowspan", "headers", "bgcolor", "width", "height"],
    th: ["colspan", "rowspan", "headers", "scope", "bgcolor", "width", "height"],
    time: ["datetime"],
    track: ["src", "kind", "srclang", "label"],
    video: ["src", "controls", "loop", "muted", "preload", "width", "height", "poster"],
  },
  allowedStyles: { "*": Object.fromEntries(properties.split(" ").map((name) => [name, [harmless]])) },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowedSchemesByTag: {
    img: ["http", "https", "data"],
    audio: ["http", "https", "data"],
    video: ["http", "https", "data"],
    source: ["http", "https", "data"],
  },
  allowProtocolRelative: false,
  transformTags: { a: safeLink },
};

/** A page that opens in a new window could turn the one it came from elsewhere. */
function safeLink(tagName: string, attribs: sanitize.Attributes): sanitize.Tag {
  return { tagName, attribs: attribs.target ? { ...attribs, rel: "noopener noreferrer" } : attribs };
}
