import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as gradbook from "gradbook";
import { describe, expect, test } from "vitest";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
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

/** What a page that trains a network of its own takes of the library: no charts, no data sets. */
const smallPage = `
  import { grad, nn, tensor } from "./lib/src/index.ts";
  export const methods = () => Object.getOwnPropertyNames(Object.getPrototypeOf(tensor([1])));
  export function run() {
    const slope = grad((x) => x.mul(x).add(x).sum())(tensor([1, 2, 3]));
    const model = nn.sequential([nn.dense(2, { activation: "tanh" }), nn.dense(1)], { seed: 1 });
    return [...slope.toArray(), ...model.apply(tensor([[0, 1]])).data];
  }
`;

describe("a page that uses tensors, autograd and nn", () => {
  test("loads at most 60 kB, gzipped", async () => {
    expect(gzipSync(await bundle(smallPage), { level: 9 }).length).toBeLessThanOrEqual(60_000);
  });

  test("has every method of a tensor all the same", async () => {
    const page = new Function(`${await bundle(smallPage)}; return gradbookTest;`)();
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(gradbook.tensor([1])));
    expect(page.methods().sort()).toEqual(methods.sort());
    const { nn } = gradbook;
    const model = nn.sequential([nn.dense(2, { activation: "tanh" }), nn.dense(1)], { seed: 1 });
    expect(page.run()).toEqual([3, 5, 7, ...model.apply(gradbook.tensor([[0, 1]])).data]);
  });
});
