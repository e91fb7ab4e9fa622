import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { errorOf, resultText, streamText, underWay, useKernel } from "./support/kernel.js";

/** The kernel for JavaScript, as its kernelspec starts it. What the compiler makes of cells: compiler/javascript.test.ts. */
const cli = fileURLToPath(new URL("dist/cli.js", import.meta.resolve("gradbook-kernel/package.json")));
const kernel = useKernel({ command: [process.execPath, cli, "start", "{connection_file}", "--javascript"] });

const result = async (code: string) => resultText((await kernel.run(code)).outputs);

test("kernel_info names JavaScript", async () => {
  const info = await kernel.client.request("shell", "kernel_info_request");
  expect(info).toMatchObject({
    status: "ok",
    banner: expect.stringContaining("JavaScript (gradbook-kernel"),
    language_info: {
      name: "javascript",
      version: process.versions.node,
      file_extension: ".js",
      mimetype: "text/javascript",
      pygments_lexer: "javascript",
      codemirror_mode: { name: "javascript" },
      nbconvert_exporter: "script",
    },
    help_links: expect.arrayContaining([expect.objectContaining({ text: "JavaScript" })]),
  });
});

test("cells run as JavaScript, whatever is said of their types", async () => {
  expect(await result("let x = 1; x = 'one'; const list = [x]; list.push(2); list")).toBe("[ 'one', 2 ]");
  expect(await result("const { join } = require('node:path'); join(list[0], 'b')")).toBe("'one/b'");
  expect(await result("module.exports = { a: 1 }; module.exports.a")).toBe("1");
});

test("TypeScript in a cell is an error that names its kernel, and points at it", async () => {
  const error = errorOf((await kernel.run("const a = 1;\nconst y: number = a;")).outputs);
  expect(error.traceback.join("\n")).toContain(
    "Type annotations can only be used in TypeScript, and this is the JavaScript kernel; " +
      "try the kernel TypeScript (gradbook)",
  );
  expect(error.traceback.join("\n")).toContain("2 | const y: number = a;\n  |          ~~~~~~");
});

test.each([
  ["nothing + 1", "ReferenceError", "nothing is not defined"],
  ["null.x", "TypeError", "Cannot read properties of null (reading 'x')"],
  ["import 'no-such-package'", "Error", "no-such-package"],
  ["created = 1", "ReferenceError", "created is not defined"],
  ["import fs from 'node:fs'; fs = 1", "TypeError", "Cannot set property fs"],
  ["with ({}) {}", "SyntaxError", "Strict mode code may not include a with statement"],
  ["function f() { await 1 }", "SyntaxError", "await is only valid in async functions"],
])("%s is the error that JavaScript has for it", async (code, ename, words) => {
  const error = errorOf((await kernel.run(code)).outputs);
  expect([error.ename, error.evalue]).toEqual([ename, expect.stringContaining(words)]);
});

test("modules: local files, and cells that define one", async () => {
  kernel.write("helper.js", "export const half = (n) => n / 2;");
  kernel.write("typed.ts", "export const twice = (n: number): number => n * 2;");
  expect(
    await result("import { half } from './helper.js'; import { twice } from './typed'; [half(4), twice(4)]"),
  ).toBe("[ 2, 8 ]");
  await kernel.run("/** @module lib */\nexport const third = (n) => n / 3;");
  expect(await result("import { third } from './lib'; third(9)")).toBe("3");
});

test("display, tslab's module and console as in the other kernel", async () => {
  const { outputs } = await kernel.run(
    "import * as tslab from 'tslab'; tslab.display.html('<b>x</b>'); console.log('said');",
  );
  expect(streamText(outputs)).toBe("said\n");
  expect(outputs).toContainEqual(expect.objectContaining({ output_type: "display_data" }));
});

test("the editor's questions", async () => {
  const complete = await kernel.client.request("shell", "complete_request", {
    code: "list.pu",
    cursor_pos: 7,
  });
  expect(complete.matches).toEqual(["push"]);
  const inspect = await kernel.client.request("shell", "inspect_request", {
    code: "list",
    cursor_pos: 2,
    detail_level: 0,
  });
  expect(inspect.data).toMatchObject({ "text/plain": expect.stringContaining("const list: ") });
  for (const [code, status] of [
    ["if (x) {", "incomplete"],
    ["x < y > (z)", "complete"],
    ["<div>", "incomplete"],
    ["const = 1", "invalid"],
  ]) {
    expect(await kernel.client.request("shell", "is_complete_request", { code })).toMatchObject({ status });
  }
});

test("Stop ends what runs, and a session that ends leaves the language as it is", async () => {
  const { cell } = await underWay(kernel.client, "for (;;);");
  await kernel.client.request("control", "interrupt_request");
  expect(errorOf((await cell).outputs).ename).toBe("KeyboardInterrupt");
  expect((await kernel.run("process.exit(1)")).status).toBe("error");
  expect(await result("var z = 1; z = 'a'; z")).toBe("'a'");
});
