import { build } from "esbuild";
import * as gradbook from "gradbook";
import { expect, test } from "vitest";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import { trainingProgram } from "./training-program.js";

/** The main entry and the training script as one classic script, which leaves its functions in `gradbookTest`. */
async function bundle(): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: {
      contents: `
        import * as gradbook from "./lib/src/index.ts";
        import { trainingProgram } from "./tests/lib/browser/training-program.ts";
        export const run = () => trainingProgram(gradbook);
      `,
      resolveDir: projectRoot,
    },
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
    const script = await bundle();
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
