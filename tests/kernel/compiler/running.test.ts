// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cells of these tests are source text
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectFolder } from "./project.js";
import { Repl } from "./repl.js";

let repl: Repl;
beforeAll(() => {
  repl = new Repl(
    projectFolder({
      "data.json": `{ "rows": [1, 2, 3] }`,
      "answer.mjs": "export const answer = 42; export default 'the default';",
      "answer.d.mts":
        "export declare const answer: number; declare const _default: string; export default _default;",
      "side.mjs": "globalThis.sideEffect = (globalThis.sideEffect ?? 0) + 1;",
      "side.d.mts": "export {};",
      "types.ts": "export interface Point { x: number }",
    }),
  );
});
afterAll(() => repl.close());

/** What the last of some cells shows. */
const shown = (...cells: readonly string[]) => repl.results(...cells);

describe("what a cell shows", () => {
  test.each([
    ["1 + 1", 2],
    ["'text'", "text"],
    ["null", null],
    ["const shownA = 1", undefined],
    ["let shownB = 1; shownB", 1],
    ["let shownC; shownC = 5", 5],
    ["let shownD = 1; shownD += 2", 3],
    ["let shownE = 1; shownE++", 1],
    ["{ a: 1 }", undefined],
    ["({ a: 1 })", { a: 1 }],
    ["for (const i of [1, 2]) i", undefined],
    ["if (true) { 5 }", undefined],
    ["function shownF() {}", undefined],
    ["class ShownG {}", undefined],
    ["interface ShownH { a: number }", undefined],
    ["1; // a comment", 1],
    ["1;;", 1],
    ["/* only a comment */", undefined],
    ["", undefined],
    ["await Promise.resolve(7)", 7],
    ["5 as number", 5],
    ["[1, 2] satisfies number[]", [1, 2]],
    ["void 0", undefined],
    ["`a ${1 + 1}`", "a 2"],
    ["(1, 2)", 2],
    ["const shownI = (() => 3)(); shownI", 3],
    ["'use strict'", "use strict"],
    ["shownJ: for (;;) { break shownJ }", undefined],
    ["export const shownK = 4; shownK", 4],
    ["export default 5", undefined],
    ["throwIfNull: { }\n[1].length", 1],
    ["this", undefined],
  ])("%s", async (cell, value) => {
    expect(await shown(cell)).toEqual(value);
  });
});

