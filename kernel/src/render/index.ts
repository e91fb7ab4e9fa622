/** Notebooks as web pages. The parts are exported, too, for who makes pages of another form with them. */
export { assetsFolder, katexFolder, katexStyles, plotlyPath } from "./assets.js";
export { type Body, type BodyOptions, renderBody } from "./body.js";
export { type CodeRenderer, createCodeRenderer, languagesIn } from "./code.js";
export { escapeHtml } from "./escape.js";
export { safeHtml, wholeHtml } from "./html.js";
export {
  type Addresses,
  createMarkdown,
  type Heading,
  headingId,
  type MarkdownPage,
  type MarkdownRenderer,
} from "./markdown.js";
export { type PageOptions, renderPage, type Theme } from "./page.js";
export { type RenderOptions, renderNotebook } from "./render-notebook.js";
export { type TypedName, typesOfNames } from "./types-of-names.js";
