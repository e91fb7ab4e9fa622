import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, resultText, streamText, useKernel } from "./support/kernel.js";

const kernel = useKernel();

async function shown(code: string): Promise<unknown> {
  const { outputs, status } = await kernel.run(code);
  return status === "ok" ? resultText(outputs) : outputs;
}

/** Puts a package into the notebook's node_modules. */
function addPackage(name: string, manifest: object, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(kernel.directory, "node_modules", name), { recursive: true });
  kernel.write(
    join("node_modules", name, "package.json"),
    JSON.stringify({ name, version: "1.0.0", ...manifest }),
  );
  for (const [file, text] of Object.entries(files)) kernel.write(join("node_modules", name, file), text);
}

describe("packages", () => {
  beforeAll(() => {
    addPackage(
      "only-esm",
      { type: "module", exports: { ".": { import: "./index.js", types: "./index.d.ts" } } },
      {
        "index.js": "export const kind = await Promise.resolve('esm')",
        "index.d.ts": "export const kind: string",
      },
    );
    addPackage(
      "common",
      { main: "index.js", types: "index.d.ts" },
      {
        "index.js": "exports.kind = 'commonjs'; exports.sub = () => 1",
        "index.d.ts": "export const kind: string; export function sub(): number",
      },
    );
    addPackage(
      "mapped",
      {
        type: "module",
        exports: { "./part": { types: "./part.d.ts", node: "./node.js", default: "./other.js" } },
      },
      {
        "node.js": "export const which = 'for node'",
        "other.js": "export const which = 'for others'",
        "part.d.ts": "export const which: string",
      },
    );
  });

  test.each([
    ["a built-in", "import { join } from 'node:path'; join('a', 'b')", "'a/b'"],
    ["an ES module with top-level await", "import { kind } from 'only-esm'; kind", "'esm'"],
    ["CommonJS by name", "import { kind, sub } from 'common'; [kind, sub()]", "[ 'commonjs', 1 ]"],
    [
      "CommonJS by its default",
      "import common, { sub } from 'common'; [common.kind, common.sub === sub]",
      "[ 'commonjs', true ]",
    ],
    ["an exports map with conditions", "import { which } from 'mapped/part'; which", "'for node'"],
    ["a built-in's default without node:", "import fs from 'fs'; typeof fs.readFileSync", "'function'"],
    ["CommonJS as a namespace", "import * as common from 'common'; common.kind", "'commonjs'"],
    ["require", "require('common').kind", "'commonjs'"],
    ["import()", "(await import('only-esm')).kind", "'esm'"],
  ])("%s", async (_, code, value) => {
    expect(await shown(code)).toBe(value);
  });

  test("a package with both kinds keeps its ES module for import, in cells and in files", async () => {
    addPackage(
      "dual",
      { exports: { types: "./index.d.ts", import: "./index.mjs", require: "./index.cjs" } },
      {
        "index.mjs": "export const kind = 'import';",
        "index.cjs": "exports.kind = 'require';",
        "index.d.ts": "export const kind: string;",
      },
    );
    kernel.write("uses-dual.ts", "import { kind } from 'dual';\nexport const ofFile = kind;");
    expect(
      await shown(
        "import { kind } from 'dual'; import { ofFile } from './uses-dual';\n" +
          "[kind, (await import('dual')).kind, ofFile, require('dual').kind]",
      ),
    ).toBe("[ 'import', 'import', 'import', 'require' ]");
  });

  test("a package that is installed after a failed import works on the next try", async () => {
    const code = "(await import('came-later')).value";
    const failed = await kernel.run(`// @ts-nocheck\n${code}`);
    expect(errorOf(failed.outputs).evalue).toContain("came-later");
    addPackage(
      "came-later",
      { type: "module", exports: "./index.js" },
      { "index.js": "export const value = 8" },
    );
    expect(await shown(`// @ts-nocheck\n${code}`)).toBe("8");
  });

  test("where a cell is", async () => {
    expect(await shown("[__dirname, import.meta.dirname, process.cwd()].every((d) => d === __dirname)")).toBe(
      "true",
    );
    expect(await shown("import.meta.url.startsWith('file:')")).toBe("true");
  });
});