describe("cells share their names", () => {
  test("a closure sees what a later cell writes", async () => {
    expect(await shown("let level = 1; const read = () => level;", "level = 2;", "read()")).toBe(2);
    expect(await shown("let level = 'redeclared';", "(read as () => unknown)()")).toBe("redeclared");
  });

  test("a function calls the latest version of another, itself included", async () => {
    expect(
      await shown(
        "function inner() { return 1 } function outer() { return inner() }",
        "function inner() { return 2 }",
        "outer()",
      ),
    ).toBe(2);
    expect(
      await shown(
        "function count(n: number): number { return n === 0 ? 0 : 1 + count(n - 1) } const first = count;",
        "function count(n: number): number { return 100 }",
        "first(3)",
      ),
    ).toBe(101);
  });

  test("functions are there before the line that declares them", async () => {
    expect(await shown("const early = later(2); function later(n: number) { return n * 2 }", "early")).toBe(
      4,
    );
  });

  test("a cell that throws half way keeps what it had declared, and the old values of the rest", async () => {
    await shown("let kept = 'old', untouched = 'old';");
    const { error } = await repl.run(
      "kept = 'new'; const fresh = 1; throw new Error('boom'); untouched = 'new';",
    );
    expect(String(error)).toContain("boom");
    expect(await shown("[kept, fresh, untouched]")).toEqual(["new", 1, "old"]);
    const initialiser = await repl.run("let untouched = (() => { throw new Error('no') })() as string;");
    expect(String(initialiser.error)).toContain("no");
    expect(await shown("untouched")).toBe("old");
  });

  test("the same for a cell with await", async () => {
    const { error } = await repl.run(
      "const before = await 1; await Promise.reject(new Error('later')); const after = 2;",
    );
    expect(String(error)).toContain("later");
    expect(await shown("before")).toBe(1);
  });

  test("var without a value starts undefined, whatever the name held before", async () => {
    expect(await shown("var reused = 5;", "var reused: number | undefined; reused")).toBeUndefined();
    expect(await shown("let again = 5;", "let again: number | undefined; again")).toBeUndefined();
  });

  test("a var in a nested block is the cell's, a let is the block's", async () => {
    await shown("var outerLet = 'cell'; { var inner = 1; let outerLet = 2; } if (true) var single = 3;");
    expect(await shown("[inner!, outerLet, single!]")).toEqual([1, "cell", 3]);
    expect(await shown("for (var a = 0, b = 10; a < 3; a++, b--) { var last = a; }\n[a, b, last!]")).toEqual([
      3, 7, 2,
    ]);
    expect(await shown("for (var key in { x: 1, y: 2 }) {}\nkey!")).toBe("y");
    expect(await shown("for (var [n, { m }] of [[1, { m: 2 }]] as const) {}\n[n!, m!]")).toEqual([1, 2]);
    expect(
      await shown(
        "switch (1 as number) { case 1: var inCase = 'yes' } try { var tried = 1 } finally { }\n[inCase!, tried]",
      ),
    ).toEqual(["yes", 1]);
  });

  test("a loop's closures keep their own let", async () => {
    expect(
      await shown(
        "const fs: (() => number)[] = []; for (let i = 0; i < 3; i++) fs.push(() => i);\nfs.map((f) => f())",
      ),
    ).toEqual([0, 1, 2]);
  });

  test("destructuring with defaults, renaming, nesting, computed keys and rest", async () => {
    await shown(`const key = "dyn"; const { p = 5, q: renamed, r: { s: [, t] }, [key]: u, ...others } =
      { q: 2, r: { s: [3, 4] }, dyn: 6, v: 7, w: 8 } as { p?: number; q: number; r: { s: number[] }; dyn: number; v: number; w: number };`);
    expect(await shown("[p, renamed, t, u, others]")).toEqual([5, 2, 4, 6, { v: 7, w: 8 }]);
  });

  test("lines that begin with a bracket after a declaration without a semicolon", async () => {
    expect(
      await shown(
        "const semi = 1\nconst [x1, y1] = [semi, 2]\nconst { z1 } = { z1: 3 }\nfunction fn() {}\n[x1, y1, z1]",
      ),
    ).toEqual([1, 2, 3]);
    expect(await shown("let num = 3\ninterface Gone {}\n;(num)")).toBe(3);
    expect(await shown("class Semi {}\n;[1].length")).toBe(1);
  });
});

describe("names", () => {
  test("of functions and classes are what the cell calls them", async () => {
    expect(
      await shown(
        "const arrow = () => {}; const expr = function () {}; const Cls = class {}; function decl() {}\n[arrow, expr, Cls, decl].map((f) => f.name)",
      ),
    ).toEqual(["arrow", "expr", "Cls", "decl"]);
    expect(
      await shown(
        "const fetch = () => {}; const URL = class {}; function Set() {} class WeakMap {}\n[fetch, URL, Set, WeakMap].map((f) => f.name)",
      ),
    ).toEqual(["fetch", "URL", "Set", "WeakMap"]);
  });

  test("of globals can be the cell's without harm to anyone else", async () => {
    const realMap = globalThis.Map;
    await shown(
      "const Map = 5; let process = 'x'; class Float32Array { static own = true }; var Object = { keys: 1 };",
    );
    expect(await shown("[Map, process, Float32Array.own, Object.keys]")).toEqual([5, "x", true, 1]);
    expect(globalThis.Map).toBe(realMap);
    expect(process.version).toMatch(/^v/);
    expect(globalThis.Float32Array.BYTES_PER_ELEMENT).toBe(4);
    expect(await shown("({ Map, process: { Map } })")).toEqual({ Map: 5, process: { Map: 5 } });
    expect(await shown("let { Map } = { Map: 6 }; Map")).toBe(6);
    expect(await shown("({ Map } = { Map: 7 }); Map")).toBe(7);
    expect(await shown("({ Map = 8 } = {} as { Map?: number }); Map")).toBe(8);
    expect(await shown("function local() { const Map = 'local'; return Map } local() + { Map: 1 }.Map")).toBe(
      "local1",
    );
    expect(await shown("((Map: string) => Map)('parameter')")).toBe("parameter");
    expect(
      await shown("namespace Intl { export const Map = 'member'; export const seen = Map } Intl.seen"),
    ).toBe("member");
    expect(
      await shown("let window = 3, document = 4, self = 5, define = 6; window + document + self + define"),
    ).toBe(18);
    expect(
      await shown("typeof globalThis === 'object' && !('window' in globalThis) && !('define' in globalThis)"),
    ).toBe(true);
    expect(
      await shown("const undefined_ = 1, __proto = 2, cell$x = 3; [undefined_, __proto, cell$x]"),
    ).toEqual([1, 2, 3]);
  });

  test("of a class that shadows a global mean the class inside it", async () => {
    expect(
      await shown(
        "class URL { static make = new URL(); static count = 1; again() { return URL.count } }\nURL.make.again()",
      ),
    ).toBe(1);
    expect(
      await shown("class Derived extends URL {} class URL2 extends Derived {}\nnew URL2() instanceof URL"),
    ).toBe(true);
  });

  test("typeof and closures over a shadowing name", async () => {
    expect(
      await shown(
        "let name = 'n'; const getName = () => name;",
        "name = 'changed'",
        "[typeof name, getName()]",
      ),
    ).toEqual(["string", "changed"]);
    expect(await shown("let status = 1; status++; status += 3; [status] = [status * 2]; status")).toBe(10);
  });
});

