import { PLOTLY } from "../channel/plotly-figure.js";
import type { DataOutput, Metadata } from "../notebook/index.js";
import { isJson } from "../notebook/json-type.js";
import { dataAddress } from "./data-address.js";
import { escapeHtml } from "./escape.js";
import type { CleanHtml } from "./html.js";
import { jsonTree } from "./json-tree.js";
import { terminalHtml } from "./terminal.js";

/** What shows the data of outputs. */
export interface DataRenderers {
  readonly markdown: (source: string) => string;
  readonly latex: (source: string) => string;
  readonly clean: CleanHtml;
  /** Whether the notebook's author is trusted with scripts. */
  readonly trust: boolean;
  /** A widget by its id; nothing where it cannot be shown. Default: none can. */
  readonly widget?: (id: string) => string | undefined;
}

type Show = (value: string, metadata: Metadata, renderers: DataRenderers) => string | undefined;

const WIDGET = "application/vnd.jupyter.widget-view+json";

/** What the page shows of text, the richest first. The order is nbconvert's, with what JupyterLab can show beside. */
const shows: ReadonlyMap<string, Show> = new Map<string, Show>([
  ["text/javascript", script],
  ["application/javascript", script],
  ["text/html", (value, _, { clean }) => `<div class="html">${clean(value)}</div>`],
  ["text/markdown", (value, _, { markdown }) => `<div class="markdown">${markdown(value)}</div>`],
  ["image/svg+xml", vector],
  ["text/latex", (value, _, { latex }) => `<div class="latex">${latex(value)}</div>`],
  ...["png", "jpeg", "gif", "webp", "bmp"].map((type): [string, Show] => [
    `image/${type}`,
    (value, metadata) => picture(dataAddress(`image/${type}`, value), metadata),
  ]),
  ["application/pdf", file],
]);

/**
 * The richest form of an output that a page can show. A figure that brings its own HTML with script is drawn by that
 * where the author is trusted; else, and where it brings none, the page draws it from its JSON.
 */
export function dataHtml({ data, metadata }: DataOutput, renderers: DataRenderers): string {
  const view = data[WIDGET];
  const widget = isObject(view) ? renderers.widget?.(String(view.model_id)) : undefined;
  if (widget !== undefined) return widget;
  const figure = data[PLOTLY];
  const hasHtml = typeof data["text/html"] === "string";
  if (isObject(figure) && !(renderers.trust && hasHtml)) return plotly(figure, data["text/plain"]);
  for (const [type, show] of shows) {
    const value = data[type];
    const html = typeof value === "string" ? show(value, metadataOf(type, metadata), renderers) : undefined;
    if (html !== undefined) return html;
  }
  const { "application/json": json, "text/plain": text } = data;
  if (json !== undefined) return jsonTree(json);
  if (typeof text === "string") return `<pre class="stream">${terminalHtml(text)}</pre>`;
  return otherHtml(data);
}

function otherHtml(data: DataOutput["data"]): string {
  const [type, value] = Object.entries(data)[0] ?? [];
  if (type === undefined) return "";
  if (isJson(type)) return `<p class="not-shown">${escapeHtml(type)}</p>${jsonTree(value)}`;
  if (type.includes("javascript")) return '<p class="not-shown">A script, which is not run on this page.</p>';
  if (type.startsWith("text/")) return `<pre class="stream">${escapeHtml(String(value))}</pre>`;
  return `<p class="not-shown">An output of type ${escapeHtml(type)}, which a page cannot show.</p>`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** nbformat has an output's metadata by type; some kernels write it for all types at once. */
function metadataOf(type: string, metadata: Metadata): Metadata {
  const own = metadata[type];
  return isObject(own) ? own : metadata;
}

/** As nbconvert and JupyterLab run it: `element` is the place of the output. */
function script(source: string, _: Metadata, { trust }: DataRenderers): string | undefined {
  if (!trust) return undefined;
  const body = source.replaceAll(/<(?=\/script|!--|script)/gi, "\\x3c");
  return `<div class="script"></div><script>((element) => {\n${body}\n})(document.currentScript.previousElementSibling);</script>`;
}

/** An SVG of an author who is not trusted is a picture, in which nothing runs. */
function vector(source: string, metadata: Metadata, { trust, clean }: DataRenderers): string {
  return trust ? clean(source) : picture(dataAddress("image/svg+xml", source), metadata);
}

function picture(address: string, { width, height, alt }: Metadata): string {
  const size = Object.entries({ width, height }).flatMap(([name, value]) =>
    typeof value === "number" ? [` ${name}="${value}"`] : [],
  );
  const words = typeof alt === "string" ? alt : "Output of the cell";
  return `<img src="${address}" alt="${escapeHtml(words)}"${size.join("")}>`;
}

function file(base64: string): string {
  const address = dataAddress("application/pdf", base64);
  const size = Math.ceil((base64.length * 3) / 4 / 1000);
  const link = `<a href="${address}" download="output.pdf">A PDF of ${size} kB</a>`;
  return `<object type="application/pdf" data="${address}" aria-label="PDF">${link}</object><p>${link}</p>`;
}

/** A figure for the page's script to draw, and words until then. */
function plotly(figure: Readonly<Record<string, unknown>>, text: unknown): string {
  const json = JSON.stringify(figure).replaceAll("<", "\\u003c");
  const title = titleOf(figure);
  const words = title ?? (typeof text === "string" && text !== "" ? text : "A chart");
  return (
    `<figure class="plotly-figure"><figcaption>${escapeHtml(words)}</figcaption>` +
    `<div class="plotly-plot" role="img" aria-label="${escapeHtml(words)}"></div>` +
    `<script type="application/json">${json}</script></figure>`
  );
}

function titleOf({ layout }: Readonly<Record<string, unknown>>): string | undefined {
  const title = isObject(layout) ? layout.title : undefined;
  const text = isObject(title) ? title.text : title;
  return typeof text === "string" && text !== ""
    ? text
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ")
        .trim()
    : undefined;
}
