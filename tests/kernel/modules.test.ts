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
  });

  test.each([
    ["a built-in", "import { join } from 'node:path'; join('a', 'b')", "'a/b'"],
    ["an ES module with top-level await", "import { kind } from 'only-esm'; kind", "'esm'"],
    ["CommonJS by name", "import { kind, sub } from 'common'; [kind, sub()]", "[ 'commonjs', 1 ]"],
    ["CommonJS as a namespace", "import * as common from 'common'; common.kind", "'commonjs'"],
    ["require", "require('common').kind", "'commonjs'"],
    ["import()", "(await import('only-esm')).kind", "'esm'"],
  ])("%s", async (_, code, value) => {
    expect(await shown(code)).toBe(value);
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
    kernel.write("aliased/base.json", '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }');
    kernel.write("aliased/src/deep/end.ts", "export const end: number = 3;");
    kernel.write(
      "aliased/src/one.ts",
      "import { end } from '@/deep/end';\nexport const one = end + 1;\nexport const later = () => import('exact');",
    );
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
  ])("%s", async (_, code, value) => {
    expect(await shown(code)).toBe(value);
  });

  test("a file found so is loaded anew when it changed", async () => {
    kernel.write("aliased/src/deep/end.ts", "export const end: number = 30;");
    expect(await shown("import { one } from '@/one'; one")).toBe("31");
  });

  test("a tsconfig.json that extends another, and has changed", async () => {
    kernel.write("tsconfig.json", '{ "extends": "./aliased/base.json" }');
    expect(await shown("import { one } from '@/one'; one")).toBe("31");
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
    ["JSON", "import data from './data.json' with { type: 'json' }; data.k", "7"],
    ["CommonJS", "import { old } from './old.cjs'; old", "1"],
    ["in a circle", "import { sum } from './circle-a'; sum()", "11"],
  ])("%s", async (_, code, value) => {
    expect(await shown(code)).toBe(value);
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