describe("modules", () => {
  test("imports of every form", async () => {
    await shown("import answerDefault, { answer, answer as renamedAnswer } from './answer.mjs';");
    expect(await shown("[answerDefault, answer, renamedAnswer]")).toEqual(["the default", 42, 42]);
    expect(await shown("import both, * as all from './answer.mjs'; [both, all.answer]")).toEqual([
      "the default",
      42,
    ]);
    expect(await shown("import rows from './data.json' with { type: 'json' }; rows.rows")).toEqual([1, 2, 3]);
    expect(await shown("(await import('node:path')).basename('a/b')")).toBe("b");
    expect(await shown("import { 'answer' as quoted } from './answer.mjs'; quoted")).toBe(42);
  });

  test("an import for its effect runs, an import of types alone does not", async () => {
    await shown("import './side.mjs'");
    expect((globalThis as { sideEffect?: number }).sideEffect).toBe(1);
    const { compiled } = await repl.run("import { Point } from './types'; const point: Point = { x: 1 };");
    expect(compiled.isAsync).toBe(false);
    expect(compiled.script).not.toContain("types");
  });

  test("an import that only later cells use stays", async () => {
    await shown("import { sep } from 'node:path';");
    expect(await shown("sep.length")).toBe(1);
  });

  test("imports come first wherever they stand", async () => {
    expect(await shown("const joined = join('a', 'b'); import { join } from 'node:path'; joined")).toMatch(
      /^a.b$/,
    );
  });

  test("import.meta and export from", async () => {
    expect(await shown("import.meta.url.startsWith('file:')")).toBe(true);
    expect(
      await shown("export * from './side.mjs'; export { answer as reexported } from './answer.mjs'; 1"),
    ).toBe(1);
  });

  test("shell lines", async () => {
    expect(await shown("!echo 'hello' there")).toBeUndefined();
    const { compiled } = await repl.run("let before = 1\n!ls -l `pwd`\nbefore");
    expect(compiled.script).toContain('await __cell__.shell("ls -l `pwd`")');
    expect(await shown("!(1 > 2)")).toBe(true);
    expect(await shown("`\n!not a command\n`")).toBe("\n!not a command\n");
  });
});

