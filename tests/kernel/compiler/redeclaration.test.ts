import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectFolder } from "./project.js";
import { Repl } from "./repl.js";

/** Ways to bind `it` to something whose `tag` (or call) says which one it was. */
const KINDS: Readonly<
  Record<string, { readonly cell: string; readonly value: string; readonly shown: unknown }>
> = {
  var: { cell: `var it = "var";`, value: "it", shown: "var" },
  let: { cell: `let it = "let";`, value: "it", shown: "let" },
  const: { cell: `const it = "const";`, value: "it", shown: "const" },
  function: { cell: `function it() { return "function"; }`, value: "it()", shown: "function" },
  "async function": {
    cell: `async function it() { return "async"; }`,
    value: "await it()",
    shown: "async",
  },
  generator: { cell: `function* it() { yield "generator"; }`, value: "[...it()][0]", shown: "generator" },
  "async generator": {
    cell: `async function* it() { yield "async generator"; }`,
    value: "(await it().next()).value",
    shown: "async generator",
  },
  class: { cell: `class it { static tag = "class" }`, value: "it.tag", shown: "class" },
  enum: { cell: `enum it { Tag = "enum" }`, value: "it.Tag", shown: "enum" },
  "const enum": { cell: `const enum it { Tag = "const enum" }`, value: "it.Tag", shown: "const enum" },
  namespace: { cell: `namespace it { export const tag = "namespace" }`, value: "it.tag", shown: "namespace" },
  "named import": { cell: `import { basename as it } from "node:path";`, value: `it("a/b")`, shown: "b" },
  "default import": { cell: `import it from "node:path";`, value: `it.basename("a/c")`, shown: "c" },
  "namespace import": { cell: `import * as it from "node:path";`, value: `it.basename("a/d")`, shown: "d" },
  "destructured object": {
    cell: `const { a: { it } } = { a: { it: "object" } };`,
    value: "it",
    shown: "object",
  },
  "destructured array": { cell: `let [, it = "array"] = [1];`, value: "it", shown: "array" },
  "rest element": { cell: `var [, ...it] = [1, 2];`, value: "it", shown: [2] },
  "loop variable": { cell: `for (var it = 0; it < 3; it++);`, value: "it", shown: 3 },
  "after await": { cell: `const it = await Promise.resolve("awaited");`, value: "it", shown: "awaited" },
};

let repl: Repl;
beforeAll(() => {
  repl = new Repl(projectFolder());
});
afterAll(() => repl.close());

describe.each(Object.keys(KINDS))("a name declared by %s", (first) => {
  test.each(Object.keys(KINDS))("can be declared again by %s", async (second) => {
    await repl.results(KINDS[first]!.cell);
    expect(await repl.results(KINDS[first]!.value)).toEqual(KINDS[first]!.shown);
    await repl.results(KINDS[second]!.cell);
    expect(await repl.results(KINDS[second]!.value)).toEqual(KINDS[second]!.shown);
  });
});

describe.each(Object.keys(KINDS))("in one cell, %s", (kind) => {
  test("is used where it is declared", async () => {
    const { cell, value, shown } = KINDS[kind]!;
    expect(await repl.results(`${cell}\n${value}`)).toEqual(shown);
  });

  test("may have the name of a global, which stays what it was", async () => {
    const { cell, value, shown } = KINDS[kind]!;
    const before = globalThis.Map;
    const rename = (code: string) => code.replaceAll(/\bit\b/g, "Map");
    await repl.results(rename(cell));
    expect(await repl.results(rename(value))).toEqual(shown);
    expect(globalThis.Map).toBe(before);
    expect(await repl.results("new globalThis.Map([[1, 2]]).get(1)")).toBe(2);
  });
});
