import { SourceMap, type SourceMapPayload } from "node:module";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { nodeHost } from "../../../kernel/src/type-process/node-host.js";
import { CellService } from "../../../kernel/src/types/service.js";
import { projectFolder } from "./project.js";

const directory = projectFolder();
const service = new CellService(directory, { host: nodeHost() });
let cell = 0;

function compile(source: string, ticks: boolean) {
  const compiled = service.compile({ source, cell: ++cell, directory, ticks });
  expect(compiled.problems.map(({ message }) => message)).toEqual([]);
  return compiled;
}

interface Run {
  readonly result: unknown;
  readonly error: unknown;
  readonly ticks: number;
}

/** Runs a synchronous cell whose loops may ask until `stopAt`; from then on each question throws. */
function run(source: string, { stopAt = Number.POSITIVE_INFINITY, turns = 0 } = {}): Run {
  const { script, declares } = compile(source, true);
  let result: unknown;
  let ticks = 0;
  const __cell__ = {
    result: (value: unknown) => {
      result = value;
    },
    tick: () => {
      if (++ticks >= stopAt) throw new Error("stop");
      return turns;
    },
  };
  try {
    runInNewContext(`${declares.length > 0 ? `let ${declares.join(", ")};` : ""}\n${script}`, { __cell__ });
  } catch (error) {
    return { result, error: (error as Error).message, ticks };
  }
  return { result, error: undefined, ticks };
}

const LOOPS = [
  ["for", "let n = 0; for (let i = 0; i < 1000; i++) n += i; n", 499500],
  [
    "for without a block",
    "let n = 0; for (const x of Array.from({ length: 1000 }, (_, i) => i)) n += x; n",
    499500,
  ],
  ["while", "let n = 0; while (n < 1000) { n++ } n", 1000],
  ["do", "let n = 0; do n++; while (n < 1000); n", 1000],
  [
    "for in",
    "let n = 0; for (const k in Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [i, i]))) n += Number(k); n",
    499500,
  ],
  [
    "a label",
    "let n = 0; outer: for (;;) { for (;;) { if (++n > 1000) break outer; continue outer; } } n",
    1001,
  ],
  [
    "a function",
    '"use strict"; function f() { "use strict"; let n = 0; while (n < 1000) n++; return n } f()',
    1000,
  ],
  ["an arrow function", "const f = () => { let n = 0; for (; n < 1000; n++); return n }; f()", 1000],
  [
    "a method, a static block",
    "class A { static n = 0; static { while (A.n < 500) A.n++ } m() { while (A.n < 1000) A.n++; return A.n } } new A().m()",
    1000,
  ],
  ["a generator", "function* g() { for (let i = 0; i < 1000; i++) yield i } [...g()].length", 1000],
  [
    "a name that the counter would have",
    "const tick_1 = 1; let n = 0; while (n < 1000) n += tick_1; n",
    1000,
  ],
  ["var in a loop's head", "for (var i = 0; i < 1000; i++) {} i", 1000],
] as const;

test.each(LOOPS)("loops that ask give what they gave: %s", (_, source, result) => {
  const all = run(source);
  expect(all).toMatchObject({ result, error: undefined });
  expect(all.ticks).toBeGreaterThan(100);
  // The answer says after how many turns to ask again.
  expect(run(source, { turns: 10_000 })).toMatchObject({ result, ticks: expect.any(Number) });
  expect(run(source, { turns: 10_000 }).ticks).toBeLessThan(5);
});

test.each([
  ["a loop", "while (true) {}"],
  ["a loop in a function", "function spin() { for (;;); }\nspin()"],
  ["a loop that catches everything", "while (true) { try { while (true) {} } catch {} }"],
  ["a loop inside of catch", "try { while (true) {} } catch { while (true) {} }"],
  ["an infinite finally", "for (;;) { try { while (true) {} } finally { while (true) {} } }"],
  ["what catches and goes on", "try { while (true) {} } catch {}\nlet wentOn = true; wentOn"],
  ["finally that returns", "(() => { try { for (;;); } finally { return 1 } })()"],
])("what is thrown then ends %s", (_, source) => {
  expect(run(source, { stopAt: 3 })).toMatchObject({ result: undefined, error: "stop" });
});

test("a cell without loops asks nothing", () => {
  expect(compile("const one = 1; [1].map((x) => x + one)", true).script).toBe(
    compile("const one = 1; [1].map((x) => x + one)", false).script,
  );
});

test("the map leads from a place in a loop to the place in the cell", () => {
  const source =
    "let sum = 0;\nfor (let i = 0; i < 3; i++)\n  sum += i;\nwhile (sum < 9) { sum = Math.max(sum, 10); }";
  const { script, sourceMap } = compile(source, true);
  const map = new SourceMap(JSON.parse(sourceMap!) as SourceMapPayload);
  for (const [piece, line, column] of [
    ["sum += i", 2, 2],
    ["Math.max", 3, 24],
  ] as const) {
    const before = script.slice(0, script.indexOf(piece)).split("\n");
    const entry = map.findEntry(before.length - 1, before.at(-1)!.length);
    expect(entry).toMatchObject({ originalLine: line, originalColumn: column });
  }
});

test("a cell's names are told as it says them, with the variables that hold them", () => {
  const { names, hash } = compile(
    "const Map = 5, plain = 1; interface T {}\nimport { join } from 'node:path'; join('a', String(Map), String(plain))",
    false,
  );
  expect(names).toEqual([
    { name: "Map", variable: "cell$Map", isLive: false },
    { name: "plain", variable: "plain", isLive: false },
    { name: "join", variable: "join", isLive: true },
  ]);
  expect(hash).toBeGreaterThan(0);
});
