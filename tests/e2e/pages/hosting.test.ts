import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { writeSite } from "../../../notebooks/tools/render/site.js";
import { launchBrowser } from "../../support/browser.js";
import { complaintsOf } from "../../support/complaints.js";
import { describeWith, needs } from "../../support/needs.js";
import { serveFolder } from "../../support/serve-folder.js";
import { LivePage } from "./live-page.js";

const xor = "week-1/xor-by-hand";
const training = "week-1/training-xor";
const lessons = findLessons().filter(({ week }) => week === 1);

/** The headers that the file `_headers` of a site asks a host for. */
function headersOf(site: string): Readonly<Record<string, string>> {
  const lines = readFileSync(join(site, "_headers"), "utf8").split("\n").slice(1);
  return Object.fromEntries(lines.filter((line) => line !== "").map((line) => line.trim().split(": ")));
}

describeWith(needs.browser(), "the site on a host", () => {
  let site = "";
  let browser: Browser;
  let server: Server | undefined;

  beforeAll(async () => {
    site = mkdtempSync(join(tmpdir(), "gradbook-hosted-"));
    await writeSite({ lessons, target: site });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(site, { recursive: true, force: true });
  });

  /** Begins to serve the site. @returns the address of a page */
  async function host(headers: Readonly<Record<string, string>>): Promise<(name: string) => string> {
    server = await serveFolder(site, headers);
    const { port } = server.address() as { port: number };
    // A name, as hosts have; browsers take those that end so for this computer, and trust them.
    return (name) => `http://course.localhost:${port}/${name}.html`;
  }

  /** No answer comes any more. */
  async function disconnect(): Promise<void> {
    const serving = server;
    server = undefined;
    serving?.closeAllConnections();
    await new Promise<void>((resolve) =>
      serving === undefined ? resolve() : serving.close(() => resolve()),
    );
  }

  async function visit(act: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
    const context = await browser.newContext();
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await act(page, context);
    expect(complaints).toEqual([]);
    await context.close();
    await disconnect();
  }

  const isIsolated = (page: Page) => page.evaluate(() => window.crossOriginIsolated);
  const isServed = (page: Page) =>
    page.evaluate(async () => {
      const { serviceWorker } = navigator;
      await serviceWorker.ready;
      if (!serviceWorker.controller) {
        await new Promise((resolve) =>
          serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
        );
      }
    });

  async function runsAndStops(page: Page): Promise<void> {
    const live = new LivePage(page);
    expect(await live.run("imports")).toBe("ok");
    const own = await live.add("imports", "console.log('begun'); while (true) {}");
    await live.cell(own).locator(".live-run").click();
    await live.cell(own).locator(".live-outputs", { hasText: "begun" }).waitFor();
    await live.stop();
    expect(await live.ended(own)).toBe("interrupted");
  }

  it("that takes its headers from the site isolates the first page", async () => {
    const address = await host(headersOf(site));
    await visit(async (page) => {
      await page.goto(address(xor));
      expect(await isIsolated(page)).toBe(true);
      await runsAndStops(page);
    });
  });

  it("that sends none has pages that run, and from the second on the service worker isolates them", async () => {
    const address = await host({});
    await visit(async (page) => {
      await page.goto(address(training));
      expect(await isIsolated(page)).toBe(false);
      await isServed(page);
      await page.goto(address(xor));
      expect(await isIsolated(page)).toBe(true);
      await runsAndStops(page);
    });
  });

  it.each([true, false])("keeps the course for when there is no network, headers sent: %s", async (sent) => {
    const address = await host(sent ? headersOf(site) : {});
    await visit(async (page) => {
      await page.goto(address("index"));
      const keep = page.getByRole("button", { name: /^Keep the whole course here \(\d+\.\d MB\)$/ });
      await keep.click();
      await page.getByText("The whole course is kept here").waitFor();
      await disconnect();
      await page.goto(address(training));
      expect(await isIsolated(page)).toBe(true);
      await page.goto(address(xor));
      await page.locator("#cell-surface-chart .main-svg").first().waitFor();
      await runsAndStops(page);
    });
  });

  it("shows a new version whole, once it is there", async () => {
    const address = await host({});
    await visit(async (page) => {
      await page.goto(address("glossary"));
      await isServed(page);
      await page.reload();
      const path = join(site, "glossary.html");
      const worker = join(site, "service-worker.js");
      const [before, workerBefore] = [path, worker].map((file) => readFileSync(file, "utf8")) as [
        string,
        string,
      ];
      writeFileSync(path, before.replace("<h1", '<p id="news">A newer version</p><h1'));
      writeFileSync(worker, workerBefore.replace(/"?version"?:"[0-9a-f]{16}"/, 'version:"0123456789abcdef"'));
      expect(readFileSync(worker, "utf8")).not.toBe(workerBefore);
      const changed = page.evaluate(
        () =>
          new Promise((resolve) => {
            navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
            void navigator.serviceWorker.ready.then((registration) => registration.update());
          }),
      );
      await changed;
      await page.reload();
      await expect.poll(() => page.locator("#news").innerText()).toBe("A newer version");
      await expect.poll(() => page.evaluate(async () => (await caches.keys()).length)).toBe(1);
      writeFileSync(path, before);
      writeFileSync(worker, workerBefore);
    });
  });

  it.each(["file", "http"])(
    "opened by %s, a lesson's page sends nothing anywhere, nor do its cells",
    async (way) => {
      const address = way === "http" ? await host({}) : (name: string) => `file://${join(site, name)}.html`;
      const asked: string[] = [];
      const elsewhere = createServer(({ url }, response) => {
        asked.push(url ?? "");
        response.end();
      });
      await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", () => resolve()));
      const other = `http://127.0.0.1:${(elsewhere.address() as { port: number }).port}/`;
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(address(xor));
      const live = new LivePage(page);
      expect(await live.run("imports")).toBe("ok");
      const own = await live.add("imports", `await (globalThis as any).fetch("${other}")`);
      expect(await live.run(own)).toBe("error");
      const refused = page.evaluate(
        (address) =>
          new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (event) =>
              resolve(event.effectiveDirective),
            );
            new Image().src = `${address}picture.png`;
          }),
        other,
      );
      expect(await refused).toBe("img-src");
      expect(asked).toEqual([]);
      elsewhere.close();
      await context.close();
      await disconnect();
    },
  );
});
