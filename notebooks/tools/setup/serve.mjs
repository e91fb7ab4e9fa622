import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
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

/**
 * Serves a folder of pages to this computer.
 *
 * @param {string} folder
 * @param {number} port 0 for any free one
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function serveFolder(folder, port) {
  const server = createServer(async (request, response) => {
    const path = await fileFor(folder, request.url ?? "/");
    if (path === undefined || !["GET", "HEAD"].includes(request.method ?? "")) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(path)] ?? "application/octet-stream",
      "cache-control": "no-cache",
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(path).pipe(response);
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

/**
 * The file a request means, or undefined when there is none inside the folder.
 *
 * @param {string} folder
 * @param {string} url
 */
async function fileFor(folder, url) {
  try {
    const path = normalize(join(folder, decodeURIComponent(new URL(url, "http://course").pathname)));
    if (path !== folder && !path.startsWith(folder + sep)) return undefined;
    const found = await stat(path);
    if (found.isFile()) return path;
    const index = join(path, "index.html");
    return found.isDirectory() && (await stat(index)).isFile() ? index : undefined;
  } catch {
    return undefined;
  }
}
