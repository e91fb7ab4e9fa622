import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import type { Lesson } from "../../../notebooks/tools/lessons/catalog.js";
import { writeSite } from "../../../notebooks/tools/render/site.js";
import { launchBrowser } from "../../support/browser.js";
import { complaintsOf } from "../../support/complaints.js";

/** How the pages come to the reader. */
export type Way = "file" | "http" | "isolated";

export interface LiveSite {
  /** The folder of the pages. */
  readonly folder: string;
  /** Opens a page, lets `act` use it, and fails on any error in it and any request that leaves this machine. */
  open(way: Way, name: string, act: (page: Page) => Promise<void>, options?: OpenOptions): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Console errors that are meant to be. Default: none. */
  readonly allowed?: RegExp;
}

/** The pages of some lessons for the tests of one file, as files and on two servers: without isolation and with it. */
export function useLiveSite(lessons: readonly Lesson[]): LiveSite {
  let folder = "";
  let browser: Browser | undefined;
  const servers = new Map<Way, Server>();
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradbook-live-"));
    await writeSite({ lessons, target: folder });
    browser = await launchBrowser();
    servers.set("http", await serve(folder, {}));
    const isolation = {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    };
    servers.set("isolated", await serve(folder, isolation));
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of servers.values()) server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const addressOf = (way: Way, name: string): string => {
    const server = servers.get(way)?.address();
    return typeof server === "object" && server !== null
      ? `http://127.0.0.1:${server.port}/${name}.html`
      : pathToFileURL(join(folder, `${name}.html`)).href;
  };
  return {
    get folder() {
      return folder;
    },
    async open(way, name, act, { allowed, ...options } = {}) {
      const context = await browser!.newContext({ offline: way === "file", ...options });
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      page.on("request", (request) => {
        if (!/^(?:file|data|blob):|^http:\/\/127\.0\.0\.1:/.test(request.url()))
          complaints.push(`request: ${request.url()}`);
      });
      await page.goto(addressOf(way, name));
      await act(page);
      expect(complaints.filter((complaint) => !allowed?.test(complaint))).toEqual([]);
      await context.close();
    },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

function serve(folder: string, headers: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    try {
      const body = readFileSync(join(folder, path));
      response.writeHead(200, { ...headers, "Content-Type": TYPES[extname(path)] ?? "text/plain" });
      response.end(body);
    } catch {
      response.writeHead(404, headers);
      response.end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}
