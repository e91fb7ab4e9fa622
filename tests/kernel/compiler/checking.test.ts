import { utimesSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CellProblem } from "../../../kernel/src/cell-contract.js";
import { nodeHost } from "../../../kernel/src/type-process/node-host.js";
import { CellService } from "../../../kernel/src/types/service.js";
import { projectFolder, writeFiles } from "./project.js";

/** Checks cells as a session would whose every cell without errors runs to its end. */
class Checker {
  readonly directory: string;
  readonly service: CellService;
  #cell = 0;

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.directory = projectFolder(files);
    this.service = new CellService(this.directory, { host: nodeHost() });
  }

  /** The problems of the last cell. */
  check(...cells: readonly string[]): readonly CellProblem[] {
    let problems: readonly CellProblem[] = [];
    for (const source of cells) {
      const cell = ++this.#cell;
      problems = this.service.compile({ source, cell, directory: this.directory }).problems;
      if (problems.length === 0) this.service.commit(cell);
    }
    return problems;
  }

  codes(...cells: readonly string[]): readonly string[] {
    return this.check(...cells).map(({ code, line, column }) => `${code} ${line}:${column}`);
  }
}

describe("what later cells know of earlier ones", () => {
  const checker = new Checker();

  test.each([
    ["a constant's literal type", "const five = 5;", "const four: 4 = five;", ["TS2322 1:7"]],
    ["a variable's type", "let count = 1;", "count = 'a';", ["TS2322 1:1"]],
    ["that a constant cannot be assigned", "const fixed = 1;", "fixed = 2;", ["TS2588 1:1"]],
    ["that it cannot in a pattern either", "const fixed2 = 1;", "[fixed2] = [2];", ["TS2588 1:2"]],
    ["that a function cannot", "function fun() {}", "fun = () => {};", ["TS2632 1:1"]],
    ["a variable assigned and used at once", "let both = 1;", "both++; both.toFixed().nope", ["TS2339 1:24"]],
    ["narrowing by assignment", "let maybe: string | undefined;", "maybe = 'a'; maybe.length", []],
    ["what is possibly undefined", "let perhaps: string | undefined;", "perhaps.length", ["TS18048 1:1"]],
    ["interfaces", "interface Point { x: number }", "const p: Point = { x: 'no' };", ["TS2322 1:20"]],
    [
      "type aliases with parameters",
      "type Pair<T> = [T, T];",
      "const q: Pair<number> = [1];",
      ["TS2322 1:7"],
    ],
    ["generic functions", "function id<T>(v: T) { return v }", "id(5).nope", ["TS2339 1:7"]],
    ["classes and their privates", "class Box { #v = 1; private w = 2 }", "new Box().w", ["TS2341 1:11"]],
    [
      "overloads",
      "function ov(a: 1): 'a'; function ov(a: 2): 'b'; function ov(a: any): any {}",
      "const r: 'a' = ov(2);",
      ["TS2322 1:7"],
    ],
    ["enums", "enum Color { Red }", "const c: Color = 'Red';", ["TS2322 1:7"]],
    ["namespaces", "namespace Space { export const n = 1 }", "Space.m", ["TS2339 1:7"]],
    ["imported names", "import { join } from 'node:path';", "join(1);", ["TS2345 1:6"]],
    ["imported types", "import type { Stats } from 'node:fs';", "const s: Stats = 1;", ["TS2322 1:7"]],
    ["ambient declarations", "declare const outside: { a: 1 };", "outside.b", ["TS2339 1:9"]],
    [
      "declarations in the global scope",
      "declare global { interface Array<T> { own: T } }",
      "[1].own.nope",
      ["TS2339 1:9"],
    ],
    ["destructured names", "const { a: { b: deepB } } = { a: { b: 1 } };", "deepB.nope", ["TS2339 1:7"]],
    [
      "inferred anonymous classes",
      "const anon = new (class { secret = 1 })();",
      "anon.secret.nope",
      ["TS2339 1:13"],
    ],
    [
      "unique symbols",
      "const sym = Symbol(); const keyed = { [sym]: 1 };",
      "keyed[sym].nope",
      ["TS2339 1:12"],
    ],
    [
      "recursive types",
      "type Json = string | Json[]; let json: Json = [];",
      "json = [[1]];",
      ["TS2322 1:10"],
    ],
    [
      "assertion functions",
      "function must(v: unknown): asserts v is string {}",
      "let u: unknown; must(u); u.nope",
      ["TS2339 1:28"],
    ],
    [
      "names with two underscores",
      "const __private = 1; const __proto = 2;",
      "__private.nope + __proto",
      ["TS2339 1:11"],
    ],
    [
      "a default export's name",
      "export default function named() { return 1 }",
      "named().nope",
      ["TS2339 1:9"],
    ],
    [
      "an exported name",
      "export const exported = 1; export interface Exp { a: 1 }",
      "const e: Exp = { a: exported };",
      [],
    ],
  ])("%s", (_what, first, second, expected) => {
    expect(checker.check(first)).toEqual([]);
    expect(checker.codes(second)).toEqual(expected);
  });

  test("a name declared anew has its new type, and may change its kind", () => {
    const fresh = new Checker();
    expect(fresh.codes("const it = 1;", "const it = 'a';", "it.length")).toEqual([]);
    expect(fresh.codes("interface it { n: 1 }", "const o: it = { n: 2 };")).toEqual(["TS2322 1:17"]);
    expect(fresh.codes("class it { m() {} }", "new it().m()")).toEqual([]);
  });

  test("types go on through forty cells", () => {
    const long = new Checker();
    long.check("const chain0 = { depth: [0] as const };");
    for (let i = 1; i <= 40; i++) {
      expect(long.check(`const chain${i} = { ...chain${i - 1}, step${i}: chain${i - 1}.depth };`)).toEqual(
        [],
      );
    }
    expect(long.codes("chain40.step1[0] satisfies 0; chain40.step40[0] satisfies 1")).toEqual([
      "TS1360 1:49",
    ]);
  });

  test("a cell with a type error leaves no names", () => {
    const fresh = new Checker();
    expect(fresh.codes("const left = 1; const wrong: string = 2;")).toEqual(["TS2322 1:23"]);
    expect(fresh.codes("left")).toEqual(["TS2304 1:1"]);
    expect(
      fresh.codes("const left = 'ok';", "const wrong: string = 2; const left = 3;", "left.length"),
    ).toEqual([]);
  });

  test("after a reset nothing is left", () => {
    const fresh = new Checker();
    fresh.check("const gone = 1; declare global { interface Array<T> { gone: T } }");
    expect(fresh.codes("gone")).toEqual([]);
    fresh.service.reset();
    expect(fresh.codes("gone; [1].gone")).toEqual(["TS2304 1:1", "TS2339 1:11"]);
  });

  test("many cells later, after the checker has been replaced, everything is still known", () => {
    const fresh = new Checker();
    fresh.check(
      "import { join } from 'node:path'; interface Kept { a: number } const kept: Kept = { a: 1 };",
    );
    fresh.check("const viaKept = kept.a;", "let lonely = join('a', 'b');");
    for (let i = 0; i < 450; i++) fresh.check(`const temporary = ${i};`);
    expect(fresh.codes("kept.a.toFixed() + viaKept.toFixed() + lonely.length + temporary")).toEqual([]);
    expect(fresh.codes("const again: Kept = { a: join };")).toEqual(["TS2322 1:23"]);
  });
});