describe("path aliases of the nearest tsconfig.json", () => {
  beforeAll(() => {
    for (const folder of ["aliased/src/deep", "aliased/lib"]) {
      mkdirSync(join(kernel.directory, folder), { recursive: true });
    }
    kernel.write(
      "aliased/base.json",
      '{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "exact": ["./lib/exact.ts"] } } }',
    );
    kernel.write("aliased/src/deep/end.ts", "export const end: number = 3;");
    kernel.write(
      "aliased/src/one.ts",
      "import { end } from '@/deep/end';\nexport const one = end + 1;\nexport const later = () => import('exact');",
    );
    kernel.write("aliased/requires.cjs", "exports.one = require('@/one').one;");
    kernel.write("aliased/lib/exact.ts", "export const exact = 'exact';");
    kernel.write(
      "tsconfig.json",
      `{ "compilerOptions": { "paths": {
        // comments are allowed, and the longest pattern wins
        "@/*": ["./nowhere/*", "./aliased/src/*"], "@/lib/*": ["./aliased/lib/*"], "exact": ["./aliased/lib/exact.ts"]
      } } }`,
    );
  });
  afterAll(() => rmSync(join(kernel.directory, "tsconfig.json")));

  test.each([
    ["in a cell and inside a file", "import { one } from '@/one'; one", "4"],
    ["the longest that fits", "import { exact } from '@/lib/exact'; exact", "'exact'"],
    ["one without a star", "import { exact } from 'exact'; exact", "'exact'"],
    ["import() in a file", "import { later } from '@/one'; (await later()).exact", "'exact'"],
    ["packages are still found", "import { kind } from 'only-esm'; kind", "'esm'"],
    ["require in a cell, of a file that imports by one", "require('@/one').one", "4"],
    ["require, the longest that fits", "require('@/lib/exact').exact", "'exact'"],
    ["require.resolve", "require.resolve('exact').endsWith('exact.ts')", "true"],
    ["require in a CommonJS file", "import { one } from './aliased/requires.cjs'; one", "4"],
    [
      "require of built-ins and packages",
      "[require('path').sep, require('common').kind]",
      "[ '/', 'commonjs' ]",
    ],
  ])("%s", async (_, code, value) => {
    expect(await shown(code)).toBe(value);
  });

  test("a file found so is loaded anew when it changed", async () => {
    kernel.write("aliased/src/deep/end.ts", "export const end: number = 30;");
    expect(await shown("import { one } from '@/one'; one")).toBe("31");
    expect(await shown("[require('@/one').one, require('./aliased/requires.cjs').one]")).toBe("[ 31, 31 ]");
  });

  test("a tsconfig.json that extends another, and has changed", async () => {
    kernel.write("tsconfig.json", '{ "extends": "./aliased/base.json" }');
    expect(await shown("import { one } from '@/one'; one")).toBe("31");
  });
});

describe("cells that define modules", () => {
  test("are imported by later cells, are checked, and see no other cell", async () => {
    await kernel.run("const outside = 1;");
    expect(
      errorOf((await kernel.run("/** @module mine */\nexport const x = outside;")).outputs).evalue,
    ).toMatch(/^TS2304: Cannot find name 'outside'/);
    const source =
      "/**\n * @module mine\n */\nimport { sep } from 'node:path';\nexport const half = (n: number) => n / 2;";
    const { status, outputs } = await kernel.run(`${source}\nhalf(4);`);
    expect([status, outputs]).toEqual(["ok", []]);
    expect(await shown("import { half } from './mine'; half(3)")).toBe("1.5");
    expect(errorOf((await kernel.run("half('3')")).outputs).evalue).toMatch(/^TS2345/);
    expect(errorOf((await kernel.run("sep")).outputs).evalue).toMatch(/^TS2304/);
  });

  test("may be defined anew, use one another, and be used by files", async () => {
    await kernel.run("/** @module base */ export const base = 10;");
    await kernel.run("/** @module other */ import { base } from './base'; export const twice = base * 2;");
    expect(await shown("import { twice } from './other'; twice")).toBe("20");
    await kernel.run("/** @module base */ export const base = 100; export const added = 'a';");
    expect(
      await shown("import { twice } from './other'; import { added } from './base'; [twice, added]"),
    ).toBe("[ 200, 'a' ]");
    kernel.write("uses.ts", "import { base } from './base'; export const fromCell: number = base;");
    expect(await shown("import { fromCell } from './uses'; fromCell")).toBe("100");
  });

  test("their exports are live, also after they are defined and imported anew", async () => {
    await kernel.run("/** @module counter */ export let n = 0; export const up = () => ++n;");
    expect(await shown("import { n, up } from './counter'; const seen = () => n; up(); [n, seen()]")).toBe(
      "[ 1, 1 ]",
    );
    expect(await shown("up(); [n, seen()]")).toBe("[ 2, 2 ]");
    await kernel.run("/** @module counter */ export let n = 10; export const up = () => ++n;");
    expect(await shown("import { n, up } from './counter'; up(); [n, seen()]")).toBe("[ 11, 11 ]");
  });

  test("an error in one names its line", async () => {
    await kernel.run(
      "/** @module thrower */\nexport function thrower(): never {\n  throw new Error('inside');\n}",
    );
    const { traceback } = errorOf(
      (await kernel.run("import { thrower } from './thrower'; thrower()")).outputs,
    );
    expect(traceback[1]).toContain(`${join(kernel.directory, "thrower.ts")}:3:9`);
  });

  test("a cell for the browser, which tslab knows by name, is refused", async () => {
    const { traceback } = errorOf((await kernel.run("/** @browser */\ndocument.title")).outputs);
    expect(traceback.join("\n")).toContain(
      "TS0: @browser: expected a cell for Node, got one for the browser, which this kernel does not compile; " +
        'try display(javascript("…")) from "gradbook-kernel"\n\n1 | /** @browser */\n  |     ~~~~~~~~',
    );
  });

  test("a name that is none is refused", async () => {
    expect(errorOf((await kernel.run("/** @module ../up */ export const x = 1;")).outputs).evalue).toBe(
      "TS0: @module: expected a name of letters, digits, - and _, got ../up; try /** @module my-module */",
    );
  });
});

