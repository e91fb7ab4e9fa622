import { expect, test } from "vitest";
import { projectFolder } from "./project.js";
import { Repl } from "./repl.js";

const repl = () => new Repl(projectFolder(), "javascript");

test.each([
  ["lists that grow", ["const list = [];", "list.push(1, 'a'); list"], [1, "a"]],
  ["types that change", ["let x = 1; x = 'one';", "x = [x]; x"], ["one"]],
  ["properties that come later", ["const o = {}; o.a = 1;", "o.b = o.a + 1; o"], { a: 1, b: 2 }],
  ["properties of functions", ["function f() { return f.n }\nf.n = 2;", "f.n++; f()"], 3],
  ["a function replaced", ["function f() { return 1 }", "f = () => 2;", "f()"], 2],
  [
    "too few arguments, and too many",
    ["const g = (a, b) => [a, b];", "[g(1), g(1, 2, 3)]"],
    [
      [1, undefined],
      [1, 2],
    ],
  ],
  ["what types would refuse", ["'3' * '4' + [] "], "12"],
  [
    "classes without declared fields",
    ["class P { constructor(x) { this.x = x; this.y ??= 2 } }", "new P(1).y"],
    2,
  ],
  ["a variable that nobody declared", ["typeof nothing"], "undefined"],
  ["await at the top", ["const v = await Promise.resolve(4);", "v"], 4],
  ["imports", ["import { basename } from 'node:path';", "basename('/a/b')"], "b"],
  [
    "an import that nothing uses is still made",
    ["import 'node:path'; import * as os from 'node:os';", "typeof os.cpus"],
    "function",
  ],
  ["await import", ["const { join } = await import('node:path');", "join('a', 'b')"], "a/b"],
  ["JSX", ["const React = { createElement: (...all) => all };", "<b id='x'>y</b>"], ["b", { id: "x" }, "y"]],
  [
    "JSDoc types across cells",
    [
      "/** @typedef {{ n: number }} Box */\n/** @type {Box} */ const b = { n: 1 };",
      "/** @type {Box} */ let c = b; c.n",
    ],
    1,
  ],
  [
    "constructor functions and their prototypes",
    [
      "function P(x) { this.x = x }\nP.prototype.twice = function () { return this.x * 2 };",
      "new P(2).twice()",
    ],
    4,
  ],
  ["namespaces of old", ["var ns = ns || {}; ns.f = () => 1;", "ns.h = 2; Object.keys(ns)"], ["f", "h"]],
  ["names of CommonJS", ["const module = 1, exports = 2;", "module + exports"], 3],
  ["names again", ["const a = 1;", "class a {}", "let a = 3; a"], 3],
  [
    "private names, spread, labels",
    [
      "class C { #n = 1; get n() { return this.#n } }\nouter: for (;;) for (;;) break outer;\n({ ...{ a: 1 }, n: new C().n })",
    ],
    { a: 1, n: 1 },
  ],
  [
    "what looks like TypeScript and is not",
    ["let type = 1, namespace = 2, declare = 3;", "const a = 5; type < a > (2)"],
    false,
  ],
])("%s", async (_, cells, shown) => {
  expect(await repl().results(...cells)).toEqual(shown);
});

test("a name that nobody declared is an error when it runs", async () => {
  const session = repl();
  const { compiled, error } = await session.run("let before = 1; nothing(before)");
  expect(compiled.problems).toEqual([]);
  expect(String(error)).toContain("ReferenceError: nothing is not defined");
  expect(await session.results("before")).toBe(1);
});

const THIS_KERNEL = "TypeScript, and this is the JavaScript kernel; try the kernel TypeScript (gradbook)";