describe("how problems are told", () => {
  const checker = new Checker();

  test("with code, place, message, and the line underlined", () => {
    const [problem] = checker.check("const a = 1;\n\tconst text: string = a;\n");
    expect(problem).toEqual({
      code: "TS2322",
      category: "error",
      message: "Type 'number' is not assignable to type 'string'.",
      line: 2,
      column: 8,
      length: 4,
      frame: "2 | \tconst text: string = a;\n  | \t      ~~~~",
    });
  });

  test("all of them at once, in the order of the text", () => {
    expect(checker.codes("let x: string = 1;\nnope;\nlet y: number = 'a';")).toEqual([
      "TS2322 1:5",
      "TS2304 2:1",
      "TS2322 3:5",
    ]);
  });

  test("syntax errors alone", () => {
    expect(checker.codes("const s: string = 1; const = 2;")).toEqual(["TS1134 1:28", "TS1134 1:30"]);
    expect(checker.codes("function (")).toEqual(["TS1003 1:10", "TS1005 1:11"]);
    expect(checker.codes("const open = `abc")).toEqual(["TS1160 1:18"]);
    expect(checker.codes("if (true) {")).toEqual(["TS1005 1:12"]);
  });

  test("chains keep their elaboration, indented", () => {
    const [problem] = checker.check(
      "const f: (a: { b: { c: string } }) => void = (a: { b: { c: number } }) => {};",
    );
    expect(problem?.message.split("\n").length).toBeGreaterThan(2);
    expect(problem?.message).toContain("\n  Types of parameters 'a' and 'a' are incompatible.");
  });

  test("the words of a type that explains itself come first", () => {
    const [problem] = checker.check(
      "interface ShapeMismatch<M extends string> { readonly shapeMismatch: M }\n" +
        'function join<T>(t: T & ShapeMismatch<"inner sizes differ: [4, 2] x [3, 1]">) { return t }\njoin([1])',
    );
    expect(problem?.message).toBe(
      "inner sizes differ: [4, 2] x [3, 1]\n" + "  Argument of type 'number[]' does not fit here.",
    );
  });

  test("not what is only untidy", () => {
    expect(
      checker.check("const unused = 1; label: for (;;) { break } import { sep } from 'node:path';"),
    ).toEqual([]);
    expect(checker.check("function f() { return 1; console.log('never') } (1, 2); 5;")).toEqual([]);
  });

  test("strictly, but a parameter may go without a type", () => {
    expect(checker.check("function loose(a, { b }) { return a + b } const g = (x) => x.anything;")).toEqual(
      [],
    );
    expect(checker.codes("let n: string = null;")).toEqual(["TS2322 1:5"]);
  });

  test("any of its kinds of implicit any is allowed", () => {
    const cell = `const o = { a: 1 }; declare const key: string; o[key]; function f(...rest) { return rest[0][key] }
class C { field; get g() { return this.field } }; globalThis.whatever; const self = () => self();
const [p, { q }] = [1 as any, {} as any]; function* gen() { const got = yield; }`;
    expect(checker.check(cell)).toEqual([]);
  });

  test("a number as the index of what cannot be indexed is an error all the same", () => {
    const cell = `interface Grid<T> { readonly size: T } declare const grid: Grid<[4, 2]>; declare const i: number;
grid[0]; console.log(grid[i]); const o = {}; o[0] = 1; declare const key: string; grid[key]; [1][0]; "a"[0];`;
    expect(checker.codes(cell)).toEqual(["TS7053 2:1", "TS7053 2:22"]);
    const [atNumber, atName] = checker.check(cell);
    expect(atNumber?.message).toBe(
      "'Grid<[4, 2]>' has no elements by number: [0] would be undefined; try a method such as .at(0)",
    );
    expect(atName?.message).toContain("try a method such as .at(i)");
  });

  test("an array or variable that begins empty takes its type from what it is given", () => {
    const fresh = new Checker();
    expect(fresh.check("const list = []; list.push(1); list[0].toFixed(); list satisfies number[];")).toEqual(
      [],
    );
    expect(
      fresh.check("let later; later = 5; later.toFixed(); later = 'a'; later satisfies string;"),
    ).toEqual([]);
    expect(fresh.codes("const own = []; own.push(1); own[0].nope")).toEqual(["TS2339 1:37"]);
    expect(fresh.check("const open = []; let nothing = null; let unset;")).toEqual([]);
    expect(
      fresh.check("open.push(1); nothing = 5; unset = 'a'; for (let i = 0; i < 3; i++) open.push(String(i))"),
    ).toEqual([]);
    expect(
      fresh.check(
        "open.map((value) => value.length + unset.length + nothing); function add(x) { open.push(x) }",
      ),
    ).toEqual([]);
  });

  test("the comments of TypeScript are obeyed", () => {
    expect(checker.check("// @ts-nocheck\nconst s: string = 1; undefinedName;")).toEqual([]);
    expect(checker.check("// @ts-ignore\n// for a reason\nconst s2: string = 1;")).toEqual([]);
    expect(checker.check("// @ts-expect-error\nconst s3: string = 1;")).toEqual([]);
    expect(checker.codes("// @ts-expect-error\nconst s4: string = 'a';")).toEqual(["TS2578 1:1"]);
  });

  test("code with shell lines in its own words", () => {
    const [problem] = checker.check("!npm install x\nconst s5: string = 1;");
    expect(problem?.frame).toContain("2 | const s5");
  });

  test("top-level await, return and this", () => {
    expect(checker.check("await null; for await (const x of []) {}")).toEqual([]);
    expect(checker.codes("return 5")).toEqual(["TS1108 1:1"]);
  });

  test("odd input does not break the service", () => {
    for (const odd of [
      "\u0000",
      "}",
      "\ud800",
      "export = 5",
      "import",
      "@",
      "<a>",
      "#!",
      "a".repeat(10_000),
      "(".repeat(300),
    ]) {
      expect(() => checker.check(odd)).not.toThrow();
    }
    expect(checker.check("1 + 1")).toEqual([]);
  });
});

