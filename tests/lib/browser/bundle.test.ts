import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as gradbook from "gradbook";
import { build as buildWithVite, type Rolldown } from "vite";
import { beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import { compute, methods } from "./small-page.js";
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

/** The page's script as Vite builds it, which takes only what is used. */
async function builtByVite(page: string): Promise<string> {
  const result = await buildWithVite({
    configFile: false,
    logLevel: "warn",
    resolve: { alias: { gradbook: join(projectRoot, "lib/src/index.ts") } },
    build: { write: false, minify: true, lib: { entry: page, formats: ["iife"], name: "gradbookTest" } },
  });
  const [{ output }] = result as [Rolldown.RolldownOutput];
  expect(output).toHaveLength(1);
  return output[0].code;
}

describe("a page that uses tensors, autograd and nn, built by Vite", () => {
  let script = "";

  beforeAll(async () => {
    script = await builtByVite(join(projectRoot, "tests/lib/browser/small-page.ts"));
  });

  // It was 60 kB until steps looked at what JavaScript remembers, options at their names, and long sums at their blocks.
  test("loads at most 70.5 kB, gzipped", () => {
    expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(70_500);
  });

  test("has every method of a tensor all the same", () => {
    const page = new Function(`${script}; return gradbookTest;`)();
    expect(page.methods()).toEqual(methods());
    expect(page.compute()).toEqual(compute());
    expect(compute().slice(0, 3)).toEqual([3, 5, 7]);
  });
});
