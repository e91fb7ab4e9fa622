import { open, realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream";
import { host } from "./port.mjs";

/** @type {Record<string, string>} */
const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** With these a page may share memory with its workers: it uses every core, and hears Stop at once. */
const isolating = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * Serves a folder of pages to this computer: no hidden files, nothing outside the folder, also not by a link. Files
 * may change and go while it runs. (sirv 3.0, the small server of the npm world, ends its process when a file goes
 * between its look and its reading, and leaves files open when a reader goes away; send, Express's, follows links
 * and brings eleven packages.)
 *
 * @param {string} folder
 * @param {number} port 0 for any free one
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function serveFolder(folder, port) {
  const server = createServer(async (request, response) => {
    try {
      const path = await fileFor(folder, request.url ?? "/");
      if (path === undefined || !["GET", "HEAD"].includes(request.method ?? "")) throw notFound;
      const file = await open(path);
      response.writeHead(200, {
        "content-type": types[extname(path)] ?? "application/octet-stream",
        "cache-control": "no-cache",
        ...isolating,
      });
      if (request.method === "HEAD") {
        await file.close();
        response.end();
      } else {
        // Closes the file when the reader goes away, and the connection when the file cannot be read to its end.
        pipeline(file.createReadStream(), response, () => undefined);
      }
    } catch (error) {
      const code = /** @type {NodeJS.ErrnoException} */ (error).code ?? "";
      const busy = ["EMFILE", "ENFILE"].includes(code);
      response.writeHead(busy ? 503 : 404, { "content-type": "text/plain" });
      response.end(busy ? "too many open files; try again" : "not found");
    }
  });
  await new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://${host}:${address.port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const notFound = new Error("not found");

/**
 * The file a request means, or undefined when it may not be had.
 *
 * @param {string} folder
 * @param {string} url
 * @throws {Error} when there is none
 */
async function fileFor(folder, url) {
  const asked = decodeURIComponent(new URL(url, "http://course").pathname);
  if (/[/\\]\./.test(asked)) return undefined;
  const path = await realpath(join(folder, asked));
  const found = await stat(path);
  const file = found.isDirectory() ? await realpath(join(path, "index.html")) : path;
  return file.startsWith((await realpath(folder)) + sep) && (await stat(file)).isFile() ? file : undefined;
}