describe("the language", () => {
  test("enums, computed, merged and reverse-mapped", async () => {
    expect(
      await shown(
        "enum Size { S = 1, M, L = M * 2 } enum Size { XL = 100 }\n[Size.M, Size.L, Size[4], Size.XL]",
      ),
    ).toEqual([2, 4, "L", 100]);
    expect(await shown("Size.M + Size.XL")).toBe(102);
    expect(await shown("const enum Flag { A = 1, B = 2 }", "Flag.A | Flag.B")).toBe(3);
  });

  test("namespaces, merged with functions and classes", async () => {
    expect(
      await shown("function make() { return make.factor } namespace make { export let factor = 3 }\nmake()"),
    ).toBe(3);
    expect(
      await shown("class Host { v = Host.start } namespace Host { export const start = 9 }\nnew Host().v"),
    ).toBe(9);
    expect(
      await shown("namespace Deep.Er { export const x = 1; export function f() { return x } }\nDeep.Er.f()"),
    ).toBe(1);
    expect(await shown("import Alias = Deep.Er; Alias.x")).toBe(1);
  });

  test("decorators, the standard ones", async () => {
    expect(
      await shown(
        "const log: string[] = []; function logged(value: any, { name }: ClassMethodDecoratorContext) { log.push(String(name)); return value }\n" +
          "function sealed(_: Function, context: ClassDecoratorContext) { log.push(`class ${context.name}`) }",
        "@sealed class Decorated { @logged run() { return 1 } }\n[new Decorated().run(), log, Decorated.name]",
      ),
    ).toEqual([1, ["run", "class Decorated"], "Decorated"]);
  });

  test("using and await using dispose when the cell ends", async () => {
    expect(
      await shown(
        "const disposed: string[] = []; const resource = (n: string) => ({ n, [Symbol.dispose]() { disposed.push(n) } });",
        "using first = resource('first'); using second = resource('second'); const seen = [...disposed]; first.n",
      ),
    ).toBe("first");
    expect(await shown("[disposed, seen]")).toEqual([["second", "first"], []]);
    expect(
      await shown(
        "await using third = { async [Symbol.asyncDispose]() { disposed.push('third') } }; disposed.length",
        "disposed.at(-1)",
      ),
    ).toBe("third");
  });

  test("JSX through a factory", async () => {
    expect(
      await shown(
        "const React = { createElement: (tag: any, props: any, ...children: any[]) => ({ tag, props, children }) };\ndeclare global { namespace JSX { interface IntrinsicElements { [name: string]: any } } }",
        '<b id="x">{1 + 1}</b>',
      ),
    ).toEqual({ tag: "b", props: { id: "x" }, children: [2] });
  });

  test("the rest of the language", async () => {
    expect(
      await shown(
        "class P { constructor(readonly a: number, private b = 2) {} sum() { return this.a + this.b } }\nnew P(1).sum()",
      ),
    ).toBe(3);
    expect(
      await shown(
        "class Hidden { #v = 1; static #n = 0; static { this.#n = 5 } get v() { return this.#v + Hidden.#n } }\nnew Hidden().v",
      ),
    ).toBe(6);
    expect(
      await shown(
        "abstract class Shape { abstract area(): number } class Sq extends Shape { area() { return 4 } }\nnew Sq().area()",
      ),
    ).toBe(4);
    expect(
      await shown(
        "function over(a: string): string; function over(a: number): number; function over(a: any) { return a }\nover(1) + over('b')",
      ),
    ).toBe("1b");
    expect(await shown("declare const absent: number; type T = typeof absent; let t: T = 1; t")).toBe(1);
    expect(
      await shown("const tuple = <const T extends readonly unknown[]>(t: T) => t; tuple([1, 'a'])[1]"),
    ).toBe("a");
    expect(
      await shown(
        "function* gen() { const got: number = yield 1; yield got * 2 }\nconst g = gen(); g.next(); g.next(21).value",
      ),
    ).toBe(42);
    expect(
      await shown(
        "const seenAsync: number[] = []; for await (const v of (async function* () { yield 1; yield 2 })()) seenAsync.push(v);\nseenAsync",
      ),
    ).toEqual([1, 2]);
    expect(
      await shown("let maybe: { a?: { b: number } } | undefined = { a: { b: 1 } }; maybe?.a?.b ?? 2"),
    ).toBe(1);
    expect(await shown("let nn: number | null = null; nn ??= 4; nn! ** 2")).toBe(16);
    expect(
      await shown(
        "try { throw new Error('x', { cause: 1 }) } catch (e) { var caught = (e as Error).cause }\ncaught",
      ),
    ).toBe(1);
    expect(await shown("let i = 0; do { i++ } while (i < 5)\ni")).toBe(5);
    expect(await shown("new Function('return typeof __cell__')()")).toBe("object");
    expect(
      await shown("const tag = (s: TemplateStringsArray, ...v: number[]) => s.join('|') + v; tag`a${1}b`"),
    ).toBe("a|b1");
    expect(await shown("let un\u0069code = 'é😀'; const ünï = 1; unicode + ünï")).toBe("é😀1");
    expect(await shown("(function (this: unknown) { return this })() === undefined")).toBe(true);
  });
});
