/**
 * Cell variables live in the realm's one global scope, where libraries look up `Map`, `process` or `window`.
 * A cell's own binding of such a name therefore gets another name in JavaScript.
 */

const PREFIX = "cell$";

/** What holds an imported name's live value: `import$hits.hits` reads the export `hits` of the module. */
const LIVE = "import$";

/**
 * Names a plain Node does not have and that libraries probe for all the same (with `let window = 5` visible
 * to all code, the next library to load would think it runs in a browser), and those the session brings.
 */
const PROBED = new Set([
  "__cell__",
  "require",
  "module",
  "exports",
  "__filename",
  "__dirname",
  "prompt",
  "confirm",
  "alert",
  "window",
  "self",
  "document",
  "location",
  "navigator",
  "localStorage",
  "sessionStorage",
  "indexedDB",
  "define",
  "importScripts",
  "XMLHttpRequest",
  "WebSocket",
  "EventSource",
  "Worker",
  "WorkerGlobalScope",
  "DedicatedWorkerGlobalScope",
  "OffscreenCanvas",
  "Element",
  "HTMLElement",
  "ImageData",
  "Deno",
  "Bun",
  "chrome",
  "browser",
  "jest",
]);

/** The name under which a cell's top-level binding lives in JavaScript. */
export function scriptName(name: string): string {
  const isTaken = PROBED.has(name) || name in globalThis || name.startsWith(PREFIX) || name.startsWith(LIVE);
  return isTaken ? PREFIX + name : name;
}

/** The variable that holds what reads an imported name. */
export function liveName(name: string): string {
  return LIVE + name;
}

/** Gives text that V8 wrote, an error message say, the cell's own names back. */
export function originalNames(text: string): string {
  return text
    .replaceAll(/\(0 ?, (import\$[\p{ID_Continue}$]+\.[\p{ID_Continue}$]+)\)/gu, "$1")
    .replaceAll(/(?<![\p{ID_Continue}$])import\$([\p{ID_Continue}$]+)(?:\.\1)?/gu, "$1")
    .replaceAll(/(?<![\p{ID_Continue}$])cell\$(?=[\p{ID_Continue}$])/gu, "");
}