describe("local files", () => {
  beforeAll(() => {
    kernel.write("below.ts", "export const base: number = 2;");
    kernel.write(
      "local.ts",
      `import { base } from "./below";
import data from "./data.json" with { type: "json" };
export enum Color { Red, Green }
export const doubled = base * 2;
export const place = import.meta.filename.endsWith("local.ts");
export const k = data.k;
export function fail(): never {
  throw new Error("from a file");
}`,
    );
    kernel.write("data.json", '{ "k": 7 }');
    kernel.write("old.cjs", "exports.old = 1;");
    kernel.write("typed.cts", "const n: number = 5;\nexport = { n };");
    kernel.write(
      "circle-a.ts",
      "import { b } from './circle-b';\nexport const a = 1;\nexport const sum = () => a + b;",
    );
    kernel.write(
      "circle-b.ts",
      "import { a } from './circle-a';\nexport const b = 10;\nexport const other = () => a;",
    );
  });

  test.each([
    [
      "without extension",
      "import { doubled, Color, place, k } from './local'; [doubled, Color[1], place, k]",
      "[ 4, 'Green', true, 7 ]",
    ],
    ["with .ts", "import { doubled } from './local.ts'; doubled", "4"],
    ["as .js", "import { doubled } from './local.js'; doubled", "4"],
    ["JSON without an attribute", "import plain from './data.json'; plain.k", "7"],
    ["JSON", "import data from './data.json' with { type: 'json' }; data.k", "7"],
    ["CommonJS", "import { old } from './old.cjs'; old", "1"],
    ["in a circle", "import { sum } from './circle-a'; sum()", "11"],
    ["require of TypeScript without extension", "require('./circle-a').sum()", "11"],
    ["require of TypeScript's CommonJS", "require('./typed.cts').n", "5"],
  ])("%s", async (_, code, value) => {
    expect(await shown(code)).toBe(value);
  });

  test("exports are live, called without an owner, and undefined while an import fails", async () => {
    kernel.write(
      "counts.ts",
      "export let hits = 0;\nexport function hit(this: unknown) { if (this) throw new Error('owned'); hits++; }",
    );
    expect(await shown("import { hits, hit } from './counts'; hit(); hits")).toBe("1");
    expect(await shown("hit(); [hits, { hits }]")).toBe("[ 2, { hits: 2 } ]");
    kernel.write("counts.ts", "export let hits = 50;\nexport function hit() { hits++; }");
    expect(await shown("import { hits, hit } from './counts'; hit(); hits")).toBe("51");
    kernel.write("fails.ts", "export const late = 1;\nthrow new Error('fails');");
    await kernel.run("import { late } from './fails';");
    expect(await shown("late")).toBeUndefined();
    expect(errorOf((await kernel.run("(late as any)()")).outputs).evalue).toBe("late is not a function");
  });

  test("exports of a file that is CommonJS are live, too", async () => {
    kernel.write("counts.cjs", "exports.n = 0;\nexports.more = () => { exports.n++; exports.later = 1; };");
    expect(await shown("import { n, more } from './counts.cjs'; more(); n")).toBe("1");
    expect(await shown("more(); n")).toBe("2");
    expect(await shown("import * as counts from './counts.cjs'; more(); counts.n")).toBe("3");
  });

  test("the stack names line and column of the file", async () => {
    const { outputs } = await kernel.run("import { fail } from './local';\nfail();");
    const [, first] = errorOf(outputs).traceback;
    expect(first).toBe(`    at fail (${join(kernel.directory, "local.ts")}:8:9)`);
  });

  test("a file that an imported file imports is loaded anew when it changed", async () => {
    expect(await shown("import { doubled } from './local'; doubled")).toBe("4");
    kernel.write("below.ts", "export const base: number = 200;");
    expect(await shown("import { doubled } from './local'; doubled")).toBe("400");
    kernel.write("old.cjs", "exports.old = 100;");
    expect(await shown("import { old } from './old.cjs'; [old, require('./old.cjs').old]")).toBe(
      "[ 100, 100 ]",
    );
  });

  test("a file that failed is tried again", async () => {
    kernel.write("broken.ts", "export const x = 1;\nthrow new Error('broken');");
    expect(errorOf((await kernel.run("import { x } from './broken'; x")).outputs).evalue).toBe("broken");
    kernel.write("broken.ts", "export const x = 1;\n");
    expect(await shown("import { x } from './broken'; x")).toBe("1");
  });

  test("a file that is missing is named, and what to check", async () => {
    const { outputs } = await kernel.run("// @ts-nocheck\nawait import('./nowhere')");
    expect(errorOf(outputs).evalue).toBe(
      `import: expected a module file, got "./nowhere", which is not in ${kernel.directory}; ` +
        "check its spelling and that the file has been saved",
    );
  });

  test("a file with a syntax error is named with its line", async () => {
    kernel.write("syntax.ts", "export const ok = 1;\nexport const = 2;\n");
    const { outputs } = await kernel.run("// @ts-nocheck\nawait import('./syntax')");
    expect(errorOf(outputs).evalue).toContain(`${join(kernel.directory, "syntax.ts")}:2:14`);
  });

  test("tsconfig.json says what decorators and JSX mean, as it does in cells", async () => {
    const compilerOptions = { experimentalDecorators: true, jsx: "react", jsxFactory: "h" };
    kernel.write("tsconfig.json", JSON.stringify({ compilerOptions }));
    kernel.write(
      "meant.tsx",
      [
        "declare global { namespace JSX { interface IntrinsicElements { b: object } } }",
        "const h = (tag: string) => '<' + tag + '>';",
        "function keep(target: object, name: string) { Object.assign(target, { kept: name }); }",
        "export class C { @keep method() {} }",
        "export const seen = [String(<b></b>), (C.prototype as any).kept];",
      ].join("\n"),
    );
    expect(await shown("import { seen } from './meant'; seen")).toBe("[ '<b>', 'method' ]");
    rmSync(join(kernel.directory, "tsconfig.json"));
  });

  test("files can use the kernel's modules", async () => {
    kernel.write(
      "shows.ts",
      "import * as tslab from 'tslab';\nexport const show = () => tslab.display.text('shown');",
    );
    const { outputs } = await kernel.run("import { show } from './shows'; show()");
    expect(outputs).toMatchObject([{ output_type: "display_data", data: { "text/plain": "shown" } }]);
    expect(streamText(outputs, "stderr")).toBe("");
  });
});