describe("the notebook's folder", () => {
  test("tsconfig.json says how strict to be, and is read again when it changes", () => {
    const checker = new Checker({ "tsconfig.json": `{ "compilerOptions": { "strict": false } }` });
    expect(checker.check("let n: string = null;")).toEqual([]);
    const path = join(checker.directory, "tsconfig.json");
    writeFileSync(path, `{ "compilerOptions": { "strict": true, "noImplicitAny": true } } // changed`);
    expect(checker.codes("let m: string = null; function f(a) {}")).toEqual(["TS2322 1:5", "TS7006 1:34"]);
    expect(checker.check("const list = []; list.push(1); list[0].toFixed()")).toEqual([]);
  });

  test("tsconfig.json says what decorators are and where paths lead", () => {
    const checker = new Checker({
      "tsconfig.json": `{ "compilerOptions": { "experimentalDecorators": true, "paths": { "@/*": ["./src/*"] } } }`,
      "src/thing.ts": "export const thing: number = 1;",
    });
    expect(checker.check("function dec(target: any, key: string) {} class A { @dec m() {} }")).toEqual([]);
    expect(checker.codes("import { thing } from '@/thing'; thing.nope")).toEqual(["TS2339 1:40"]);
  });

  test("the browser's library beside the kernel's own prompt, confirm and alert", () => {
    const checker = new Checker({
      "tsconfig.json": `{ "compilerOptions": { "lib": ["es2023", "dom"] } }`,
    });
    expect(
      checker.check("const name: string | null = prompt('who?'); alert(name ?? ''); confirm('sure?');"),
    ).toEqual([]);
  });

  test("how a project is built does not matter to a cell", () => {
    const compilerOptions = {
      module: "commonjs",
      verbatimModuleSyntax: true,
      isolatedModules: true,
      noUnusedLocals: true,
    };
    const checker = new Checker({ "tsconfig.json": JSON.stringify({ compilerOptions }) });
    expect(checker.check("import { sep } from 'node:path'; await null; const enum E { A }")).toEqual([]);
  });

  test("local files resolve with and without extension and are read again when they change", () => {
    const checker = new Checker({ "local.ts": "export const value = 1;", "data.json": `{ "n": 1 }` });
    expect(checker.codes("import { value } from './local'; value.nope")).toEqual(["TS2339 1:40"]);
    expect(
      checker.codes("import * as l from './local.ts'; import d from './data.json'; l.value + d.nope"),
    ).toEqual(["TS2339 1:75"]);
    const path = join(checker.directory, "local.ts");
    writeFileSync(path, "export const value = 'text'; export const added = 1;");
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect(checker.check("import { value, added } from './local'; value.length + added")).toEqual([]);
  });

  test("a package installed after a failed import is found", () => {
    const checker = new Checker();
    expect(checker.codes("import { late } from 'late-package';")).toEqual(["TS2307 1:22"]);
    const root = join(checker.directory, "node_modules", "late-package");
    writeFiles(root, {
      "package.json": `{ "name": "late-package", "types": "index.d.ts" }`,
      "index.d.ts": "export const late: 7;",
    });
    expect(checker.check("import { late } from 'late-package'; const seven: 7 = late;")).toEqual([]);
  });

  test("a package without types is any", () => {
    const checker = new Checker({
      "node_modules/untyped/package.json": `{ "name": "untyped", "main": "index.js" }`,
      "node_modules/untyped/index.js": "exports.x = 1;",
    });
    expect(checker.check("import untyped, { x } from 'untyped'; untyped.anything + x.whatever")).toEqual([]);
  });

  test("the exports of a package are read as Node reads them", () => {
    const checker = new Checker({
      "node_modules/mapped/package.json": JSON.stringify({
        name: "mapped",
        exports: {
          ".": { node: { types: "./node.d.ts", default: "./n.js" }, default: "./b.js" },
          "./sub": "./sub.js",
        },
      }),
      "node_modules/mapped/node.d.ts": "export const which: 'node';",
      "node_modules/mapped/sub.d.ts": "export const sub: 1;",
    });
    expect(
      checker.check(
        "import { which } from 'mapped'; import { sub } from 'mapped/sub'; which satisfies 'node'; sub",
      ),
    ).toEqual([]);
    expect(checker.codes("import 'mapped/hidden'")).toEqual(["TS2882 1:8"]);
  });

  test("another folder keeps the cells that ran, with what they imported", () => {
    const checker = new Checker({ "here.ts": "export const here: 1 = 1;" });
    expect(checker.check("import { here } from './here'; const fromHere = { here };")).toEqual([]);
    const files = {
      "tsconfig.json": `{ "compilerOptions": { "strict": false } }`,
      "there.ts": "export const there: 2 = 2;",
    };
    const directory = projectFolder(files);
    const compile = (source: string, cell: number) =>
      checker.service.compile({ source, cell, directory }).problems.map(({ code }) => code);
    expect(
      compile(
        "import { there } from './there'; const n: string = null; fromHere.here satisfies 1; here",
        100,
      ),
    ).toEqual([]);
    expect(compile("import { here as again } from './here';", 101)).toEqual(["TS2307"]);
    expect(compile("fromHere.here satisfies 2", 102)).toEqual(["TS1360"]);
  });
});

