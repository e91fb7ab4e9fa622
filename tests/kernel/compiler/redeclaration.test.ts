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

/** Ways to make `it` a type: the cell, and a value of the type (`it` with a number in its property or parameter `n`). */
const TYPES: Readonly<Record<string, { readonly cell: string; readonly uses: string }>> = {
  interface: { cell: "interface it { n: 1 }", uses: "({ n: 1 }) satisfies it" },
  "generic interface": { cell: "interface it<T> { n: T }", uses: "({ n: 1 }) satisfies it<number>" },
  alias: { cell: "type it = { n: 2 };", uses: "({ n: 2 }) satisfies it" },
  "generic alias": { cell: "type it<T> = { n: T };", uses: "({ n: 2 }) satisfies it<number>" },
  "exported alias": { cell: "export type it = { n: 3 };", uses: "({ n: 3 }) satisfies it" },
  "namespace of types": {
    cell: "namespace it { export type T = { n: 4 } }",
    uses: "({ n: 4 }) satisfies it.T",
  },
  "imported type": { cell: `import type { it } from "./it";`, uses: "({ n: 5 }) satisfies it" },
  "inline imported type": { cell: `import { type it } from "./it";`, uses: "({ n: 5 }) satisfies it" },
  "imported interface": { cell: `import { it } from "./it";`, uses: "({ n: 5 }) satisfies it" },
};

let repl: Repl;
beforeAll(() => {
  repl = new Repl(
    projectFolder({
      // For the value's import node reads the one, for the type TypeScript the other.
      "it.mjs": "",
      "it.ts": "export interface it { n: 5 }",
      "values.mjs": "export let it = 0; export const up = () => ++it; export default 'default';",
      "values.d.mts":
        "export let it: number; export function up(): number; declare const d: string; export default d;",
    }),
  );
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

describe.each(Object.keys(TYPES))("a type by %s", (type) => {
  const { cell, uses } = TYPES[type]!;

  test.each(Object.keys(KINDS))("and a value by %s live side by side, whichever came first", async (kind) => {
    const { cell: declares, value, shown } = KINDS[kind]!;
    const isBoth = /^(class|enum|const enum|namespace|namespace import|default import)$/.test(kind);
    await repl.results(declares, cell);
    expect(await repl.results(`${uses};\n${value}`)).toEqual(shown);
    await repl.results("class it {}", cell, declares);
    expect(await repl.results(isBoth ? value : `${uses};\n${value}`)).toEqual(shown);
  });

  test.each(Object.keys(TYPES))("can be declared again by %s", async (second) => {
    await repl.results("const it = 7;", cell, `${uses};`, TYPES[second]!.cell);
    expect(await repl.results(`${TYPES[second]!.uses};\nit`)).toBe(7);
  });

  test.each(["const", "function", "class"])(
    "sees the value of an earlier %s in its own cell",
    async (kind) => {
      await repl.results(KINDS[kind]!.cell);
      if (/import/.test(type)) return;
      const { value, shown } = KINDS[kind]!;
      expect(await repl.results(`${cell}\n${uses};\n${value}`)).toEqual(shown);
    },
  );
});

test("a schema and the type it gives may have one name", async () => {
  await repl.results("const User = { parse: (x: unknown) => ({ name: String(x) }) };");
  await repl.results("type User = ReturnType<typeof User.parse>;");
  expect(await repl.results(`const user: User = User.parse("a"); user.name`)).toBe("a");
  const { compiled } = await repl.run("const wrong: User = { name: 1 };");
  expect(compiled.problems.map(({ code }) => code)).toEqual(["TS2322"]);
});

describe("imported names are live", () => {
  test("in the cell, in later ones, in functions, and called without an owner", async () => {
    const first = `import value, { it, up as more } from "./values.mjs"; const read = () => it; more(); [value, it]`;
    expect(await repl.results(first)).toEqual(["default", 1]);
    expect(await repl.results("more(); [it, read(), { it }.it]")).toEqual([2, 2, 2]);
    expect(await repl.results("const { a = it } = {} as { a?: number }; (more)(); [a, it]")).toEqual([2, 3]);
  });

  test("until the name is declared as something else, also for earlier functions", async () => {
    await repl.results(`import { it, up } from "./values.mjs"; function seen() { return it }`);
    const before = Number(await repl.results("up(); seen()"));
    expect(await repl.results("const it = 'mine';", "seen()")).toBe("mine");
    expect(await repl.results(`import { it } from "./values.mjs"; up(); [it, seen()]`)).toEqual([
      before + 1,
      before + 1,
    ]);
    expect(await repl.results("let it = 1; it++; seen()")).toBe(2);
  });

  test("with the names of globals", async () => {
    expect(
      await repl.results(`import { it as Map, up as process } from "./values.mjs"; process(); Map > 0`),
    ).toBe(true);
    expect(await repl.results("({ Map }).Map === Map && process() === Map")).toBe(true);
  });

  test("and cannot be assigned to", async () => {
    await repl.results(`import { it as counted } from "./values.mjs";`);
    const { compiled } = await repl.run("counted = 5");
    expect(compiled.problems.map(({ code }) => code)).toEqual(["TS2632"]);
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
