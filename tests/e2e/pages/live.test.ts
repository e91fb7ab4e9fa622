import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { isDrawnToFit } from "../../support/interactive-figure.js";
import { describeWith, needs } from "../../support/needs.js";
import { pageScheme, takeForReadme } from "../pictures.js";
import { LivePage } from "./live-page.js";
import { phone, useLiveSite, type Way } from "./live-site.js";

const xor = "week-1/xor-by-hand";
const lessons = findLessons().filter(({ name }) => name === xor);
/** Training without an end. */
const FIT = `import { nn, tensor } from "gradbook";
const X = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), Y = tensor([[0], [1], [1], [0]]);
const endless = nn.sequential([nn.dense(2, { activation: "tanh" }), nn.dense(1)]);
endless.compile({ optimizer: "sgd", loss: "meanSquaredError" });
await endless.fit([X, Y], { epochs: 1e9, progress: "none", callbacks: [{ onTrainBegin: () => console.log("begun") }] });`;
/** Training that comes to other weights each time, and takes long enough to be kept. */
const UNSEEDED = `import { nn, tensor } from "gradbook";
const X = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), Y = tensor([[0], [1], [1], [0]]);
const unseeded = nn.sequential([nn.dense(8, { activation: "tanh" }), nn.dense(1)]);
unseeded.compile({ optimizer: "adam", loss: "meanSquaredError" });
const past = await unseeded.fit([X, Y], { epochs: 30_000, progress: "none" });
const digest = () => [past.epochs.length, past.last("loss"), ...unseeded.predict(X).data].join(" ");
digest()`;
/** Steps with kernels so large that threads share them. */
const WIDE = `import { info, nn, random } from "gradbook";
const x = random.generator(1).normal([512, 784]), y = random.generator(2).normal([512, 10]);
const wide = nn.sequential([nn.dense(512, { activation: "tanh" }), nn.dense(10)], { seed: 1 });
wide.compile({ optimizer: "sgd", loss: "meanSquaredError" });
await wide.fit([x, y], { epochs: 10, batchSize: 128, progress: "none" });
"trained"`;
/** A figure that three sliders move. */
const SLIDERS = `import { plot } from "gradbook";
plot.interactive(({ sliders: { a, b, steps } }) => ({ figure: plot.line({ y: [a, b, steps] }), text: "moved" }), {
  sliders: { a: { min: 0, max: 60, value: 1 }, b: { min: 0, max: 60, value: 2 }, steps: { min: 0, max: 60, value: 3 } },
})`;
const ways: readonly Way[] = ["file", "http", "isolated"];

