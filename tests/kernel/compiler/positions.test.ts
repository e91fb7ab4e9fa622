import { SourceMap, type SourceMapPayload } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectFolder } from "./project.js";
import { Repl } from "./repl.js";

let repl: Repl;
beforeAll(() => {
  repl = new Repl(projectFolder());
});
afterAll(() => repl.close());

/** Where in the cell, as `line:column` from 1, the innermost frame of the error is. */
async function thrownAt(source: string): Promise<string | undefined> {
  const { compiled, error } = await repl.run(source);
  expect(compiled.problems).toEqual([]);
  const frame = /(?:<anonymous>|evalmachine[^:]*):(\d+):(\d+)/.exec(String((error as Error).stack));
  if (frame === null) return undefined;
  const map = new SourceMap(JSON.parse(compiled.sourceMap!) as SourceMapPayload);
  const entry = map.findEntry(Number(frame[1]) - 1, Number(frame[2]) - 1);
  return "originalLine" in entry ? `${entry.originalLine + 1}:${entry.originalColumn + 1}` : undefined;
}

describe("an error is found where the cell has it", () => {
  test.each([
    ["a throw", "const a = 1;\nthrow |new Error('x');"],
    ["a call of what is no function", "const o: any = {};\n\n  o.|missing();"],
    ["a property of undefined", "let u: any;\nconst v: number = u.|prop;"],
    ["in a function", "function f(a: number): number {\n  const b: any = a;\n  return b.x.|y;\n}\nf(1);"],
    [
      "in a method",
      "class A<T> {\n  private x?: T;\n  m(): void {\n    throw |new Error('m');\n  }\n}\nnew A<number>().m()",
    ],
    ["in an arrow function on a line of its own", "const g =\n  (a: any) =>\n    a.b.|c;\ng({})"],
    ["in the last expression", "1;\n(undefined as any).|foo"],
    ["after types that left no trace", "interface I { a: 1 }\ntype T = I;\n\nlet w: T = (null as any)!.|a;"],
    ["after an await", "const p: number = await Promise.resolve(1);\nthrow |new Error(String(p));"],
    ["after an import", "import { join } from 'node:path';\nconst q: any = join('a');\nq.a.|b.c;"],
    ["in a function below its call", "h();\nfunction h() {\n  throw |new Error('h');\n}"],
    [
      "after an enum",
      "enum E { A }\nnamespace N { export const x = 1 }\nthrow |new Error(String(E.A + N.x));",
    ],
    ["in a name that shadows a global", "const Map: any = undefined;\nMap.|nope;"],
    ["after a shell line", "!true\nthrow |new Error('s');"],
    [
      "in a nested block with var",
      "for (var i = 0; i < 2; i++) {\n  if (i) {\n    throw |new Error('v');\n  }\n}",
    ],
    ["with a tab and wide characters before it", "\tconst s: string = '😀é'; throw |new Error(s);"],
  ])("%s", async (_what, marked) => {
    const before = marked.slice(0, marked.indexOf("|")).split("\n");
    expect(await thrownAt(marked.replace("|", ""))).toBe(`${before.length}:${before.at(-1)!.length + 1}`);
  });
});

test("the source map names the cell's file and none of the glue", async () => {
  await repl.results("let used = 1;");
  const { sourceMap } = repl.compile("used = 2;\nused");
  const map = JSON.parse(sourceMap!) as SourceMapPayload;
  expect(map.version).toBe(3);
  expect(map.sources).toHaveLength(1);
  expect(map.sources[0]).toMatch(/cell-\d+\.ts$/);
});