test.each([
  "require('path')",
  "module",
  "exports",
  "__dirname",
  "__filename",
  "process.version",
  "structuredClone",
])("the session has %s, and nothing is said of it", (code) => {
  expect(new Checker().check(code)).toEqual([]);
});

describe("types of a Node newer than the one that runs", () => {
  const checker = new Checker({
    "node_modules/@types/node/package.json": `{ "name": "@types/node", "types": "index.d.ts" }`,
    "node_modules/@types/node/index.d.ts": `
      declare var require: (id: string) => unknown;
      /** @since v99.1.0 */ declare var futureGlobal: { x: number };
      declare module "node:fs" {
        export function readFileSync(path: string): string;
        /** Reads what will be. @since v98.0.0 */ export function futureSync(): number;
        export interface Future { x: 1 }
      }
      declare module "node:future" { export const f: number }
      declare module "node:sqlite" { export class DatabaseSync {} }`,
  });
  const runs = `is not in Node ${process.version}, which runs the cells`;

  test.each([
    ["a global", "futureGlobal.x", [`warning 1:1 'futureGlobal' ${runs}; Node has it from v99.1.0 on`]],
    ["a global that the cell asks for", "typeof futureGlobal === 'undefined' ? 0 : futureGlobal.x", []],
    ["a variable of that name", "{ const futureGlobal = { x: 1 }; futureGlobal.x }", []],
    ["a name of a type", "type T = typeof futureGlobal; ({ futureGlobal: 1 }).futureGlobal", []],
    [
      "a named import",
      "import { readFileSync, futureSync as f } from 'node:fs'; f()",
      [`error 1:24 'futureSync' ${runs}; Node has it from v98.0.0 on`],
    ],
    ["a type's import", "import { Future } from 'node:fs'; ({ x: 1 }) satisfies Future", []],
    [
      "a module's property",
      "import * as fs from 'node:fs'; fs.readFileSync; fs.futureSync()",
      [`warning 1:52 'node:fs.futureSync' ${runs}; Node has it from v98.0.0 on`],
    ],
    ["a module", "import { f } from 'node:future'; f", [`error 1:19 'node:future' ${runs}`]],
    ["import()", "await import('node:future')", [`warning 1:14 'node:future' ${runs}`]],
    ["require()", "require('node:future')", [`warning 1:9 'node:future' ${runs}`]],
    ["types of a module", "import type * as f from 'node:future'; let x: typeof f | undefined", []],
    ["a type of a module", "let x: typeof import('node:future') | undefined", []],
  ])("%s", (_, cell, told) => {
    const problems = checker.check(cell);
    expect(problems.map((p) => `${p.category} ${p.line}:${p.column} ${p.message}`)).toEqual(told);
  });

  test.each([
    ["a global", "export const g = () => futureGlobal.x;", "warning file.ts:1:24 'futureGlobal'", "v99.1.0"],
    [
      "a global behind a comment",
      "/* global */ export const g = futureGlobal.x;",
      "warning file.ts:1:31 'futureGlobal'",
      "v99.1.0",
    ],
    ["a module", "import 'node:future';", "error file.ts:1:8 'node:future'", undefined],
    ["a module passed on", "export * from 'node:future';", "error file.ts:1:15 'node:future'", undefined],
    [
      "a name passed on",
      "export { readFileSync, futureSync as f } from 'node:fs';",
      "error file.ts:1:24 'futureSync'",
      "v98.0.0",
    ],
    [
      "import()",
      "export const f = () => import('node:future');",
      "warning file.ts:1:31 'node:future'",
      undefined,
    ],
    ["types passed on", "export type { Future } from 'node:fs';", undefined, undefined],
    [
      "a global that it asks for",
      "export const g = typeof futureGlobal === 'undefined' ? 0 : futureGlobal.x;",
      undefined,
      undefined,
    ],
  ])("%s in a local file", (_, text, problem, since) => {
    writeFiles(checker.directory, { "file.ts": text });
    utimesSync(join(checker.directory, "file.ts"), 1, text.length);
    const problems = checker.check("import * as file from './file'; file");
    const told =
      problem && `${problem} ${runs}${since === undefined ? "" : `; Node has it from ${since} on`}`;
    expect(problems.map((p) => `${p.category} ${p.file}:${p.line}:${p.column} ${p.message}`)).toEqual(
      told === undefined ? [] : [told],
    );
  });
});

