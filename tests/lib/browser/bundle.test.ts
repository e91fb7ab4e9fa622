import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as gradbook from "gradbook";
import { build as buildWithVite, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import * as smallPage from "./small-page.js";
import { trainingProgram } from "./training-program.js";

/** A page's module as one classic script, which leaves its functions in `gradbookTest`. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents, resolveDir: projectRoot },
    bundle: true,
    write: false,
    minify: true,
    platform: "browser",
    format: "iife",
    globalName: "gradbookTest",
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]!.text;
}

describeWith(needs.browser(), "a bundle for the browser", () => {
  test("trains there with the bits of Node: data, layers, fit, a loop by hand, charts, files", async () => {
    const script = await bundle(`
      import * as gradbook from "./lib/src/index.ts";
      import { trainingProgram } from "./tests/lib/browser/training-program.ts";
      export const run = () => trainingProgram(gradbook);
    `);
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      await page.setContent("<!doctype html><title>bundle</title>");
      await page.addScriptTag({ content: script });
      const there: unknown = await page.evaluate("gradbookTest.run()");
      expect(problems).toEqual([]);
      expect(there).toEqual(await trainingProgram(gradbook));
    } finally {
      await browser.close();
    }
  });
});

/** A file that Vite builds of a page. */
type Chunk = Rolldown.OutputChunk;

/** The page as Vite builds it, which takes only what is used, and puts what is imported later in files of its own. */
async function builtByVite(page: string, folder: string): Promise<readonly Chunk[]> {
  const result = await buildWithVite({
    configFile: false,
    logLevel: "warn",
    root: folder,
    base: "./",
    resolve: { alias: { gradbook: join(projectRoot, "lib/src/index.ts") } },
    build: {
      outDir: "dist",
      minify: true,
      modulePreload: false,
      rollupOptions: { input: page, preserveEntrySignatures: "allow-extension" },
    },
  });
  return (result as Rolldown.RolldownOutput).output.filter((file): file is Chunk => file.type === "chunk");
}

/** Bytes of a file as a server sends it. */
function gzipped({ code }: Chunk): number {
  return gzipSync(code, { level: 9 }).length;
}

describe("a page that uses tensors, autograd and nn, built by Vite", () => {
  let folder = "";
  let chunks: readonly Chunk[] = [];
  let entry: Chunk;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradbook-page-"));
    chunks = await builtByVite(join(projectRoot, "tests/lib/browser/small-page.ts"), folder);
    entry = chunks.find((chunk) => chunk.isEntry)!;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("loads at most 55.7 kB, gzipped", () => {
    expect(entry.imports).toEqual([]);
    expect(gzipped(entry)).toBeLessThanOrEqual(55_700);
  });

  test("loads the recorder with the first prediction, at most 13.35 kB, and training with the first fit, at most 8.65", () => {
    const later = chunks.filter((chunk) => chunk !== entry);
    const sizes = new Map(later.map((chunk) => [chunk.name, gzipped(chunk)]));
    expect([...sizes.keys()].sort()).toEqual(["on-demand", "step-with-logits"]);
    expect(sizes.get("step-with-logits")).toBeLessThanOrEqual(13_350);
    expect(sizes.get("on-demand")).toBeLessThanOrEqual(8_650);
  });

  test("has every method of a tensor all the same, predicts and trains", async () => {
    const page: typeof smallPage = await import(pathToFileURL(join(folder, "dist", entry.fileName)).href);
    expect(page.methods()).toEqual(smallPage.methods());
    expect(page.compute()).toEqual(smallPage.compute());
    expect(page.compute().slice(0, 3)).toEqual([3, 5, 7]);
    expect(await page.learn()).toEqual(await smallPage.learn());
  });
});