describeWith(needs.browser(), "a lesson on its page", () => {
  const site = useLiveSite(lessons);

  it.each(ways)("from %s stops whatever runs, and the variables are there afterwards", async (way) => {
    // An address that the page has revoked is how a worker learns of it over http.
    const allowed = /^not there: blob:/;
    await site.open(
      way,
      xor,
      async (page) => {
        const live = new LivePage(page);
        expect(await live.run("imports")).toBe("ok");
        const kept = await live.add("imports", "let precious = { since: 'before' }; precious");
        expect(await live.run(kept)).toBe("ok");
        const endless = await live.add(kept, "");
        for (const source of [
          "console.log('begun'); while (true) {}",
          "console.log('begun'); try { while (true) {} } finally { while (true) {} }",
          "console.log('begun'); await new Promise(() => {})",
          FIT,
        ]) {
          await live.write(endless, source);
          await live.cell(endless).locator(".live-run").click();
          await live.cell(endless).locator(".live-outputs", { hasText: "begun" }).waitFor();
          await live.stop();
          expect(await live.ended(endless)).toBe("interrupted");
          await live.write(kept, "precious");
          expect(await live.run(kept), source).toBe("ok");
          expect(await live.shown(kept)).toContain("{ since: 'before' }");
          await live.write(kept, "let precious = { since: 'before' }; precious");
          expect(await live.run(kept)).toBe("ok");
        }
      },
      { allowed },
    );
  });

  it("brings trained models back when the session had to be ended, without training them again", async () => {
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      const trained = await live.add("imports", UNSEEDED);
      expect(await live.run(trained)).toBe("ok");
      const weights = (await live.shown(trained)).trim();
      const loop = await live.add(trained, "console.log('begun'); while (true) {}");
      await live.cell(loop).locator(".live-run").click();
      await live.cell(loop).locator(".live-outputs", { hasText: "begun" }).waitFor();
      await live.stop();
      expect(await live.ended(loop)).toBe("interrupted");
      await live.write(loop, "digest()");
      expect(await live.run(loop)).toBe("ok");
      expect((await live.shown(loop)).trim()).toBe(weights);
    });
  });

  it.each(ways)(
    "from %s trains with the threads that there may be, and without a word of theirs",
    async (way) => {
      await site.open(way, xor, async (page) => {
        const live = new LivePage(page);
        const trained = await live.add("imports", WIDE);
        expect(await live.run(trained)).toBe("ok");
        // What a thread has to say comes before the next cell's end.
        const later = await live.add(trained, "info().threads");
        expect(await live.run(later)).toBe("ok");
        expect((await live.shown(trained)).trim()).toBe("'trained'");
      });
    },
  );

  it.each(ways)("from %s answers an exercise, and keeps what was done over a reload", async (way) => {
    await site.open(way, xor, async (page) => {
      const live = new LivePage(page);
      const exercise = live.cell("exercise-1");
      await exercise.getByRole("radio", { name: "AND", exact: true }).check();
      await exercise.getByRole("button", { name: "Check" }).click();
      await exercise.locator(".live-outputs", { hasText: "not yet. AND is what" }).waitFor();
      await exercise.getByRole("radio", { name: "NOR", exact: true }).check();
      await exercise.getByRole("button", { name: "Check" }).click();
      await exercise.locator(".live-outputs", { hasText: "solved" }).waitFor();
      const progress = page.locator(".live-progress");
      await progress.filter({ hasText: "1 of 4 exercises solved" }).waitFor();
      await page.reload();
      await expect.poll(() => progress.innerText()).toBe("1 of 4 exercises solved");
      await expect.poll(() => exercise.locator("pre.shiki").innerText()).toContain('= "NOR";');
      const nor = exercise.getByRole("radio", { name: "NOR", exact: true });
      await expect.poll(() => nor.isChecked()).toBe(true);
      await page.locator("a.home").click();
      await page.locator(`[data-lesson="${xor}"]`, { hasText: "1 of 4 exercises solved" }).waitFor();
    });
  });

  it("is worked on by touch on a phone of 400 pixels: numbers and choices without any code", async () => {
    await site.open(
      "file",
      xor,
      async (page) => {
        const range = page.locator("#cell-exercise-2");
        await range.locator("input").nth(0).fill("-10");
        await range.locator("input").nth(1).fill("-5");
        await range.getByRole("button", { name: "Check" }).tap();
        await range.locator(".live-outputs", { hasText: "Exercise 2: solved" }).waitFor();
        await takeForReadme("phone", {
          page,
          toScheme: pageScheme,
          take: async () => {
            await range.evaluate((element) => element.scrollIntoView({ block: "center" }));
            await page.waitForTimeout(1000);
            return page.screenshot();
          },
        });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
      },
      phone,
    );
  });

  it("has sliders that a finger can move, also where figures of another kind stand on the page", async () => {
    await site.open(
      "file",
      xor,
      async (page) => {
        const live = new LivePage(page, { touch: true });
        // Such a figure of the lesson itself.
        await page.locator("figure.gradbook-figure .gradbook-controls input").first().waitFor();
        const own = await live.add("imports", SLIDERS);
        expect(await live.run(own)).toBe("ok");
        const tracks = live.cell(own).locator(".gradbook-interactive input[type=range]");
        await expect.poll(() => tracks.count()).toBe(3);
        for (const track of await tracks.all())
          expect((await track.boundingBox())!.width).toBeGreaterThan(180);
      },
      phone,
    );
  });

  it("strips types first, and says later what is wrong with them; later cells are checked before they run", async () => {
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      const first = await live.add("imports", "const wrong: string = 5; wrong");
      expect(await live.run(first)).toBe("ok");
      expect(await live.shown(first)).toContain("5");
      await live
        .cell(first)
        .locator(".live-problem", { hasText: "Type 'number' is not assignable to type 'string'" })
        .waitFor();
      const second = await live.add(
        "imports",
        'import { tensor } from "gradbook";\ntensor([[1, 2]]).matmul(tensor([[1, 2]]))',
      );
      expect(await live.run(second)).toBe("refused");
      expect(await live.shown(second)).toMatch(/matmul: inner sizes differ[\s\S]*~~~~/);
    });
  });

  it("has an editor that completes, shows types and underlines errors as one writes", async () => {
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      expect(await live.run("matrix-code")).toBe("ok");
      const own = await live.add("matrix-code", "X.matm");
      await page.locator(".cm-tooltip-autocomplete li", { hasText: "matmul" }).first().waitFor();
      await page.keyboard.press("Escape");
      await live.write(own, "X.nothing");
      await live.cell(own).locator(".cm-lintRange-error").waitFor();
      await live.write(own, "K");
      await live
        .cell(own)
        .locator(".cm-line")
        .hover({ position: { x: 20, y: 8 } });
      await page.locator(".live-hover", { hasText: "Tensor<[4, 2]>" }).waitFor();
    });
  });

  it("offers no completion to whoever has gone on before it came", async () => {
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      const kept = await live.add("imports", "const precious = 1;");
      // Before the types are there: their answer comes when the editor has long been left.
      const left = await live.add(kept, "precious");
      expect(await live.run(left)).toBe("ok");
      // The service answers in order, so that what was asked first has come when this has.
      await live.write(kept, "precious");
      await page.keyboard.press("Control+Space");
      await live.cell(kept).locator(".cm-tooltip-autocomplete").waitFor();
      expect(await live.cell(left).locator(".cm-tooltip-autocomplete").count()).toBe(0);
    });
  });

  it("asks, clears, shows progress and widgets, and tells an error with its place", async () => {
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      const own = await live.add("imports", "");
      await live.write(
        own,
        'import { input } from "gradbook-kernel";\nconst who = await input("Your name?");\nwho.toUpperCase()',
      );
      await live.cell(own).locator(".live-run").click();
      await live.cell(own).locator(".live-input input").fill("Ada");
      await live.cell(own).locator(".live-input button").click();
      expect(await live.ended(own)).toBe("ok");
      expect(await live.shown(own)).toContain("'ADA'");
      await live.write(
        own,
        'import { widgets } from "gradbook-kernel";\nawait widgets.interact(({ w }) => { console.log("w is", w); }, { w: [0, 10] });',
      );
      expect(await live.run(own)).toBe("ok");
      await live.cell(own).locator(".live-outputs", { hasText: "w is 5" }).waitFor();
      await live.cell(own).locator("input[type=range]").fill("7");
      await live.cell(own).locator(".live-outputs", { hasText: "w is 7" }).waitFor();
      await expect.poll(() => live.shown(own)).not.toContain("w is 5");
      await live.write(own, "const o: any = {};\no.missing()");
      expect(await live.run(own)).toBe("error");
      expect(await live.shown(own)).toMatch(/o\.missing is not a function[\s\S]*2 \| o\.missing\(\)\n.*\^/);
    });
  });

  it("moves a point of a figure, which the session computes", async () => {
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      expect(await live.run("xor-line-chart")).toBe("ok");
      const says = live.cell("xor-line-chart").locator(".gradbook-says");
      const picture = live.cell("xor-line-chart").locator(".gradbook-picture");
      const end = live.cell("xor-line-chart").locator("button.gradbook-handle").first();
      await end.waitFor();
      await expect.poll(() => says.innerText()).toMatch(/\d of 4 corners are right\./);
      const figure = live.cell("xor-line-chart").locator(".gradbook-interactive");
      await expect.poll(() => isDrawnToFit(figure)).toBe(true);
      const before = await picture.innerHTML();
      await end.focus();
      for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
      await expect.poll(() => picture.innerHTML()).not.toBe(before);

      // And by mouse: the line is dragged level, and two corners lie on either side.
      await live.cell("xor-line-chart").locator(".gradbook-stage").scrollIntoViewIfNeeded();
      const [one, other] = await Promise.all(
        [0, 1].map((i) => live.cell("xor-line-chart").locator("button.gradbook-handle").nth(i).boundingBox()),
      );
      await page.mouse.move(one!.x + one!.width / 2, one!.y + one!.height / 2);
      await page.mouse.down();
      await page.mouse.move(one!.x + one!.width / 2, other!.y + other!.height / 2, { steps: 10 });
      await page.mouse.up();
      await expect.poll(() => says.innerText()).toBe("2 of 4 corners are right.");
    });
  });

  it("loads less than 1.5 MB for what runs, once, and a lesson without it less than 200 kB", () => {
    const sizeOf = (...path: string[]): number => gzipSync(readFileSync(join(site.folder, ...path))).length;
    // What sets Markdown comes only with the first output of it.
    expect(sizeOf("assets", "live", "texts.js")).toBeLessThan(130_000);
    const live = readdirSync(join(site.folder, "assets", "live"), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "texts.js")
      .reduce((sum, { name }) => sum + sizeOf("assets", "live", name), 0);
    expect(live).toBeLessThan(1_500_000);
    const page = readFileSync(join(site.folder, `${xor}.html`), "utf8");
    const loaded = [...page.matchAll(/(?:src|href)="\.\.\/(assets\/[^"]+\.(?:js|css))"/g)]
      .map(([, path = ""]) => path)
      .filter((path) => !path.includes("plotly"));
    const whole = [`${xor}.html`, ...loaded].reduce((sum, path) => sum + sizeOf(path), 0);
    expect(whole).toBeLessThan(200_000);
  });

  it("saves a notebook, opens it elsewhere, and resets", async () => {
    let saved = "";
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      await live.write("exercise-4", "const otherBias: number | null = 5;\ncheckBias(otherBias)");
      await live.add("exercise-4", "1 + 1");
      const { path, notebook } = await live.save();
      saved = join(site.folder, "saved.ipynb");
      writeFileSync(saved, JSON.stringify(notebook));
      expect(path).not.toBe("");
      const at = notebook.cells.findIndex(({ id }) => id === "exercise-4");
      expect(notebook.cells[at]?.source).toContain("= 5;");
      expect(notebook.cells[at + 1]?.source).toBe("1 + 1");
      expect(notebook.cells.filter(({ id }) => !id.startsWith("own-")).map(({ id }) => id)).toEqual(
        lessons[0]!.notebook.cells.map(({ id }) => id),
      );
    });
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      await page.locator('input[type="file"]').setInputFiles(saved);
      await live.cell("exercise-4").locator("pre.shiki", { hasText: "= 5;" }).waitFor();
      await expect.poll(() => page.locator(".live-own pre").innerText()).toBe("1 + 1");
      page.on("dialog", (dialog) => void dialog.accept());
      await live.more("Reset this lesson");
      await live.cell("exercise-4").locator("pre.shiki", { hasText: "= null;" }).waitFor();
      await expect.poll(() => page.locator(".live-own").count()).toBe(0);
    });
  });

  it("loses nothing when the course changes a cell: both texts are offered", async () => {
    await site.open("file", xor, async (page) => {
      await page.evaluate((lesson) => {
        const cells = {
          "exercise-4": { source: "const otherBias = 5;", base: "an earlier text" },
          "gone-now": { source: "mine, of a cell that is gone", base: "x" },
        };
        const kept = { version: 1, cells, own: [], aside: [] };
        localStorage.setItem(`gradbook.work/${lesson}`, JSON.stringify(kept));
      }, xor);
      await page.reload();
      const live = new LivePage(page);
      await live.cell("exercise-4").getByText("Both are kept").waitFor();
      await page.locator(".live-aside", { hasText: "earlier version" }).locator("summary").click();
      await expect
        .poll(() => page.locator(".live-aside pre").innerText())
        .toBe("mine, of a cell that is gone");
      const source = () => live.cell("exercise-4").locator("pre.shiki").innerText();
      await live.cell("exercise-4").getByRole("button", { name: "Go on with mine" }).click();
      await expect.poll(source).toBe("const otherBias = 5;");
      await page.reload();
      await expect.poll(source).toBe("const otherBias = 5;");
    });
  });
});