describe.skipIf(isBuiltin("node:sqlite"))(
  "types of the Node that runs, which say nothing of what is newer",
  () => {
    const runs = `is not in Node ${process.version}, which runs the cells`;
    const sqlite = `'node:sqlite' ${runs}; Node has it from v22.5.0 on`;
    const checker = new Checker({
      "sqlite.ts":
        "import { DatabaseSync } from 'node:sqlite';\nexport const db = () => new DatabaseSync(':memory:');",
      "socket.ts": "export const open = () => new WebSocket('ws://127.0.0.1:9');",
      "events.ts": "export const open = () => new EventSource('http://127.0.0.1:9');",
    });

    test.each([
      ["import()", "const { DatabaseSync } = await import('node:sqlite');", [`warning cell:1:39 ${sqlite}`]],
      ["require()", "const { StatementSync } = require('node:sqlite');", [`warning cell:1:35 ${sqlite}`]],
      [
        "types of a module",
        "import type { DatabaseSync } from 'node:sqlite';",
        [`error cell:1:35 ${sqlite}`],
      ],
      ["a type of a module", "let db: import('node:sqlite').DatabaseSync;", [`error cell:1:16 ${sqlite}`]],
      ["a module in a local file", "import { db } from './sqlite'; db", [`error sqlite.ts:1:30 ${sqlite}`]],
      [
        "a global in a local file",
        "import { open } from './socket'; open",
        [`warning socket.ts:1:31 'WebSocket' ${runs}; Node has it from v22.0.0 on`],
      ],
      [
        "a global behind an option in a local file",
        "import { open } from './events'; open",
        [
          `warning events.ts:1:31 'EventSource' ${runs}; Node has it from v20.18.0 on, with --experimental-eventsource`,
        ],
      ],
      [
        "a global behind an option",
        "EventSource.name",
        [
          `warning cell:1:1 'EventSource' ${runs}; Node has it from v20.18.0 on, with --experimental-eventsource`,
        ],
      ],
    ])("%s", (_, cell, told) => {
      const problems = checker.check(cell);
      expect(
        problems.map((p) => `${p.category} ${p.file ?? "cell"}:${p.line}:${p.column} ${p.message}`),
      ).toEqual(told);
    });
  },
);

