import { describe, expect, test } from "vitest";
import { printed, shownText, usePage } from "./node-page.js";

const page = usePage({
  lesson: {
    modules: [
      { specifier: "two", code: "const g = require('gradbook'); exports.two = () => g.tensor([2]).item();" },
      { specifier: "one", code: "exports.oneMore = (n) => n + require('./two').two() - 1;" },
    ],
    texts: { "runs.json": '{ "results": [1, 2] }' },
  },
  sources: {
    "one.ts": "export declare const oneMore: (n: number) => number;",
    "runs.json": '{ "results": [1, 2] }',
  },
  answers: ["Ada"],
});

/** What the last of some cells is. */
async function shown(...cells: readonly string[]): Promise<string | undefined> {
  let last: string | undefined;
  for (const cell of cells) {
    const { status, outputs, error } = await page.run(cell);
    expect(status, error?.traceback.join("\n")).toBe("ok");
    last = shownText(outputs);
  }
  return last;
}

describe("a page's session", () => {
  test("a first cell runs unchecked; what its types are is told later, and later cells are checked first", async () => {
    const first = await page.run("const wrong: string = 5; wrong");
    expect(shownText(first.outputs)).toBe("5");
    expect(first.problems).toEqual([]);
    await expect
      .poll(() => page.problems.get(first.cell))
      .toEqual(["Type 'number' is not assignable to type 'string'."]);
    const second = await page.run("const also: string = 5; also");
    expect(second).toMatchObject({ status: "refused", outputs: [] });
    expect(second.error?.traceback.join("\n")).toBe(
      "cell-2:1:7 - error TS2322: Type 'number' is not assignable to type 'string'.\n\n" +
        "1 | const also: string = 5; also\n  |       ~~~~",
    );
  });

  test("names are kept from cell to cell, redeclared as anything, and seen by earlier functions", async () => {
    expect(await shown("const kept = 1; const read = () => kept", "let kept = 2", "read()")).toBe("2");
    expect(await shown("function Map() { return 'mine' }", "Map()", "new globalThis.Map([[1, 2]])")).toBe(
      "Map(1) { 1 => 2 }",
    );
  });

  test("a watch is read when a cell has ended", async () => {
    const watched = await page.run(
      'import { watch } from "gradbook-kernel";\nlet level = 0;\nwatch(() => level);',
    );
    expect(watched.outputs).toMatchObject([
      { type: "display_data", bundle: { data: { "text/plain": "level = 0" } } },
    ]);
    const { outputs } = await page.run("for (level = 0; level < 1000; level++);");
    expect(outputs).toMatchObject([
      { type: "update_display_data", bundle: { data: { "text/plain": "level = 1000" } } },
    ]);
  });

  test("cells import the library, its exercises, the kernel's modules and the lesson's files", async () => {
    expect(await shown('import { tensor } from "gradbook";\ntensor([1, 2]).add(1).toString()')).toContain(
      "2, 3",
    );
    expect(await shown('import { isNumber } from "gradbook/exercise";\nisNumber(0.1 ** 2, 0.01)')).toBe(
      "true",
    );
    expect(await shown('import { oneMore } from "./one";\noneMore(4)')).toBe("5");
    expect(
      await shown(
        'import { readFileSync } from "node:fs";\nJSON.parse(readFileSync("runs.json", "utf8")).results',
      ),
    ).toBe("[ 1, 2 ]");
  });

  test.each([
    [
      "import { join } from 'node:path'; join('a')",
      "import: node:path is Node's, and this cell runs on a page; try it in JupyterLab",
    ],
    [
      "const l = await import('lodash'); l",
      'expected one of gradbook, gradbook/exercise, gradbook-kernel, tslab, got "lodash"',
    ],
    ["const l = await import('./nope'); l", 'expected a file of this lesson (./two, ./one), got "./nope"'],
    ["require('fs')", "require is Node's, and this cell runs on a page; try it in JupyterLab"],
    [
      "const fs = await import('node:fs'); fs.writeFileSync('a', 'b')",
      "node:fs: expected readFileSync of a file of this lesson, got writeFileSync; a page has no disk: try it in JupyterLab",
    ],
    ["!ls", "expected a cell for a page, got a command for a shell, which a page has not"],
    ["/** @module m */\nexport const a = 1", "expected a cell that runs, got one that defines a module"],
  ])("what a page has not is told: %s", async (cell, words) => {
    // Its types are not there either: as a cell whose types nobody checks.
    const { status, error } = await page.run(cell.startsWith("/**") ? cell : `// @ts-nocheck\n${cell}`);
    expect(status).toBe("error");
    expect(error?.evalue).toContain(words);
  });

  test("a rejection that nobody takes is shown, with its place", async () => {
    const { cell, status } = await page.run(
      "async function later() {\n  throw new Error('too late');\n}\nvoid later();",
    );
    expect(status).toBe("ok");
    await expect
      .poll(() => page.outputs.find((output) => output.type === "error" && output.cell === cell))
      .toMatchObject({ error: { ename: "Error", evalue: "too late", at: { cell, line: 2, column: 9 } } });
  });

  test.each([
    ["process.exit()", "process is Node's, and this cell runs on a page; try it in JupyterLab"],
    ["require('fs')", "require is Node's, and this cell runs on a page; try it in JupyterLab"],
    [
      "import path from 'node:path';",
      "node:path is Node's, and this cell runs on a page; try it in JupyterLab",
    ],
  ])("the checker says so, too: %s", async (cell, words) => {
    await page.kernel.check("1");
    const { status, problems } = await page.run(cell);
    expect(status).toBe("refused");
    expect(problems.map(({ message }) => message)).toEqual([words]);
  });

  test("what is printed comes in order, as Node prints it", async () => {
    const { outputs } = await page.run(
      'console.log("a", { b: [1, 2] }, "c %d", 5);\nconsole.group("g");\nconsole.info("in");\nconsole.groupEnd();\nconsole.error("bad")',
    );
    expect(printed(outputs)).toBe("a { b: [ 1, 2 ] } c %d 5\ng\n  in\n");
    expect(printed(outputs, "stderr")).toBe("bad\n");
  });

  test("display, its update and clearOutput go to the page", async () => {
    const { outputs } = await page.run(
      'import { clearOutput, display, html } from "gradbook-kernel";\nconst h = display(html("<b>1</b>"));\nh.update(html("<b>2</b>"));\nclearOutput({ wait: true })',
    );
    expect(outputs).toMatchObject([
      { type: "display_data", bundle: { data: { "text/html": "<b>1</b>" } } },
      { type: "update_display_data", bundle: { data: { "text/html": "<b>2</b>" } } },
      { type: "clear", wait: true },
    ]);
  });

  test("a figure of Plotly does not follow the window, as in the notebook that is saved of the page", async () => {
    const { outputs } = await page.run(
      'import { plotly } from "gradbook-kernel";\nplotly({ data: [], config: { responsive: true, scrollZoom: true } })',
    );
    const figure = { data: [], config: { scrollZoom: true } };
    expect(outputs).toMatchObject([{ bundle: { data: { "application/vnd.plotly.v1+json": figure } } }]);
    expect(JSON.stringify(outputs)).not.toContain("responsive");
  });

  test("tslab's display works, bytes and all", async () => {
    const { outputs } = await page.run(
      'import * as tslab from "tslab";\ntslab.display.png(new Uint8Array([1, 2, 3]))',
    );
    expect(outputs).toMatchObject([{ type: "display_data", bundle: { data: { "image/png": "AQID" } } }]);
  });

  test("input asks the reader", async () => {
    expect(await shown('import { input } from "gradbook-kernel";\nawait input("name")')).toBe("'Ada'");
  });

  test("an error has its place in the cell, and the line with a caret", async () => {
    const { status, error } = await page.run("const o: any = {};\nfunction f() {\n  o.missing();\n}\nf()");
    expect(status).toBe("error");
    const [head, ...rest] = error!.traceback;
    expect(head).toBe("TypeError: o.missing is not a function");
    expect(rest.join("\n")).toMatch(
      /^ {4}at f \(cell-\d+:3:5\)\n {4}at cell-\d+:5:1\n\n3 \| {3}o\.missing\(\);\n {2}\| {5}\^/,
    );
  });

  test("an editor's questions are answered over the names of the cells", async () => {
    await shown("const circle = { radius: 2 };");
    const source = "circle.ra";
    expect(await page.kernel.complete({ source, offset: source.length })).toMatchObject({
      matches: ["radius"],
    });
    expect((await page.kernel.inspect({ source: "circle", offset: 2 })).data["text/plain"]).toContain(
      "radius: number",
    );
    expect(await page.kernel.check("circle.area")).toMatchObject([{ line: 1, column: 8, length: 4 }]);
    // What was only looked at leaves no names.
    await page.kernel.check("const draft = 1");
    expect(await page.run("draft")).toMatchObject({ status: "refused" });
  });

  test("after a restart nothing is there", async () => {
    await shown("const gone = 1;");
    page.kernel.restart();
    expect(await page.run("gone")).toMatchObject({ status: "refused" });
    expect(await shown("1 + 1")).toBe("2");
  });
});
