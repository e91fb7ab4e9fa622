import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { projectRoot } from "../../support/project.js";
import { byName, DebugClient } from "../support/debug-client.js";
import { resultText, useKernel } from "../support/kernel.js";

describe("variables and exceptions", () => {
  const kernel = useKernel();
  const debug = new DebugClient(kernel);

  beforeAll(() => {
    debug.listen();
    mkdirSync(join(kernel.directory, "node_modules"));
    symlinkSync(join(projectRoot, "lib"), join(kernel.directory, "node_modules", "gradbook"));
  });
  beforeEach(() => debug.start());
  afterEach(() => debug.end());

  async function globals() {
    return byName((await debug.send<{ variables: never[] }>("inspectVariables")).variables);
  }

  it("shows a tensor by its shape, type and values, and how it was computed", async () => {
    await kernel.run(`import { tensor, nn } from "gradbook";
const w = tensor([[3], [4]], { requiresGrad: true });
const y = tensor([[1, 2]]).matmul(w);
y.backward();
const model = nn.sequential([nn.dense(2), nn.dense(1)]);
model.apply(tensor([[1, 2, 3]]));`);
    const { w, y, model, imports } = await globals();
    expect(w).toMatchObject({ value: "Tensor [2, 1] float32 [3, 4]", evaluateName: "w" });
    expect(byName(await debug.variables(w!.variablesReference))).toMatchObject({
      shape: { value: "[ 2, 1 ]" },
      dtype: { value: "'float32'" },
      requiresGrad: { value: "true" },
      grad: { value: "Tensor [2, 1] float32 [1, 2]" },
      values: { type: "Float32Array", indexedVariables: 2 },
    });
    expect(byName(await debug.variables(y!.variablesReference))).toMatchObject({
      "computed by": { value: "'matmul'" },
    });
    expect(model).toMatchObject({ value: "Sequential, 11 parameters, output [1, 1]" });
    const layers = byName(await debug.variables(model!.variablesReference));
    expect(layers).toMatchObject({
      dense: { value: "Dense(2), 8 parameters, output [1, 2]" },
      dense_1: { value: "Dense(1), 3 parameters, output [1, 1]" },
    });
    expect(imports).toMatchObject({ value: "2 imported names" });
    expect(Object.keys(byName(await debug.variables(imports!.variablesReference)))).toEqual(["tensor", "nn"]);
  });

  it("shows a tensor as its table or heat map, and numbers as a histogram", async () => {
    const { data } = await debug.send<{ data: Record<string, string> }>("richInspectVariables", {
      variableName: "w",
    });
    expect(data["text/html"]).toContain("<table");
    await kernel.run("const many = Float64Array.from({ length: 10_000 }, (_, i) => Math.sin(i));");
    const rich = await debug.send<{ data: Record<string, string> }>("richInspectVariables", {
      variableName: "many",
    });
    expect(rich.data["text/html"]).toMatch(
      /^<svg .*10000 numbers, -1 to 1, mean [\d.e-]+, standard deviation 0\.7071/,
    );
  });

  it("shows long lists in parts, and the part that is asked for", async () => {
    await kernel.run(`const list = Float32Array.from({ length: 25_000 }, (_, i) => i);
const pairs = new Map(Array.from({ length: 300 }, (_, i) => ["k" + i, i]));`);
    const { list, pairs } = await globals();
    expect(list).toMatchObject({ type: "Float32Array", indexedVariables: 25_000 });
    const parts = await debug.variables(list!.variablesReference);
    expect(parts.map(({ name }) => name).slice(0, 3)).toEqual([
      "[0 … 9999]",
      "[10000 … 19999]",
      "[20000 … 24999]",
    ]);
    const smaller = await debug.variables(parts[2]!.variablesReference);
    expect(smaller[1]?.name).toBe("[20100 … 20199]");
    const items = await debug.variables(smaller[1]!.variablesReference);
    expect(items[3]).toMatchObject({ name: "[20103]", value: "20103" });
    const page = { filter: "indexed", start: 24_998, count: 10 };
    const last = await debug.variables(list!.variablesReference, page);
    expect(last.map(({ name, value }) => [name, value])).toEqual([
      ["[24998]", "24998"],
      ["[24999]", "24999"],
    ]);
    const ofMap = await debug.variables(pairs!.variablesReference, {
      filter: "indexed",
      start: 299,
      count: 1,
    });
    expect(ofMap).toMatchObject([{ name: "'k299'", value: "299" }]);
  });

  it("runs a getter when it is opened, and not before", async () => {
    await kernel.run(`let runs = 0;
class Lazy { plain = 1; get costly() { runs++; return { answer: 42 }; } }
const lazy = new Lazy();`);
    const { lazy } = await globals();
    const { plain, costly } = byName(await debug.variables(lazy!.variablesReference));
    expect(plain).toMatchObject({ value: "1" });
    expect(costly).toMatchObject({ value: "(…)", presentationHint: { lazy: true } });
    expect(await debug.evaluate("runs")).toBe("0");
    const [value] = await debug.variables(costly!.variablesReference);
    expect(value).toMatchObject({ name: "costly", value: "{ answer: 42 }" });
    expect(await debug.evaluate("runs")).toBe("1");
  });

  it("shows proxies, errors and what throws without a harm", async () => {
    await kernel.run(`const trap = new Proxy({}, { get() { throw new Error("asked"); }, ownKeys() { throw new Error("asked"); } });
const failing = { get bad() { throw new Error("no"); } };
const failure = new RangeError("too far");
const nothing = Object.create(null);`);
    const { trap, failing, failure, nothing } = await globals();
    expect(trap).toMatchObject({ type: "Proxy", variablesReference: 0 });
    expect(failure!.value).toContain("RangeError: too far");
    expect(nothing).toMatchObject({ type: "Object" });
    const [bad] = await debug.variables(failing!.variablesReference);
    expect(await debug.raw("variables", { variablesReference: bad!.variablesReference })).toMatchObject({
      success: false,
      message: "Error: no",
    });
  });

  const scopes = `const Map = 7;
const name = "cell";
function counter(start: number) {
  let count = start;
  return function add(by: number) {
    for (let i = 0; i < 1; i++) {
      const name = "local";
      count += by;
    }
    return count;
  };
}
counter(1)(2)`;

  it("shows locals, closures and globals by the names that the cell has for them", async () => {
    await debug.breakAt(scopes, 8);
    const { cell } = await debug.runToStop(scopes);
    expect((await debug.scopes()).map((scope) => scope.name)).toEqual([
      "Locals",
      "Closure (counter)",
      "Globals",
    ]);
    expect(await debug.scope("Locals")).toMatchObject({
      by: { value: "2" },
      i: { value: "0" },
      name: { value: "'local'" },
    });
    expect(await debug.scope("Closure (counter)")).toMatchObject({ count: { value: "1" } });
    expect(await debug.scope("Globals")).toMatchObject({ Map: { value: "7" }, name: { value: "'cell'" } });
    const { id } = await debug.top();
    expect(await debug.evaluate("[name, Map, by, { Map }]", id)).toBe("[ 'local', 7, 2, { Map: 7 } ]");
    expect(await debug.evaluate("[1, 2].map((Map) => Map * by)", id)).toBe("[ 2, 4 ]");
    await debug.continue();
    await cell;
  });

  it("sets locals, closures, globals and properties", async () => {
    await debug.breakAt(scopes, 8);
    const { cell } = await debug.runToStop(scopes);
    const set = async (scope: string, variable: string, value: string) => {
      const found = (await debug.scopes()).find((candidate) => candidate.name === scope);
      const args = { variablesReference: found!.variablesReference, name: variable, value };
      return (await debug.send<{ value: string }>("setVariable", args)).value;
    };
    expect(await set("Locals", "by", "40")).toBe("40");
    expect(await set("Closure (counter)", "count", "by + 1")).toBe("41");
    expect(await set("Globals", "Map", "'map'")).toBe("'map'");
    await debug.continue();
    expect(resultText((await cell).outputs)).toBe("81");
    expect(await debug.evaluate("Map")).toBe("'map'");
    await kernel.run("const holder = { a: 1, list: [1, 2] };");
    const { holder } = await globals();
    const reference = { variablesReference: holder!.variablesReference };
    expect(await debug.send("setVariable", { ...reference, name: "a", value: "{ b: 2 }" })).toMatchObject({
      value: "{ b: 2 }",
    });
    expect(await debug.evaluate("holder.a.b")).toBe("2");
  });

  it("gives frames new numbers when an expression may have changed values, so that JupyterLab asks for them anew", async () => {
    const code = "function half(n: number) {\n  return n / 2;\n}\nhalf(8)";
    await debug.breakAt(code, 2);
    const { cell } = await debug.runToStop(code);
    const before = await debug.top();
    expect(await debug.evaluate("n = 10", before.id)).toBe("10");
    const after = await debug.top();
    expect(after.id).not.toBe(before.id);
    // A client that goes on with the number that it has is answered as well.
    // JupyterLab's tree shows the type, which is the value of what is read at one glance.
    for (const frame of [before, after])
      expect(await debug.scope("Locals", frame)).toMatchObject({ n: { value: "10", type: "10" } });
    await debug.continue();
    expect(resultText((await cell).outputs)).toBe("5");
  });

  it("says what an expression throws, and does nothing for a look that would change something", async () => {
    await kernel.run("let touched = 0;");
    expect(await debug.raw("evaluate", { expression: "missing + 1" })).toMatchObject({
      success: false,
      message: "ReferenceError: missing is not defined",
    });
    expect(await debug.raw("evaluate", { expression: "touched++", context: "hover" })).toMatchObject({
      success: false,
    });
    expect(await debug.evaluate("touched")).toBe("0");
    const typed = await debug.raw("evaluate", { expression: "touched as number" });
    expect(typed.message).toMatch(
      /^expected an expression of JavaScript, without types, got touched as number/,
    );
  });

  const thrower = `function fail(): never {
  throw new RangeError("too far");
}
try {
  fail();
} catch {}
fail();`;

  it.each([
    [["uncaught"], ["fail:2", expect.stringMatching(/^cell-\d+:7$/)]],
    [["caught"], ["fail:2", expect.stringMatching(/^cell-\d+:5$/)]],
  ])("stops at exceptions that are %s", async (filters, lines) => {
    await debug.send("setExceptionBreakpoints", { filters });
    const { cell, stop } = await debug.runToStop(thrower);
    expect(stop).toMatchObject({ reason: "exception", text: "RangeError: too far" });
    expect(await debug.lines()).toEqual(lines);
    expect(await debug.send("exceptionInfo", { threadId: 1 })).toMatchObject({ exceptionId: "RangeError" });
    await debug.continue();
    expect((await cell).status).toBe("error");
  });

  it("takes what ends a cell after an await for uncaught", async () => {
    await debug.send("setExceptionBreakpoints", { filters: ["uncaught"] });
    const late = `try { await Promise.reject(new Error("seen to")); } catch {}\nawait null;\n(null as any).toString();`;
    const { cell } = await debug.runToStop(late);
    expect(await debug.top()).toMatchObject({ line: 3 });
    await debug.continue();
    expect((await cell).status).toBe("error");
  });

  it("looks into a loop that is running, and does not hold it up", async () => {
    const cell = kernel.run(`let epoch = 0;
const losses: number[] = [];
while (epoch >= 0) { epoch++; if (epoch % 1e6 === 0) losses.push(epoch); }`);
    await expect.poll(() => debug.evaluate("losses.length")).not.toBe("0");
    const { epoch } = await globals();
    expect(Number(epoch!.value)).toBeGreaterThan(0);
    const losses = await debug.send<{ data: Record<string, string> }>("richInspectVariables", {
      variableName: "losses",
    });
    expect(losses.data["text/plain"]).toMatch(/^\[/);
    await debug.evaluate("epoch = -1");
    expect((await cell).status).toBe("ok");
  });
});
