import { beforeAll, describe, expect, test } from "vitest";
import type { CompletionAnswer, InspectionAnswer } from "../../../kernel/src/cell-contract.js";
import { nodeHost } from "../../../kernel/src/type-process/node-host.js";
import { CellService } from "../../../kernel/src/types/service.js";
import { projectFolder } from "../compiler/project.js";

const SHAPES = `
/** A circle on the plane. */
class Circle {
  /** How far the rim is. @param scale a factor */
  constructor(readonly radius: number) {}
  /**
   * The area, $\\\\pi r^2$.
   * @param unit the unit to give it in
   * @returns the area
   * @example
   * new Circle(1).area("m")
   */
  area(unit: "m" | "cm" = "m"): number { return this.radius }
}
interface Options { readonly activation?: "relu" | "sigmoid"; units: number }
function layer(options: Options): Circle { return new Circle(options.units) }
let model: Circle | undefined = layer({ units: 1 });
`;

const RULERS = `
export declare class Ruler {
  /** Of that many metres. */
  constructor(metres: number);
  /** How long it is, in metres. */
  measure(): number;
}
export declare class Exact extends Ruler {
  measure(): number;
}
/** The length of everything. */
export declare function length(): number;
export interface Rule {
  /** Rules a line. */
  (metres: number): void;
}
export declare const rule: Rule;
`;

let directory: string;
let service: CellService;
beforeAll(() => {
  directory = projectFolder({
    "helper.ts": "export const help = 1;",
    "sub/inner.ts": "export {};",
    "node_modules/rulers/package.json": `{ "name": "rulers", "types": "index.d.ts" }`,
    "node_modules/rulers/index.d.ts": RULERS,
  });
  service = new CellService(directory, { host: nodeHost() });
  expect(service.compile({ source: SHAPES, cell: 1, directory }).problems).toEqual([]);
  service.commit(1);
});

/** Completes at the `|`. */
function complete(marked: string): CompletionAnswer {
  const offset = marked.indexOf("|");
  return service.complete({ source: marked.replace("|", ""), offset, directory });
}

/** What would stand in the cell after taking the first match. */
function taken(marked: string): string {
  const { matches, start, end } = complete(marked);
  const source = marked.replace("|", "");
  return source.slice(0, start) + matches[0] + source.slice(end);
}

function inspect(marked: string, detail: 0 | 1 = 0): InspectionAnswer {
  const offset = marked.indexOf("|");
  return service.inspect({ source: marked.replace("|", ""), offset, directory, detail });
}

const plain = (marked: string, detail: 0 | 1 = 0) => String(inspect(marked, detail).data["text/plain"]);

describe("completion", () => {
  test.each([
    ["members", "layer({ units: 1 }).ar|", "layer({ units: 1 }).area"],
    ["members of call results", "layer({ units: 1 }).area().toFi|", "layer({ units: 1 }).area().toFixed"],
    ["members after a dot alone", "new Circle(1).|", "new Circle(1).area"],
    ["names of earlier cells", "new Cir|", "new Circle"],
    [
      "locals of the cell being written",
      "const localName = 1; function f(param: Circle) { return par|",
      "const localName = 1; function f(param: Circle) { return param",
    ],
    [
      "members of a parameter in unfinished code",
      "[1, 2].map((value) => value.toFix|",
      "[1, 2].map((value) => value.toFixed",
    ],
    ["property names of an options object", "layer({ uni|", "layer({ units"],
    ["string literals of a union", 'new Circle(1).area("c|', 'new Circle(1).area("cm'],
    [
      "string literals of an option",
      "layer({ units: 1, activation: '|' })",
      "layer({ units: 1, activation: 'relu' })",
    ],
    ["built-in modules", 'import fs from "node:fs/pro|', 'import fs from "node:fs/promises'],
    ["local files", 'import { help } from "./hel|"', 'import { help } from "./helper"'],
    ["files in folders", 'import {} from "./sub/in|"', 'import {} from "./sub/inner"'],
    ["what a module exports", 'import { hel| } from "./helper"', 'import { help } from "./helper"'],
    ["keywords", "awa|", "await"],
    [
      "private names",
      "class P { #hidden = 1; m() { return this.#hi| } }",
      "class P { #hidden = 1; m() { return this.#hidden } }",
    ],
    [
      "names after characters beyond the first plane",
      "const s = '😀'; layer({ units: 1 }).rad|",
      "const s = '😀'; layer({ units: 1 }).radius",
    ],
    ["types", "let c: Circ|", "let c: Circle"],
    ["members through optional chaining", "model?.rad|", "model?.radius"],
    ["in the middle of a word", "new Circle(1).ra|dius", "new Circle(1).radius"],
    ["after a shell line", "!ls\nnew Circle(1).are|", "!ls\nnew Circle(1).area"],
  ])("%s", (_what, marked, expected) => {
    expect(taken(marked)).toBe(expected);
  });

  test("matches of the same case come first, others after them", () => {
    const { matches } = complete("ma|");
    expect(matches).toContain("Map");
    const prefixes = matches.map((name) => name.toLowerCase().startsWith("ma"));
    expect(prefixes.lastIndexOf(true)).toBeLessThan(prefixes.indexOf(false));
  });

  test("names that hold what was typed come after those that begin with it", () => {
    expect(complete("new Circle(1).adi|").matches).toEqual(["radius"]);
    expect(complete("Math.og|").matches).toContain("log10");
    expect(complete("'a'.cha|").matches.slice(0, 2)).toEqual(["charAt", "charCodeAt"]);
  });

  test("a match replaces the whole word that the cursor is in", () => {
    const { matches, start, end } = complete("const cm3 = { red: 1 }; cm3.|re");
    expect([matches, start, end]).toEqual([["red"], 28, 30]);
    expect(complete("new Circle(1).ar|ea()")).toMatchObject({ start: 14, end: 18 });
    expect(complete("[Mat|h.PI]")).toMatchObject({ start: 1, end: 5 });
    expect(complete('layer({ units: 1, activation: "re|lu" })')).toMatchObject({ start: 31, end: 35 });
  });

  test("the kinds go along, with positions in code points", () => {
    const { metadata } = complete("'😀'; new Circle(1).are|");
    expect(metadata._jupyter_types_experimental).toEqual([
      { start: 19, end: 22, text: "area", type: "function" },
    ]);
  });

  test("nothing where nothing fits", () => {
    expect(complete("1 + // a comm|").matches).toEqual([]);
    expect(complete("const x = 1.5|").matches).toEqual([]);
    expect(complete("nothingLikeThisExists.|").matches).toEqual([]);
  });

  test("the kernel's own names stay out of sight", () => {
    expect(complete("__|").matches.filter((name) => /imported|cell__/.test(name))).toEqual([]);
  });

  test.each([-5, 1e9, Number.NaN, 2.5])("a cursor at %s is moved into the text", (offset) => {
    const { start, end } = service.complete({ source: "abc", offset, directory });
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeLessThanOrEqual(3);
  });

  test.each(["", "}", "(((", "`${", "class {", "\ud83d", "import {", "@"])("survives %j", (source) => {
    for (let offset = 0; offset <= source.length; offset++) {
      expect(() => service.complete({ source, offset, directory })).not.toThrow();
      expect(() => service.inspect({ source, offset, directory, detail: 1 })).not.toThrow();
    }
  });
});

