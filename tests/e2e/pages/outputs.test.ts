import { expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { describeWith, needs } from "../../support/needs.js";
import { LivePage } from "./live-page.js";
import { useLiveSite } from "./live-site.js";

const xor = "week-1/xor-by-hand";

describeWith(needs.browser(), "what cells of a page put out", () => {
  const site = useLiveSite(findLessons().filter(({ name }) => name === xor));

  it.each(["file", "isolated"] as const)("from %s, Markdown and formulas are set", async (way) => {
    await site.open(way, xor, async (page) => {
      const live = new LivePage(page);
      const own = await live.add(
        "imports",
        'import { display } from "tslab";\ndisplay.markdown("# Title\\n\\n- one with $w_1$\\n\\n| a | b |\\n| - | - |\\n| 1 | 2 |");\ndisplay.latex("$$\\\\sigma(x)$$");',
      );
      expect(await live.run(own)).toBe("ok");
      const outputs = live.cell(own).locator(".live-outputs");
      await outputs.locator(".markdown h1", { hasText: "Title" }).waitFor();
      await outputs.locator(".markdown li .katex").waitFor();
      await outputs.locator(".markdown table td", { hasText: "2" }).waitFor();
      await outputs.locator(".latex .katex-display").waitFor();
      // The next one is set at once.
      await live.write(own, 'import { display } from "tslab";\ndisplay.markdown("**strong**");');
      expect(await live.run(own)).toBe("ok");
      expect(await outputs.locator("strong").innerText()).toBe("strong");
    });
  });

  it("names of Node are told for what they are", async () => {
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      const own = await live.add("imports", "// @ts-nocheck\nprocess.exit()");
      expect(await live.run(own)).toBe("error");
      expect(await live.shown(own)).toContain(
        "ReferenceError: process is Node's, and this cell runs on a page; try it in JupyterLab",
      );
    });
  });

  it("a rejection that nobody takes is shown with its place, under its cell", async () => {
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      const own = await live.add(
        "imports",
        "async function later() {\n  throw new Error('too late');\n}\nvoid later();",
      );
      expect(await live.run(own)).toBe("ok");
      const error = live.cell(own).locator(".live-outputs pre.error");
      await error.waitFor();
      expect(await error.innerText()).toMatch(
        /^Error: too late\n[\s\S]*2 \| {3}throw new Error\('too late'\);\n.*\^/,
      );
    });
  });
});
