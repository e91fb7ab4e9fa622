import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";
import { writeSite } from "../../notebooks/tools/render/site.js";
import { launchBrowser } from "../support/browser.js";
import { needs } from "../support/needs.js";
import { isolation, serveFolder } from "../support/serve-folder.js";
import { type Bench, median } from "./measure.js";

const LESSON = "week-1/xor-by-hand";
/** A first cell: it uses the library, and its types are wrong, which is told when they have been looked at. */
const FIRST =
  'import { tensor } from "gradbook";\nconst wrong: string = tensor([1, 2]).add(1).toArray()[0];\nwrong';
const LATER = "1 + 1";

/** What one visit of a page measures, in ms from the click. */
interface Visit {
  readonly first: number;
  readonly types: number;
  readonly later: number;
}

/** The bench's pages and the browser that visits them; made for the first bench that asks. */
class Pages {
  readonly folder = mkdtempSync(join(tmpdir(), "gradbook-bench-pages-"));
  readonly #ready: Promise<Browser>;
  #address = "";
  #server: Awaited<ReturnType<typeof serveFolder>> | undefined;

  constructor() {
    this.#ready = this.#begin();
  }

  async #begin(): Promise<Browser> {
    await writeSite({ lessons: findLessons().filter(({ name }) => name === LESSON), target: this.folder });
    this.#server = await serveFolder(this.folder, isolation);
    const { port } = this.#server.address() as AddressInfo;
    this.#address = `http://127.0.0.1:${port}`;
    return launchBrowser();
  }

  async ready(): Promise<void> {
    await this.#ready;
  }

  /** Opens the page as a reader who comes for the first time, and runs a first cell and later ones. */
  async visit(way: "file" | "isolated"): Promise<Visit> {
    const browser = await this.#ready;
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      const own = [
        { id: "own-first", after: "imports", source: FIRST },
        { id: "own-later", after: "own-first", source: LATER },
      ];
      await page.addInitScript(
        ([key, kept]) => {
          try {
            localStorage.setItem(key!, kept!);
          } catch {
            // An empty page has no store.
          }
        },
        [`gradbook.work/${LESSON}`, JSON.stringify({ version: 1, cells: {}, own, aside: [] })],
      );
      const path = `${LESSON}.html`;
      const address =
        way === "file" ? pathToFileURL(join(this.folder, path)).href : `${this.#address}/${path}`;
      await page.goto(address);
      await page.evaluate(timeRuns);
      const { first, types } = await page.evaluate(() => window.benchFirst("#cell-own-first"));
      const later: number[] = [];
      for (let i = 0; i < 12; i++) later.push(await page.evaluate(() => window.benchRun("#cell-own-later")));
      // The first one still finds cold code.
      return { first, types, later: median(later.slice(2)) };
    } finally {
      await context.close();
    }
  }

  async end(): Promise<void> {
    await (await this.#ready).close();
    this.#server?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

declare global {
  interface Window {
    benchFirst(cell: string): Promise<{ first: number; types: number }>;
    benchRun(cell: string): Promise<number>;
  }
}

/** Runs in the page: what times the runs of a cell, from the click on its button. */
function timeRuns(): void {
  const when = (holds: () => boolean): Promise<number> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        observer.disconnect();
        resolve(performance.now());
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, attributes: true });
      look();
    });
  const click = (cell: string): number => {
    const begun = performance.now();
    document.querySelector<HTMLButtonElement>(`${cell} .live-run`)?.click();
    return begun;
  };
  const seen = (selector: string) => (): boolean => document.querySelector(selector) !== null;
  window.benchFirst = async (cell) => {
    const begun = click(cell);
    const [first, types] = await Promise.all([
      when(seen(`${cell} .live-mark.live-ok`)),
      when(seen(`${cell} .live-problem`)),
    ]);
    return { first: first - begun, types: types - begun };
  };
  window.benchRun = async (cell) => {
    const begun = click(cell);
    await when(seen(`${cell} .live-mark.live-running`));
    return (await when(seen(`${cell} .live-mark.live-ok`))) - begun;
  };
}

/** Kilobytes that a server sends. */
function size(...paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0) / 1000;
}

/**
 * How soon a page answers: a first cell's result, what is wrong with its types, and a later cell, from the click on Run,
 * and how much is loaded for it. Without a browser nothing is measured.
 */
export function pageBenches(): { readonly benches: readonly Bench[]; end(): Promise<void> } {
  if (!needs.browser().ok) return { benches: [], end: async () => {} };
  let pages: Pages | undefined;
  const site = (): Pages => {
    pages ??= new Pages();
    return pages;
  };
  /** Numbers of a visit that no bench has taken yet. */
  const left = { file: new Map<keyof Visit, number>(), isolated: new Map<keyof Visit, number>() };
  const take = async (way: "file" | "isolated", what: keyof Visit): Promise<number> => {
    const known = left[way].get(what);
    left[way].delete(what);
    if (known !== undefined) return known;
    const visit = await site().visit(way);
    left[way] = new Map(Object.entries(visit) as [keyof Visit, number][]);
    left[way].delete(what);
    return visit[what];
  };
  const timed = (name: string, what: keyof Visit): Bench => ({
    name: `page: ${name}`,
    unit: "ms",
    peers: { "over http, isolated": () => take("isolated", what), "from a file": () => take("file", what) },
  });
  const sized = (name: string, paths: (folder: string) => readonly string[]): Bench => ({
    name: `page: ${name}`,
    unit: "kB",
    rounds: 1,
    peers: {
      gzipped: async () => {
        await site().ready();
        return size(...paths(site().folder));
      },
    },
  });
  const benches = [
    timed("click to a first cell's result", "first"),
    timed("click to what is wrong with its types", "types"),
    timed("click to a later cell's end", "later"),
    sized("a lesson before charts and live parts", lessonFiles),
    sized("live parts, once for all lessons", liveFiles),
  ];
  return { benches, end: async () => void (await pages?.end()) };
}

/** The page and what it loads at once, without Plotly. */
function lessonFiles(folder: string): readonly string[] {
  const page = readFileSync(join(folder, `${LESSON}.html`), "utf8");
  const loaded = [...page.matchAll(/(?:src|href)="\.\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path = ""]) => path,
  );
  return [`${LESSON}.html`, ...loaded.filter((path) => !path.includes("plotly"))].map((path) =>
    join(folder, path),
  );
}

function liveFiles(folder: string): readonly string[] {
  const live = join(folder, "assets", "live");
  return (
    readdirSync(live, { withFileTypes: true })
      // What sets Markdown comes only with the first output of it.
      .filter((entry) => entry.isFile() && entry.name !== "texts.js")
      .map(({ name }) => join(live, name))
  );
}
