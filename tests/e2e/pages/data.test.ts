import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { realDataSets } from "../../../notebooks/tools/render/data-sets.js";
import { describeWith, needs } from "../../support/needs.js";
import { LivePage } from "./live-page.js";
import { useLiveSite } from "./live-site.js";

const xor = "week-1/xor-by-hand";
const lessons = findLessons().filter(({ name }) => name === xor);
const folder = (set: string): string => join(process.env.GRADBOOK_DATA_DIR ?? "", set);
const files = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"].map(
  (name) => `${name}-ubyte.gz`,
);
const COUNTS = `import { datasets } from "gradbook";
const { train, test } = await datasets.mnist();
console.log(train.length, test.length, train.countPerClass().join(" "));`;
const COUNTED = "60000 10000 5923 6742 5958 6131 5842 5421 5918 6265 5851 5949";

describeWith([needs.browser(), needs.data()], "the real pictures on a page", () => {
  const site = useLiveSite(lessons);

  it.each(["file", "http"] as const)("from %s are chosen from disk once, and checked", async (way) => {
    await site.open(way, xor, async (page) => {
      const live = new LivePage(page);
      const own = await live.add("imports", COUNTS);
      await live.cell(own).locator(".live-run").click();
      const panel = live.cell(own).getByRole("group", { name: "MNIST" });
      await panel.waitFor();
      expect(await panel.locator("p").first().innerText()).toBe(
        "This page has no pictures of MNIST yet: fetch them (11.6 MB, from ossci-datasets.s3.amazonaws.com), or choose " +
          `${files.join(", ")} on your disk; this browser then keeps them.`,
      );
      // Of the other set, whose files have the same names, and something else.
      const other = join(site.folder, "notes.txt");
      writeFileSync(other, "no pictures");
      const input = panel.locator("input[type=file]");
      await input.setInputFiles([join(folder("fashion-mnist"), files[3]!), other]);
      const words = panel.getByRole("status");
      await words.filter({ hasText: "notes.txt is not one of them (11 bytes)" }).waitFor();
      expect(await words.innerText()).toContain(`${files[3]} is not one of them (5148 bytes)`);
      await input.setInputFiles([join(folder("mnist"), files[1]!), join(folder("mnist"), files[2]!)]);
      await words.filter({ hasText: `Missing: ${files[0]}, ${files[3]}.` }).waitFor();
      await input.setInputFiles([join(folder("mnist"), files[0]!), join(folder("mnist"), files[3]!)]);
      expect(await live.ended(own)).toBe("ok");
      expect(await live.shown(own)).toContain(COUNTED);
      await expect.poll(() => panel.count()).toBe(0);

      await page.reload();
      expect(await live.run(own)).toBe("ok");
      expect(await live.shown(own)).toContain(COUNTED);
    });
  });

  it("are fetched when the reader says so, not before, with progress, and kept", async () => {
    const mirror = "https://ossci-datasets.s3.amazonaws.com/mnist/";
    const asked: string[] = [];
    const act = async (page: LivePage["page"]): Promise<void> => {
      await page.route(`${mirror}*`, async (route) => {
        const name = basename(route.request().url());
        asked.push(name);
        const body = readFileSync(join(folder("mnist"), name));
        await route.fulfill({ body, headers: { "Access-Control-Allow-Origin": "*" } });
      });
      const live = new LivePage(page);
      const own = await live.add("imports", COUNTS);
      await live.cell(own).locator(".live-run").click();
      const panel = live.cell(own).getByRole("group", { name: "MNIST" });
      await panel.waitFor();
      expect(asked).toEqual([]);
      await panel.getByRole("button", { name: "Fetch them" }).click();
      expect(await live.ended(own)).toBe("ok");
      expect(asked).toEqual(files);
      expect(await live.shown(own)).toContain(COUNTED);
      await page.reload();
      expect(await live.run(own)).toBe("ok");
      expect(asked).toEqual(files);
    };
    await site.open("http", xor, act, { allowed: new RegExp(`^request: ${mirror}`) });
  });

  it("say in one sentence where they come from, where the reader does without, and a stop ends the question", async () => {
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      const own = await live.add("imports", COUNTS);
      await live.cell(own).locator(".live-run").click();
      await live.cell(own).getByRole("button", { name: "Not now" }).click();
      expect(await live.ended(own)).toBe("error");
      expect(await live.shown(own)).toContain(
        "DataError: MNIST: expected train-images-idx3-ubyte.gz, got nothing from this page; run the cell again and " +
          "choose where it comes from, or work with the generated stand-in, datasets.drawnDigits()",
      );
      await live.cell(own).locator(".live-run").click();
      const panel = live.cell(own).getByRole("group", { name: "MNIST" });
      await panel.waitFor();
      await live.stop();
      expect(await live.ended(own)).toBe("interrupted");
      await expect.poll(() => panel.count()).toBe(0);
    });
  });
});

describeWith([needs.browser(), needs.data()], "the real pictures beside the pages", () => {
  const site = useLiveSite(lessons, { data: realDataSets });

  it.each(["file", "http", "isolated"] as const)("from %s nobody is asked", async (way) => {
    await site.open(way, xor, async (page) => {
      const live = new LivePage(page);
      const own = await live.add("imports", COUNTS);
      expect(await live.run(own)).toBe("ok");
      expect(await live.shown(own)).toContain(COUNTED);
    });
  });
});
