import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { writeSite } from "../../../notebooks/tools/render/site.js";
import { Firefox } from "../../support/firefox.js";
import { describeWith, needs } from "../../support/needs.js";
import { isolation, serveFolder } from "../../support/serve-folder.js";

const xor = "week-1/xor-by-hand";
/** Cells of the reader's own, behind the lesson's first. */
const own = [
  { id: "own-kept", after: "imports", source: "let precious = { since: 'before' };\nprecious" },
  { id: "own-endless", after: "own-kept", source: "console.log('begun');\nwhile (true) {}" },
  { id: "own-waits", after: "own-endless", source: "console.log('begun');\nawait new Promise(() => {});" },
  { id: "own-after", after: "own-waits", source: "precious" },
];

describeWith(needs.firefox(), "a lesson's page in Firefox", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-firefox-pages-"));
  const addresses = new Map<string, string>();
  const servers: Awaited<ReturnType<typeof serveFolder>>[] = [];
  let firefox: Firefox | undefined;

  beforeAll(async () => {
    await writeSite({ lessons: findLessons().filter(({ name }) => name === xor), target: folder });
    addresses.set("file", pathToFileURL(join(folder, `${xor}.html`)).href);
    for (const [way, headers] of [["http", {}] as const, ["isolated", isolation] as const]) {
      const server = await serveFolder(folder, headers);
      servers.push(server);
      addresses.set(way, `http://127.0.0.1:${(server.address() as AddressInfo).port}/${xor}.html`);
    }
    firefox = await Firefox.launch();
  });

  afterAll(async () => {
    await firefox?.close();
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const begin = (cell: string): Promise<void> =>
    firefox!.evaluate("document.querySelector(arguments[0]).click()", `#cell-${cell} .live-run`);
  const shown = (cell: string): Promise<string> =>
    firefox!.evaluate(
      "return document.querySelector(arguments[0])?.textContent ?? ''",
      `#cell-${cell} .live-outputs`,
    );
  const ended = async (cell: string): Promise<string> => {
    const mark = (): Promise<string> =>
      firefox!.evaluate(
        "return document.querySelector(arguments[0])?.className ?? ''",
        `#cell-${cell} .live-mark`,
      );
    await expect.poll(mark, { timeout: 120_000 }).toMatch(/live-(?:ok|error|interrupted|refused)/);
    return (await mark()).replace("live-mark live-", "");
  };
  const run = async (cell: string): Promise<string> => {
    await begin(cell);
    return ended(cell);
  };

  it.each(["file", "http", "isolated"])(
    "from %s opens, runs and is stopped, with its variables kept",
    async (way) => {
      await firefox!.open(addresses.get(way)!);
      const kept = JSON.stringify({ version: 1, cells: {}, own, aside: [] });
      await firefox!.evaluate(
        "localStorage.setItem(arguments[0], arguments[1])",
        `gradbook.work/${xor}`,
        kept,
      );
      await firefox!.open(addresses.get(way)!);
      expect(await firefox!.evaluate("return window.crossOriginIsolated")).toBe(way === "isolated");
      expect(await run("imports")).toBe("ok");
      expect(await run("own-kept")).toBe("ok");
      for (const endless of ["own-endless", "own-waits"]) {
        await begin(endless);
        await expect.poll(() => shown(endless)).toContain("begun");
        await firefox!.evaluate(
          "[...document.querySelectorAll('.live-bar button')].find((one) => one.textContent.includes('Stop')).click()",
        );
        expect(await ended(endless)).toBe("interrupted");
        expect(await run("own-after")).toBe("ok");
        expect(await shown("own-after")).toContain("{ since: 'before' }");
      }
      expect(await run("matrix-code")).toBe("ok");
    },
  );
});