describe("inspection", () => {
  test.each([
    ["a variable of an earlier cell", "mod|el", "let model: Circle | undefined"],
    ["a class", "new Cir|cle(1)", "constructor Circle(radius: number): Circle"],
    ["a method", "new Circle(1).ar|ea()", '(method) Circle.area(unit?: "m" | "cm"): number'],
    ["right after the name", "layer|", "function layer(options: Options): Circle"],
    ["inside the brackets of a call", "layer(|", "function layer(options: Options): Circle"],
    ["inside the brackets of a method call", "layer({ units: 1 }).area(|)", "(method) Circle.area"],
    ["a local", "const t = [1, 2] as const; t|", "const t: readonly [1, 2]"],
    ["a property", "new Circle(1).rad|ius", "(property) Circle.radius: number"],
    ["a type", "let o: Opt|ions", "interface Options"],
    ["a built-in", "Math.hyp|ot(1)", "(method) Math.hypot(...values: number[]): number"],
    ["after a shell line", "!ls -l\nmod|el", "let model: Circle | undefined"],
  ])("%s", (_what, marked, expected) => {
    expect(plain(marked)).toContain(expected);
  });

  test("documentation comes along, as text and as Markdown", () => {
    const { found, data } = inspect("new Circle(1).ar|ea()");
    expect(found).toBe(true);
    expect(data["text/plain"]).toContain("The area,");
    expect(data["text/plain"]).toContain("@param unit the unit to give it in");
    expect(data["text/markdown"]).toContain("```typescript\n(method) Circle.area");
    expect(data["text/markdown"]).toContain('*@example*\n```typescript\nnew Circle(1).area("m")\n```');
  });

  test.each([
    ["of a built-in", "Math.hyp|ot(1)", "square root of the sum of squares"],
    ["of a variable's statement", "JS|ON", "An intrinsic object"],
    ["of a member that only a base type documents", "new Exact().mea|sure()", "How long it is, in metres."],
    ["of a package's function", "len|gth()", "The length of everything."],
    ["of a constructor", "new Rul|er(1)", "Of that many metres."],
    ["of a call signature", "rul|e(1)", "Rules a line."],
  ])("documentation %s comes along, though declarations are read without it", (_what, marked, expected) => {
    const source = `import { Exact, length, rule, Ruler } from "rulers";\n${marked}`;
    expect(plain(source)).toContain(expected);
    expect(plain(source).split(expected).length, "once").toBe(2);
  });

  test("the second level of detail shows the declaration", () => {
    expect(plain("lay|er")).not.toContain("return new Circle");
    expect(plain("lay|er", 1)).toContain("return new Circle(options.units)");
  });

  test("nothing is found where there is no name", () => {
    expect(inspect("1 + | 2").found).toBe(false);
    expect(inspect("|").found).toBe(false);
    expect(inspect("undefinedName|").found).toBe(false);
  });

  test("how the kernel joins cells does not show", () => {
    expect(plain("mod|el = undefined")).not.toContain("imported");
    expect(plain("lay|er")).not.toMatch(/alias|import/);
  });
});