test("what a project declares for all its files is known in cells and in local files", () => {
  const checker = new Checker({
    "tsconfig.json": `{ "include": ["src"] }`,
    "src/ambient.d.ts":
      "declare const VERSION: string;\ndeclare module '*.csv' { const text: string; export default text; }",
    "src/wrong.ts": "const no: string = 1;",
    "elsewhere/other.d.ts": "declare const OTHER: string;",
    "src/uses.ts":
      "import text from './data.csv';\nexport const length: number = VERSION.length + text.length;",
  });
  expect(checker.codes("import { length } from './src/uses'; VERSION.length + length")).toEqual([]);
  expect(checker.codes("OTHER")).toEqual(["TS2304 1:1"]);
});

describe("a tsconfig.json with mistakes", () => {
  const told = (problems: readonly CellProblem[]) =>
    problems.map((p) => `${p.file ?? "cell"}:${p.line}:${p.column} ${p.category} ${p.code} ${p.message}`);

  test("is told once for each state, with place and caret, and what can be read of it counts", () => {
    const checker = new Checker({
      "tsconfig.json": `{ "compilerOptions": {\n  "strict": false,\n  "strct": true\n} }`,
    });
    const problems = checker.check("const s: string = null as string | null;");
    expect(told(problems)).toEqual([
      "tsconfig.json:3:3 warning TS5025 Unknown compiler option 'strct'. Did you mean 'strict'?",
    ]);
    expect(problems[0]?.frame).toBe(`3 |   "strct": true\n  |   ~~~~~~~`);
    expect(checker.check("1")).toEqual([]);
    const path = join(checker.directory, "tsconfig.json");
    writeFileSync(path, `{ "extends": "./nowhere.json", "compilerOptions": { "strict": "yes", } }`);
    utimesSync(path, 1, 1);
    expect(told(checker.check("1")).map((line) => line.replace(/'[^']*nowhere.json'/, "…"))).toEqual([
      "tsconfig.json:1:63 warning TS5024 Compiler option 'strict' requires a value of type boolean.",
      "tsconfig.json:1:1 warning TS5083 Cannot read file ….",
    ]);
    writeFileSync(path, `{ "compilerOptions": { "strict": false `);
    utimesSync(path, 2, 2);
    expect(told(checker.check("1"))).toEqual(["tsconfig.json:1:40 warning TS1005 '}' expected."]);
    writeFileSync(path, "{}");
    utimesSync(path, 3, 3);
    expect(checker.check("1")).toEqual([]);
  });
});

