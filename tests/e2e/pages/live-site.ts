import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, devices, type Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import type { Lesson } from "../../../notebooks/tools/lessons/catalog.js";
import { PACKAGE_SOURCES } from "../../../notebooks/tools/live/contract.js";
import type { DataSetFiles } from "../../../notebooks/tools/live/data-pieces.js";
import { writeSite } from "../../../notebooks/tools/render/site.js";
import { launchBrowser } from "../../support/browser.js";
import { complaintsOf } from "../../support/complaints.js";
import { isolation, serveFolder } from "../../support/serve-folder.js";

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

/** A phone that is touched, 400 pixels wide. */
export const phone = { ...devices["Pixel 5"]!, viewport: { width: 400, height: 800 }, deviceScaleFactor: 2 };

/** What goes beside the pages. */
export interface LiveSiteParts {
  readonly data?: () => Promise<readonly DataSetFiles[]>;
  /** Where packages of npm come from. */
  readonly packageSources?: readonly string[];
}

/** The pages of some lessons for the tests of one file, as files and on two servers: without isolation and with it. */
export function useLiveSite(
  lessons: readonly Lesson[],
  { data = async () => [], packageSources = PACKAGE_SOURCES }: LiveSiteParts = {},
): LiveSite {
  let folder = "";
  let browser: Browser | undefined;
  const servers = new Map<Way, Server>();
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradbook-live-"));
    await writeSite({ lessons, target: folder, data: await data(), packageSources });
    browser = await launchBrowser();
    servers.set("http", await serveFolder(folder));
    servers.set("isolated", await serveFolder(folder, isolation));
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
      try {
        // A busy machine may take its time.
        context.setDefaultTimeout(120_000);
        const page = await context.newPage();
        const complaints = complaintsOf(page);
        page.on("request", (request) => {
          if (!/^(?:file|data|blob):|^http:\/\/127\.0\.0\.1:/.test(request.url()))
            complaints.push(`request: ${request.url()}`);
        });
        await page.goto(addressOf(way, name));
        await act(page);
        expect(complaints.filter((complaint) => !allowed?.test(complaint))).toEqual([]);
      } finally {
        // Also of a page that has failed: what still trains in it would slow down the tests to come.
        await context.close();
      }
    },
  };
}