test.each([
  ["const x: number = 1", `Type annotations can only be used in ${THIS_KERNEL}`, 10],
  ["interface A {}", `'interface' declarations can only be used in ${THIS_KERNEL}`, 11],
  ["enum A { B }", `'enum' declarations can only be used in ${THIS_KERNEL}`, 6],
  ["type A = 1", `Type aliases can only be used in ${THIS_KERNEL}`, 6],
  ["f(1 as any)", `Type assertion expressions can only be used in ${THIS_KERNEL}`, 8],
  ["import type { A } from 'a'", `'import type' declarations can only be used in ${THIS_KERNEL}`, 1],
  ["class A { private x }", `The 'private' modifier can only be used in ${THIS_KERNEL}`, 11],
  ["let a = b!", `Non-null assertions can only be used in ${THIS_KERNEL}`, 9],
  ["a satisfies B", `Type satisfaction expressions can only be used in ${THIS_KERNEL}`, 13],
  ["const = 1", "Variable declaration expected.", 7],
  ["let a = 1; let a = 2", "Cannot redeclare block-scoped variable 'a'.", 5],
  ["const c = 1; c = 2", "Cannot assign to 'c' because it is a constant.", 14],
  ["late; let late = 1", "Block-scoped variable 'late' used before its declaration.", 1],
  ["await 1; return 2", "A 'return' statement can only be used within a function body.", 10],
])("%s stops before it runs", async (source, message, column) => {
  const [problem] = repl().compile(source).problems;
  expect(problem).toMatchObject({ category: "error", message, line: 1, column });
});

test("TypeScript is refused also where type errors are warnings", () => {
  const folder = projectFolder({ "tsconfig.json": '{ "gradbook-kernel": { "typeErrors": "warning" } }' });
  const { problems } = new Repl(folder, "javascript").compile("let a: number");
  expect(problems).toMatchObject([{ category: "error", code: "TS8010" }]);
});

test("what is TypeScript in a file is told as TypeScript tells it", () => {
  const folder = projectFolder({
    "tsconfig.json": '{ "compilerOptions": { "allowJs": true } }',
    "typed.js": "export const n: number = 1;",
    "again.ts": 'export { n } from "./typed.js";',
  });
  const { problems } = new Repl(folder, "typescript").compile('import { n } from "./again";');
  expect(problems[0]).toMatchObject({
    file: "typed.js",
    message: "Type annotations can only be used in TypeScript files.",
  });
});

test("// @ts-check has one cell checked, checkJs in tsconfig.json all", () => {
  const wrong = "let n = 1; n = 'a';";
  expect(repl().compile(wrong).problems).toEqual([]);
  const expected = [{ code: "TS2322", category: "error" }];
  expect(repl().compile(`// @ts-check\n${wrong}`).problems).toMatchObject(expected);
  const folder = projectFolder({ "tsconfig.json": '{ "compilerOptions": { "checkJs": true } }' });
  expect(new Repl(folder, "javascript").compile(wrong).problems).toMatchObject(expected);
  expect(new Repl(folder, "javascript").compile(`// @ts-nocheck\n${wrong}`).problems).toEqual([]);
});

test("completion and inspection know the types that JavaScript has", async () => {
  const session = repl();
  await session.results("/** Twice. */\nfunction twice(/** @type {number} */ n) { return { value: n * 2 } }");
  const directory = "/tmp";
  const ask = (source: string) =>
    session.service.complete({ source, offset: source.length, directory }).matches;
  expect(ask("twice(1).v")).toContain("value");
  expect(ask("twice(1).value.toF")).toEqual(["toFixed"]);
  expect(ask("const o = {}; o.alpha = 1; o.beta = 2; o.")).toEqual(["alpha", "beta"]);
  const folder = projectFolder({ "mine.js": "export const settings = { alpha: 1, beta: 'x' };" });
  const source = "import { settings } from './mine.js'; settings.";
  const { matches } = repl().service.complete({ source, offset: source.length, directory: folder });
  expect(matches).toEqual(["alpha", "beta"]);
  expect(ask("const path = require('node:path'); path.baseN")).toEqual(["basename"]);
  const { data } = session.service.inspect({ source: "twice", offset: 2, directory, detail: 0 });
  expect(data["text/plain"]).toContain("function twice(n: number)");
  expect(data["text/plain"]).toContain("Twice.");
});