describe("JSX", () => {
  const RUNTIME = `
    export namespace JSX { interface IntrinsicElements { b: { n?: number; children?: unknown } } interface Element { tag: string } }
    export function jsx(tag: string, props: object): JSX.Element;
    export const jsxs: typeof jsx;`;
  const files = {
    "node_modules/react/package.json": `{ "name": "react" }`,
    "node_modules/react/jsx-runtime.d.ts": RUNTIME,
    "node_modules/preact/package.json": `{ "name": "preact" }`,
    "node_modules/preact/jsx-runtime.d.ts": RUNTIME.replaceAll("b:", "i:"),
  };

  test("comes from react/jsx-runtime where no React is in scope, and is checked", () => {
    const checker = new Checker(files);
    expect(checker.codes("const b = <b n={1}>x</b>; b.tag")).toEqual([]);
    expect(checker.codes(`<b n="1"></b>`)).toEqual(["TS2322 1:4"]);
    expect(checker.codes("<u></u>")).toEqual(["TS2339 1:1", "TS2339 1:4"]);
  });

  test("calls React.createElement where one is", () => {
    const checker = new Checker(files);
    const react = "const React = { createElement: (tag: string) => tag };";
    expect(
      checker.codes("declare global { namespace JSX { interface IntrinsicElements { u: {} } } }", react),
    ).toEqual([]);
    expect(checker.codes("<u></u>")).toEqual([]);
  });

  test("is as tsconfig.json or a comment says", () => {
    const jsx = { jsx: "preserve", jsxImportSource: "preact" };
    const checker = new Checker({ ...files, "tsconfig.json": JSON.stringify({ compilerOptions: jsx }) });
    expect(checker.codes("<i></i>")).toEqual([]);
    expect(checker.codes("<b></b>")).toEqual(["TS2339 1:1", "TS2339 1:4"]);
    expect(new Checker(files).codes("/** @jsxImportSource preact */\n<i></i>")).toEqual([]);
  });

  test("that stands alone says what is missing", () => {
    expect(new Checker().codes("<b></b>")).toEqual(["TS2875 1:1"]);
  });
});