describe("what is wrong in a local file is reported with its place, before anything runs", () => {
  /** The tracebacks of what a cell's imports are told, and whether it ran. */
  async function told(code: string): Promise<string> {
    return errorOf((await kernel.run(code)).outputs).traceback.join("\n");
  }

  test("a type error, also in a file that another imports, until it is mended", async () => {
    kernel.write("wrong-below.ts", "export const below = 1;\nconst text: string = below;");
    kernel.write("wrong-above.ts", "export { below } from './wrong-below';");
    const report =
      "wrong-below.ts:2:7 - error TS2322: Type 'number' is not assignable to type 'string'.\n\n" +
      "2 | const text: string = below;\n  |       ~~~~";
    expect(await told("import { below } from './wrong-above'; below")).toBe(report);
    expect(await told("(await import('./wrong-below')).below")).toBe(report);
    expect(await shown("// @ts-nocheck\nimport { below } from './wrong-above'; below")).toBe("1");
    kernel.write("wrong-below.ts", "export const below = 2;\nconst text: string = String(below);");
    expect(await shown("import { below } from './wrong-above'; below")).toBe("2");
  });

  test("a syntax error that hides an export", async () => {
    kernel.write("hides.ts", "export cosnt g = 1");
    const report = await told("import { g } from './hides'; g");
    expect(report).toMatch(
      /^hides\.ts:1:1 - error TS1128.*\n\n1 \| export cosnt g = 1\n {2}\| ~~~~~~\n\nhides\.ts:1:8 - error/,
    );
  });

  test("a syntax error in JavaScript", async () => {
    kernel.write("hides.mjs", "export const a = 1;\nexport const = 2;");
    expect(await told("import { a } from './hides.mjs'; a")).toContain(
      `${join(kernel.directory, "hides.mjs")}:2:14: Variable declaration expected.\n\n2 | export const = 2;\n  |              ~`,
    );
  });

  test("an import that leads nowhere, and a name that is not there", async () => {
    kernel.write(
      "imports.ts",
      "import { q } from './nowhere';\nimport { kind, nope } from 'common';\nexport const z = [q, kind, nope];",
    );
    expect(await told("import { z } from './imports'; z")).toBe(
      "imports.ts:1:19 - error TS2307: Cannot find module './nowhere' or its corresponding type declarations.\n\n" +
        "1 | import { q } from './nowhere';\n  |                   ~~~~~~~~~~~\n\n" +
        "imports.ts:2:16 - error TS2305: Module '\"common\"' has no exported member 'nope'.\n\n" +
        "2 | import { kind, nope } from 'common';\n  |                ~~~~",
    );
  });

  test("what JavaScript, which has no types, imports in vain is placed where it runs", async () => {
    kernel.write("vain.mjs", "import { kind } from 'common';\nimport './nowhere.mjs';");
    kernel.write("vain-name.mjs", "export const first = 1;\nimport { kind, nope } from 'common';");
    kernel.write("vain-later.mjs", "export const later = () =>\n  import('no-such-package');");
    const place = (file: string) => join(kernel.directory, file);
    expect(await told("import './vain.mjs';")).toContain(
      `${place("vain.mjs")}:2:8: import: expected a module file, got "./nowhere.mjs", which is not in`,
    );
    const name = await told("import './vain-name.mjs';");
    expect(name).toContain(
      `${place("vain-name.mjs")}:2:16: The requested module 'common' does not provide an export named 'nope'`,
    );
    expect(name).toContain("2 | import { kind, nope } from 'common';\n  |                ~~~~");
    expect(await told("import { later } from './vain-later.mjs'; await later()")).toContain(
      `${place("vain-later.mjs")}:2:10: Cannot find package 'no-such-package'`,
    );
  });

  test("they are warnings where tsconfig.json says so; what cannot be read stays an error", async () => {
    kernel.write("tsconfig.json", `{ "gradbook-kernel": { "typeErrors": "warning" } }`);
    kernel.write("warned.ts", "export const w: string = 1;");
    const { outputs, status } = await kernel.run("import { w } from './warned'; w");
    expect([status, resultText(outputs)]).toEqual(["ok", "1"]);
    expect(streamText(outputs, "stderr")).toMatch(/^warned\.ts:1:14 - warning TS2322/);
    expect(await told("import { g } from './hides'; g")).toMatch(/^hides\.ts:1:1 - error TS1128/);
    rmSync(join(kernel.directory, "tsconfig.json"));
  });
});

test("JSX runs through what react/jsx-runtime gives, in cells and in files", async () => {
  addPackage(
    "react",
    { main: "index.js" },
    {
      "index.js": "exports.createElement = () => 'classic';",
      "jsx-runtime.js": "exports.jsx = exports.jsxs = (tag, props) => [tag, props];",
      "jsx-runtime.d.ts":
        "export namespace JSX { interface IntrinsicElements { b: object } }\n" +
        "export function jsx(tag: string, props: object): unknown;\nexport const jsxs: typeof jsx;",
    },
  );
  expect(await shown("<b>x{1}</b>")).toBe("[ 'b', { children: [ 'x', 1 ] } ]");
  kernel.write("element.tsx", "export const element = <b>y</b>;");
  expect(await shown("import { element } from './element'; element")).toBe("[ 'b', { children: 'y' } ]");
  expect(await shown("const React = require('react'); <b></b>")).toBe("'classic'");
});
