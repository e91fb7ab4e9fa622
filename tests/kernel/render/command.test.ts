import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";

const folder = mkdtempSync(join(tmpdir(), "gradbook render ä-"));
const cli = fileURLToPath(new URL("../../../kernel/dist/cli.js", import.meta.url));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function render(...args: readonly string[]) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [cli, "render", ...args], {
    encoding: "utf8",
    cwd: folder,
  });
  return { status, stderr, stdout };
}

const code = (
  id: string,
  source: string,
  outputs: readonly unknown[] = [],
  tags: readonly string[] = [],
) => ({
  cell_type: "code",
  ...{ id, metadata: { tags }, source, execution_count: null, outputs },
});
const text = (id: string, source: string) => ({ cell_type: "markdown", id, metadata: {}, source });

/** Writes a notebook into the folder. */
function notebook(name: string, cells: readonly unknown[], language = "typescript"): string {
  const metadata = { kernelspec: { name: language, language, display_name: language } };
  writeFileSync(join(folder, name), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }));
  return name;
}

const pageOf = (name: string) => readFileSync(join(folder, name), "utf8");

describe("gradbook-kernel render", () => {
  it("runs notebooks, two at a time, and writes a page beside each, with links between them", () => {
    const a = notebook("a.ipynb", [
      text("t", "# First\n\n[next](b.ipynb#x) [other](c.ipynb)"),
      code("c", "const x = 6 * 7;\nx"),
    ]);
    const b = notebook("b.ipynb", [code("c", "console.log([1, 2].map((n) => n * 2))")]);
    const { status, stderr } = render(a, b);
    expect(stderr).toContain("a.ipynb → a.html");
    expect(status).toBe(0);
    expect(pageOf("a.html")).toContain("<title>First</title>");
    expect(pageOf("a.html")).toContain('<pre class="stream">42</pre>');
    expect(pageOf("a.html")).toContain('data-type="const x: number"');
    expect(pageOf("a.html")).toContain('<a href="b.html#x">next</a> <a href="c.ipynb">other</a>');
    expect(pageOf("b.html")).toContain("<title>b</title>");
    expect(pageOf("b.html")).toContain("[ 2, 4 ]");
  });

  it("shows a cell that fails as it failed, runs none after it, and ends non-zero with cell and line", () => {
    const file = notebook("fails.ipynb", [
      code("one", "const a = 1;"),
      code("expected", "throw new Error('announced')", [], ["raises-exception"]),
      code("two", "console.log('before');\nif (a) throw new TypeError('no good')"),
      code("three", "console.log('after')", [{ output_type: "stream", name: "stdout", text: "stale" }]),
    ]);
    const { status, stderr } = render(file);
    expect(status).toBe(1);
    expect(stderr).toContain("1 of 1 failed:\n  fails.ipynb: cell 3, line 2 (id two): TypeError: no good");
    const page = pageOf("fails.html");
    expect(page).toContain("Line 2 of this cell failed (TypeError); the cells below were not run.");
    expect(page).toMatch(/announced[\s\S]*before[\s\S]*<pre class="error"[^>]*>TypeError: no good/);
    expect(page).not.toContain("stale");
  });

  it("names the line of a type error", () => {
    const { status, stderr } = render(notebook("types.ipynb", [code("t", "\nconst s: string = 1;")]));
    expect(status).toBe(1);
    expect(stderr).toMatch(/types\.ipynb: cell 1, line 2 \(id t\): TypeScriptError: TS?2322/);
  });

  it("interrupts a cell at its --timeout and keeps what it printed", () => {
    const file = notebook("slow.ipynb", [
      code("slow", "console.log('begun'); for (;;) {}"),
      code("next", "1"),
    ]);
    const { status, stderr } = render(file, "--timeout", "1");
    expect(status).toBe(1);
    expect(stderr).toContain(
      "cell 1 (id slow): TimeoutError: the cell did not end within 1 s and was interrupted",
    );
    expect(pageOf("slow.html")).toContain("begun");
  });

  it("shows stored outputs with --no-execute, and those of other kernels' notebooks", () => {
    const stored = [{ output_type: "stream", name: "stdout", text: "stored" }];
    const own = notebook("own.ipynb", [code("c", "console.log('fresh')", stored)]);
    expect(render(own, "--no-execute").status).toBe(0);
    expect(pageOf("own.html")).toContain(">stored</pre>");
    const python = notebook("python.ipynb", [code("c", "print('fresh')", stored)], "python");
    const { status, stderr } = render(python);
    expect(status).toBe(0);
    expect(stderr).toContain("python.ipynb: shown with its stored outputs: it is for the kernel of python");
    expect(pageOf("python.html")).toContain(">stored</pre>");
  });

  it("runs JavaScript as JavaScript", () => {
    const file = notebook("js.ipynb", [code("c", "let x = 1; x = 'two'; x.length")], "javascript");
    expect(render(file)).toMatchObject({ status: 0 });
    expect(pageOf("js.html")).toContain('<pre class="stream">3</pre>');
  });

  it("goes on with the others after a file that is no notebook, and says the place", () => {
    writeFileSync(join(folder, "no.ipynb"), '{ "nbformat": 4, "cells": [{ "cell_type": "markdown" }] }');
    const { status, stderr } = render("no.ipynb", "missing.ipynb", notebook("ok.ipynb", []));
    expect(status).toBe(1);
    expect(stderr).toContain(
      "2 of 3 failed:\n  no.ipynb: no.ipynb: cells[0].source: expected text, got nothing",
    );
    expect(stderr).toContain("missing.ipynb: missing.ipynb: expected a notebook, found no such file");
    expect(existsSync(join(folder, "no.html"))).toBe(false);
    expect(existsSync(join(folder, "ok.html"))).toBe(true);
  });

  it("writes where --output says, pictures beside the notebook into the page, and others not", () => {
    mkdirSync(join(folder, "in"), { recursive: true });
    writeFileSync(join(folder, "in/p.svg"), "<svg/>");
    writeFileSync(join(folder, "secret.png"), "secret");
    const file = notebook("in/p.ipynb", [text("t", "![p](p.svg) ![q](../secret.png)")]);
    expect(render(file, "--output", "out", "--theme", "dark").status).toBe(0);
    expect(pageOf("out/p.html")).toContain('src="data:image/svg+xml;base64,PHN2Zy8+"');
    expect(pageOf("out/p.html")).toContain('src="../secret.png"');
    expect(pageOf("out/p.html")).toContain('data-chosen-theme="dark"');
    expect(render(file, "-o", "deep/er/one.html").status).toBe(0);
    expect(existsSync(join(folder, "deep/er/one.html"))).toBe(true);
  });

  it.each([
    [[], "render: expected notebooks, got no argument"],
    [["a.ipynb", "--theme", "blue"], "render: expected --theme light, dark or auto, got blue"],
    [["a.ipynb", "--timeout", "soon"], "render: expected --timeout in seconds, got soon"],
    [
      ["a.ipynb", "b.ipynb", "-o", "c.html"],
      "render: expected a folder as --output of 2 notebooks, got c.html",
    ],
    [["a.ipynb", "--nonsense"], "render: Unknown option '--nonsense'"],
  ])("refuses %j", (args, message) => {
    const { status, stderr } = render(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describeWith(needs.browser(), "a rendered notebook in a browser, from a file with the network off", () => {
  const figure = { data: [{ y: [1, 3, 2] }], layout: { title: { text: "A chart" } } };
  const shown = (data: object) => ({ output_type: "display_data", data, metadata: {} });
  const cells = [
    text(
      "t",
      "# Title $x^2$\n\n<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">",
    ),
    code("figure", "1", [shown({ "application/vnd.plotly.v1+json": figure })]),
    code("html", "2", [shown({ "text/html": "<b id='b'>b</b><script>document.title = 'run'</script>" })]),
    code("script", "3", [shown({ "text/javascript": "element.textContent = 'ran';" })]),
    code("printed", "4", [{ output_type: "stream", name: "stdout", text: "\x1b[31mred\x1b[0m" }]),
  ];

  async function open(args: readonly string[], look: (page: Page) => Promise<void>): Promise<string[]> {
    expect(render(notebook("page.ipynb", cells), "--no-execute", ...args).status).toBe(0);
    const browser = await launchBrowser();
    const context = await browser.newContext({ offline: true, colorScheme: "dark" });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(pathToFileURL(join(folder, "page.html")).href);
    await page.locator(".plotly-plot .main-svg").first().waitFor();
    await look(page);
    await browser.close();
    return complaints;
  }

  it("draws figures, sets formulas in its own fonts, and runs nothing of the author's", async () => {
    const complaints = await open([], async (page) => {
      expect(await page.title()).toBe("Title");
      expect(
        await page.evaluate(() => document.fonts.ready.then(() => document.fonts.check("16px KaTeX_Main"))),
      ).toBe(true);
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
      expect(await page.locator("#cell-script .output").innerText()).toContain("A script, which is not run");
      await page.getByRole("button", { name: /^Colors/ }).click();
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
    });
    // The picture that is not there.
    expect(complaints.filter((words) => !words.includes("ERR_FILE_NOT_FOUND"))).toEqual([]);
  });

  it("runs the author's scripts with --trust", async () => {
    await open(["--trust"], async (page) => {
      expect(await page.title()).toBe("run");
      expect(await page.locator("#cell-script .output").innerText()).toBe("ran");
    });
  });
});
