import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { describeWith, needs } from "../support/needs.js";
import { FreshCopy, type RunningCourse } from "./fresh-copy.js";
import { LabPage } from "./lab-page.js";
import { labScheme, takeForReadme } from "./pictures.js";

const lesson = "week-1/xor-by-hand.ipynb";

interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: string | string[];
  readonly outputs?: readonly {
    readonly output_type: string;
    readonly text?: string | string[];
    readonly data?: Readonly<Record<string, unknown>>;
  }[];
}

/** The heights that the charts drawn by Plotly's renderer ask for; an interactive figure is drawn by one of its own. */
function heightsAskedFor(cells: readonly Cell[]): readonly number[] {
  return cells
    .flatMap(({ outputs = [] }) => outputs.map(({ data = {} }) => data))
    .filter((data) => data["application/vnd.gradbook.interactive+json"] === undefined)
    .flatMap((data) => {
      const figure = data["application/vnd.plotly.v1+json"] as { layout: { height: number } } | undefined;
      return figure === undefined ? [] : [figure.layout.height];
    });
}

/** One story told in order, as a learner lives it: from a fresh clone to the answer that is still there. */
describeWith([needs.python(), needs.browser()], "a fresh clone in JupyterLab", () => {
  const copy = new FreshCopy();
  let course: RunningCourse;
  let browser: Browser;
  let page: Page;
  let lab: LabPage;
  /** Addresses outside this computer that the pages asked for. */
  const outside: string[] = [];

  async function openLab(): Promise<void> {
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (/^(http|ws)/.test(protocol) && hostname !== "127.0.0.1") outside.push(request.url());
    });
    lab = new LabPage(page);
  }

  function savedCells(): readonly Cell[] {
    return JSON.parse(readFileSync(copy.mine(lesson), "utf8")).cells;
  }

  beforeAll(async () => {
    browser = await launchBrowser();
    course = await copy.start();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await course?.stop();
    copy.remove();
  });

  it("sets itself up step by step and opens the course index", async () => {
    expect(course.text).toMatch(/1\/8 npm packages done in \d+\.\d s/);
    expect(course.text).toMatch(/8\/8 interactive figures for JupyterLab done in \d+\.\d s/);
    expect(course.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/lab\/tree\/index\.ipynb\?token=[0-9a-f]{48}$/);
    await openLab();
    await page.goto(course.url);
    await lab.panel.getByRole("heading", { name: "Deep learning you can open" }).waitFor();
    expect(await page.locator(".jp-Notification-Toast, .jp-Dialog").count()).toBe(0);
  });

  it("lets nobody in without the token", async () => {
    expect((await fetch(`http://127.0.0.1:${course.port}/api/contents`)).status).toBe(403);
  });

  it("shows the lesson's charts before any cell has run", async () => {
    await lab.open(course.url, lesson);
    const chart = lab.panel.locator(".js-plotly-plot .main-svg").first();
    await chart.waitFor();
    expect((await chart.boundingBox())?.width).toBeGreaterThan(200);
  });

  it("does not take a lesson for changed that was only opened", async () => {
    await lab.idle();
    await page.waitForTimeout(1000);
    expect(await page.locator(".jp-mod-dirty").count()).toBe(0);
  });

  it("runs the lesson to the end without an error and draws its charts", async () => {
    await lab.idle();
    await lab.runAll();
    await lab.busy();
    await lab.idle();
    await lab.save();
    const cells = savedCells().filter((cell) => cell.cell_type === "code");
    const failed = cells.filter((cell) => cell.outputs?.some((output) => output.output_type === "error"));
    expect(failed.map((cell) => cell.id)).toEqual([]);
    const printed = cells.flatMap(
      (cell) => cell.outputs?.map((output) => [output.text ?? ""].flat().join("")) ?? [],
    );
    for (const line of ["(0,0) 0.011184", "(0,1) 0.994936", "(1,0) 0.994936", "(1,1) 0.024389"]) {
      expect(printed.join("\n")).toContain(line);
    }
    await lab.panel.locator(".js-plotly-plot .main-svg").first().waitFor();
    const asked = heightsAskedFor(cells);
    expect(asked.length).toBeGreaterThan(4);
    await expect.poll(() => lab.chartHeights()).toEqual(asked);
    for (let i = 0; i < asked.length; i++) {
      await lab.panel.locator(".jp-RenderedPlotly").nth(i).scrollIntoViewIfNeeded();
      await expect.poll(() => lab.chartHeights()).toEqual(asked);
    }
    await takeForReadme("lesson", {
      page,
      toScheme: labScheme,
      take: async () => {
        const heading = lab.panel.getByRole("heading", { name: "What the hidden layer does" });
        await heading.evaluate((element) => element.scrollIntoView({ block: "start" }));
        await page.waitForTimeout(1000);
        return page.screenshot();
      },
    });
  });

  it.each(["while (true) {}", "await new Promise(() => {})"])(
    "stops %s within a second and keeps every variable",
    async (code) => {
      const cell = await lab.runNew(code);
      await lab.busy();
      await page.waitForTimeout(300);
      expect(await lab.stop()).toBeLessThan(1000);
      expect(await cell.innerText()).toContain("KeyboardInterrupt");
      expect(await lab.output("K.shape")).toBe("[ 4, 2 ]");
    },
  );

  it("reports a product whose shapes do not fit before the cell runs", async () => {
    const text = await lab.output('console.log("ran");\nX.matmul(tensor([[1], [2], [3]]));');
    await takeForReadme("typed-error", {
      page,
      toScheme: labScheme,
      take: () => lab.panel.locator(".jp-Cell.jp-mod-active").screenshot(),
    });
    expect(text).toMatch(/2:10 - error/);
    expect(text).toContain("inner sizes differ: [4, 2] x [3, 1]");
    expect(text).toContain("~");
    expect(text).not.toMatch(/^ran/);
  });

  it("keeps an answer over a restart, and git sees no change", async () => {
    await lab.output("const myAnswer = 6 * 7; myAnswer");
    await lab.save();
    await page.close();
    await course.stop();
    expect(copy.changes()).toBe("");

    course = await copy.start();
    expect(course.text).toMatch(/^Set-up\n {2}ready in \d\.\d s$/m);
    expect(JSON.stringify(savedCells())).toContain("const myAnswer = 6 * 7");
    await openLab();
    await lab.open(course.url, lesson);
    expect(await lab.output("6 * 7")).toBe("42");
    expect(copy.changes()).toBe("");
  });

  it("asked nothing of the network", () => {
    expect(outside).toEqual([]);
  });

  it("has ended everything it started when Ctrl-C gives the prompt back", async () => {
    expect(copy.processes().filter((command) => /kernel\/dist\/cli\.js/.test(command))).not.toEqual([]);
    await course.stop();
    // The type service that kernels share waits a few seconds for another kernel, and then ends itself.
    const isShared = (command: string) => command.includes('"generation":');
    expect(copy.processes().filter((command) => !isShared(command))).toEqual([]);
    await expect.poll(() => copy.processes()).toEqual([]);
  });
});
