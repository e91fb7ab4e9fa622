/** A feature, the cells that use it one after the other, and what the last one shows. */
export type Row = readonly [feature: string, cells: readonly string[], shown: string];

/** The table of the language, for every host of the compiler. */
export const rows: readonly Row[] = [
  ["enums", ["enum Size { S = 1, M }", "[Size.M, Size[1]]"], "[ 2, 'S' ]"],
  ["const enums", ["const enum Flag { A = 1, B = 2 }", "Flag.A | Flag.B"], "3"],
  ["namespaces", ["namespace Geo { export const pi = 3.14 }", "Geo.pi"], "3.14"],
  [
    "namespaces merged with functions",
    ["function make() { return make.n } namespace make { export let n = 3 }\nmake()"],
    "3",
  ],
  [
    "decorators, the standard ones",
    [
      "const seen: string[] = [];\nfunction log(_: unknown, context: ClassMethodDecoratorContext) { seen.push(String(context.name)) }",
      "class Logged { @log run() {} }\nseen",
    ],
    "[ 'run' ]",
  ],
  [
    "accessors and static blocks",
    ["class Box { static n = 1; accessor v = 2; static { Box.n = 5 } }\n[Box.n, new Box().v]"],
    "[ 5, 2 ]",
  ],
  [
    "private names and parameter properties",
    [
      "class P { #x = 1; constructor(readonly y: number) {} get sum() { return this.#x + this.y } }\nnew P(2).sum",
    ],
    "3",
  ],
  [
    "abstract classes",
    [
      "abstract class Shape { abstract area(): number }",
      "class Sq extends Shape { area() { return 4 } }\nnew Sq().area()",
    ],
    "4",
  ],
  [
    "overloads",
    [
      "function same(a: string): string; function same(a: number): number; function same(a: any) { return a }\nsame(1) + same('b')",
    ],
    "'1b'",
  ],
  [
    "generics and inference",
    ["const pair = <A, B>(a: A, b: B): [A, B] => [a, b];\npair('x', 1)"],
    "[ 'x', 1 ]",
  ],
  [
    "const type parameters",
    [
      "const tuple = <const T extends readonly unknown[]>(t: T) => t;",
      "const two: 2 = tuple([1, 2])[1];\ntwo",
    ],
    "2",
  ],
  [
    "satisfies",
    [
      "const palette = { red: [255, 0, 0], blue: '#00f' } satisfies Record<string, string | number[]>;\npalette.blue.length",
    ],
    "4",
  ],
  [
    "conditional, mapped and template literal types",
    [
      `type Getters<T> = { [K in keyof T & string as \`get\${Capitalize<K>}\`]: () => T[K] };
const g: Getters<{ age: number }> = { getAge: () => 7 };
g.getAge()`,
    ],
    "7",
  ],
  [
    "narrowing",
    [
      "const shout = (x: string | number) => typeof x === 'string' ? x.toUpperCase() : x.toFixed(1);\n[shout('a'), shout(2)]",
    ],
    "[ 'A', '2.0' ]",
  ],
  [
    "JSX",
    [
      "const React = { createElement: (tag: string, props: unknown, ...children: unknown[]) => ({ tag, props, children }) };\ndeclare global { namespace JSX { interface IntrinsicElements { [name: string]: unknown } } }",
      '(<b id="x">{1 + 1}</b>).tag',
    ],
    "'b'",
  ],
  [
    "using, disposed when the cell ends",
    [
      "const order: string[] = [];\nconst open = (name: string) => ({ [Symbol.dispose]() { order.push(name) } });",
      "using first = open('first'); using second = open('second');",
      "order",
    ],
    "[ 'second', 'first' ]",
  ],
  [
    "await using",
    ["await using late = { async [Symbol.asyncDispose]() { order.push('late') } };", "order.at(-1)"],
    "'late'",
  ],
  ["top-level await", ["const four = await Promise.resolve(4);\nfour"], "4"],
  [
    "for await and asynchronous generators",
    [
      "const got: number[] = [];\nfor await (const x of (async function* () { yield 1; yield 2 })()) got.push(x);",
      "got",
    ],
    "[ 1, 2 ]",
  ],
  [
    "generators",
    ["function* countTo(n: number) { for (let i = 1; i <= n; i++) yield i }\n[...countTo(3)]"],
    "[ 1, 2, 3 ]",
  ],
  [
    "destructuring with defaults, renaming and rest",
    [
      "const { a: one, b = 2, ...others } = { a: 1, c: 3 } as { a: number; b?: number; c: number };\n[one, b, others]",
    ],
    "[ 1, 2, { c: 3 } ]",
  ],
  [
    "optional chaining, nullish coalescing, logical assignment",
    ["let maybe: { n?: number } | undefined = {};\nmaybe.n ??= 5;\nmaybe?.n ?? 0"],
    "5",
  ],
  ["big integers, numeric separators, exponents", ["1_000n ** 3n"], "1000000000n"],
  [
    "tagged templates",
    [
      `const tag = (parts: TemplateStringsArray, ...values: number[]) => parts.raw.join("|") + values;
tag\`a\${1}b\``,
    ],
    "'a|b1'",
  ],
  [
    "regular expressions with named groups and sets",
    ["'2026-11'.match(/(?<year>\\d{4})-(?<month>\\d\\d)/u)?.groups?.month"],
    "'11'",
  ],
  [
    "labels and switch",
    [
      "let found = 0;\nouter: for (const x of [1, 2, 3]) { switch (x) { case 2: found = x; break outer } }",
      "found",
    ],
    "2",
  ],
  [
    "errors with a cause",
    ["try { throw new Error('x', { cause: 1 }) } catch (e) { var cause = (e as Error).cause }\ncause"],
    "1",
  ],
  ["names in any script", ["const größe = 1, 变量 = 2, 𝒳 = 3;\ngröße + 变量 + 𝒳"], "6"],
  [
    "export, which does nothing in a cell",
    ["export const exported = 8;\nexport default 9;", "exported"],
    "8",
  ],
  [
    "import type and import = require",
    ["import type { Stats } from 'node:fs';\nimport path = require('node:path');\npath.basename('/a/b')"],
    "'b'",
  ],
  ["comments that are directives", ["// @ts-expect-error\nconst wrong: number = 'text';\nwrong"], "'text'"],
  ["// @ts-nocheck", ["// @ts-nocheck\nconst odd: number = 'odd';\nodd"], "'odd'"],
  ["a block that looks like an object", ["{ a: 1 }"], "undefined"],
];
