import { escapeHtml } from "./escape.js";

/** Levels that are open at first, as in JupyterLab a part that is short enough to be read at once. */
const OPEN_UP_TO = 20;

/** JSON as a tree that opens, without a script. */
export function jsonTree(value: unknown): string {
  return `<div class="json-tree">${node(value, "", 0)}</div>`;
}

function node(value: unknown, label: string, depth: number): string {
  const name = label === "" ? "" : `<span class="json-key">${escapeHtml(label)}:</span> `;
  if (typeof value !== "object" || value === null) {
    return `<div>${name}<span class="json-${value === null ? "null" : typeof value}">${escapeHtml(JSON.stringify(value) ?? "undefined")}</span></div>`;
  }
  const entries = Object.entries(value);
  const count = `${entries.length} ${Array.isArray(value) ? "item" : "key"}${entries.length === 1 ? "" : "s"}`;
  const summary = Array.isArray(value) ? `[] ${count}` : `{} ${count}`;
  if (entries.length === 0) return `<div>${name}${summary}</div>`;
  const open = depth === 0 && entries.length <= OPEN_UP_TO ? " open" : "";
  const children = entries.map(([key, item]) => node(item, key, depth + 1)).join("");
  return `<details${open}><summary>${name}<span class="json-count">${summary}</span></summary>${children}</details>`;
}
