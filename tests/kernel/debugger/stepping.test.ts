import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { projectRoot } from "../../support/project.js";
import { DebugClient } from "../support/debug-client.js";
import { resultText, streamText, useKernel } from "../support/kernel.js";

describe("stepping and stopping", () => {
  const kernel = useKernel();
  const debug = new DebugClient(kernel);
  const file = (name: string) => ({ path: join(kernel.directory, name) });

  beforeAll(() => {
    debug.listen();
    mkdirSync(join(kernel.directory, "node_modules"));
    symlinkSync(join(projectRoot, "lib"), join(kernel.directory, "node_modules", "gradbook"));
  });
  beforeEach(() => debug.start());
  afterEach(() => debug.end());

  const nested = `function inner(x: number) {
  const y = x * 2;
  return y;
}
function outer(x: number) {
  const z = inner(x);
  return z + 1;
}
const result = outer(3);
result`;

  it("steps over, in and out by the lines of the cell", async () => {
    await debug.breakAt(nested, 9);
    const { cell } = await debug.runToStop(nested);
    expect(await debug.lines()).toEqual([expect.stringMatching(/^cell-\d+:9$/)]);
    expect(await debug.step("stepIn")).toMatchObject({ name: "outer", line: 6 });
    expect(await debug.step("stepIn")).toMatchObject({ name: "inner", line: 2 });
    expect(await debug.lines()).toEqual(["inner:2", "outer:6", expect.stringMatching(/^cell-\d+:9$/)]);
    expect(await debug.step("stepOut")).toMatchObject({ name: "outer" });
    expect(await debug.step("next")).toMatchObject({ name: "outer", line: 7 });
    await debug.continue();
    expect(resultText((await cell).outputs)).toBe("7");
  });

  it("ends a step that leaves the cell with the cell, and the next cell is not stopped by it", async () => {
    await debug.breakAt("const last = 1;", 1);
    const { cell } = await debug.runToStop("const last = 1;");
    await debug.send("next", { threadId: 1 });
    await debug.event("continued");
    expect((await cell).status).toBe("ok");
    expect(resultText((await kernel.run("last + 1")).outputs)).toBe("2");
  });

  it("stops in code of an earlier cell, also one that was run before the debugger came", async () => {
    await debug.end();
    await kernel.run(nested);
    await debug.start();
    await debug.breakAt(nested, 2);
    const { cell } = await debug.runToStop("outer(10)");
    expect((await debug.lines()).slice(0, 2)).toEqual(["inner:2", "outer:6"]);
    await debug.continue();
    expect(resultText((await cell).outputs)).toBe("21");
  });

  it("stops in a timer of a cell that has ended", async () => {
    const timer = `let ticks = 0;\nsetTimeout(() => {\n  ticks++;\n}, 1);`;
    await debug.breakAt(timer, 3);
    const { cell } = await debug.runToStop(timer);
    await cell;
    expect(await debug.top()).toMatchObject({ line: 3 });
    await debug.continue();
    // A cell comes after the callback; what the debugger asks may still be answered in it.
    expect(resultText((await kernel.run("ticks")).outputs)).toBe("1");
  });

  it("goes on over an await, and shows who waits when it is asked to", async () => {
    await debug.end();
    await debug.start({ asyncStacks: true });
    const awaits = `async function later() {
  await null;
  return 1;
}
const got = await later();
got`;
    await debug.breakAt(awaits, 2);
    const { cell } = await debug.runToStop(awaits);
    expect(await debug.step("next")).toMatchObject({ name: "later", line: 3 });
    expect((await debug.lines()).slice(1)).toContainEqual(expect.stringMatching(/:5$/));
    await debug.continue();
    expect(resultText((await cell).outputs)).toBe("1");
  });

  it("stops in the learner's own file, also while it is loaded, and shows what it imports", async () => {
    kernel.write(
      "model.ts",
      `interface P { x: number }\n\nexport function double(p: P) {\n  const twice = p.x * 2;\n  return twice;\n}\nexport const made = double({ x: 4 });\n`,
    );
    await debug.breakAt(file("model.ts"), 4);
    const { cell } = await debug.runToStop('import { double } from "./model";\ndouble({ x: 5 })');
    expect((await debug.lines())[0]).toBe("double:4");
    expect(await debug.top()).toMatchObject({ source: { path: file("model.ts").path } });
    expect(await debug.scope("Locals")).toMatchObject({ p: { value: "{ x: 4 }" } });
    await debug.continue();
    await debug.stopped();
    expect((await debug.lines())[1]).toMatch(/^cell-\d+:2$/);
    await debug.continue();
    expect(resultText((await cell).outputs)).toBe("10");
  });

  it("steps from a cell's last line, whose value the kernel takes, into a function that it imports", async () => {
    kernel.write("halve.ts", "export function halve(n: number) {\n  return n / 2;\n}\n");
    const last = 'import { halve } from "./halve";\nhalve(5)';
    await debug.breakAt(last, 2);
    const { cell } = await debug.runToStop(last);
    expect(await debug.step("stepIn")).toMatchObject({ name: "halve", line: 2 });
    await debug.continue();
    expect(resultText((await cell).outputs)).toBe("2.5");
  });

  it("stops in a module that a cell defines, at the cell", async () => {
    const module = "/** @module shapes */\nexport function area(w: number, h: number) {\n  return w * h;\n}";
    await debug.breakAt(module, 3);
    await kernel.run(module);
    const { cell } = await debug.runToStop('import { area } from "./shapes";\narea(2, 3)');
    expect(await debug.top()).toMatchObject({
      name: "area",
      line: 3,
      source: { path: await debug.pathOf(module) },
    });
    await debug.continue();
    expect(resultText((await cell).outputs)).toBe("6");
  });

  const learning = `import { tensor } from "gradbook";
const x = tensor([[1, 2]]);
const w = tensor([[3], [4]], { requiresGrad: true });
const y = x.matmul(w);
y.backward();
w.grad`;

  it("steps from a cell into the library's TypeScript", async () => {
    await debug.breakAt(learning, 4);
    const { cell } = await debug.runToStop(learning);
    const source = (path: string) => join(projectRoot, "lib/src", path);
    // Methods of tensors stand in a file of their own for each, and are called by one function.
    expect(await debug.step("stepIn")).toMatchObject({ source: { path: source("tensor/methods.ts") } });
    const top = await debug.step("stepIn");
    expect(top).toMatchObject({ name: "matmul", source: { path: source("ops/matmul.ts") } });
    const { content } = await debug.send<{ content: string }>("source", { source: top.source });
    expect(content.split("\n")[top.line - 1]).toContain("meet(");
    expect(await debug.scope("Locals")).toMatchObject({ a: { value: "Tensor [1, 2] float32 [1, 2]" } });
    await debug.breakAt({ path: source("autograd/backward.ts") }, 60);
    await debug.continue();
    await debug.stopped();
    expect(await debug.lines()).toContainEqual(expect.stringMatching(/^cell-\d+:5$/));
    expect(await debug.top()).toMatchObject({ line: 60, source: { path: source("autograd/backward.ts") } });
    await debug.breakAt({ path: source("autograd/backward.ts") });
    await debug.continue();
    expect((await cell).status).toBe("ok");
  });

  it("leaves the library out when only the user's own code is wanted", async () => {
    await debug.end();
    await debug.start({ justMyCode: true });
    await debug.breakAt(learning, 4);
    const { cell } = await debug.runToStop(learning);
    expect(await debug.step("stepIn")).toMatchObject({ line: 5 });
    await debug.continue();
    await cell;
  });

  it("names the files that are loaded", async () => {
    const { modules } = await debug.send<{ modules: { path: string }[] }>("modules", {});
    const paths = modules.map(({ path }) => path);
    expect(paths).toContain(join(projectRoot, "lib/src/ops/matmul.ts"));
    expect(paths).toContain(file("model.ts").path);
    expect(paths.filter((path) => path.includes("/kernel/"))).toEqual([]);
  });

  const loop = `let sum = 0;
for (let i = 0; i < 10; i++) {
  sum += i;
}
sum`;

  it("stops where a condition holds", async () => {
    await debug.breakAt(loop, { line: 3, condition: "i === 7 && sum > 0" });
    const { cell } = await debug.runToStop(loop);
    expect(await debug.scope("Locals")).toMatchObject({ i: { value: "7" } });
    await debug.continue();
    expect(resultText((await cell).outputs)).toBe("45");
  });

  it.each([
    ["4", 3],
    [">= 4", 3],
    ["> 4", 4],
    ["== 6", 5],
    ["% 5", 4],
    ["< 2", 0],
  ])("stops by its hit count %s", async (hitCondition, i) => {
    await debug.breakAt(loop, { line: 3, hitCondition });
    const { cell } = await debug.runToStop(loop);
    expect(await debug.scope("Locals")).toMatchObject({ i: { value: String(i) } });
    await debug.breakAt(loop);
    await debug.continue();
    await cell;
  });

  it("prints a log message and does not stop", async () => {
    await debug.breakAt(loop, { line: 3, logMessage: "i is {i}, {{ sum }.sum}", condition: "i < 2" });
    const { outputs } = await kernel.run(loop);
    expect(streamText(outputs)).toBe("i is 0, 0\ni is 1, 0\n");
    await debug.breakAt(loop, { line: 3, logMessage: "{nothing.here}", hitCondition: "== 2" });
    expect(streamText((await kernel.run(loop)).outputs)).toBe("ReferenceError: nothing is not defined\n");
  });

  it("says what is wrong with a condition, a count or a message", async () => {
    const wrong = [{ condition: "i ===" }, { hitCondition: "often" }, { logMessage: "x {1 +} y" }];
    const answers = await debug.breakAt(loop, ...wrong.map((fields) => ({ line: 3, ...fields })));
    expect(answers.map(({ verified, message }) => [verified, message])).toEqual([
      [false, "expected an expression of JavaScript, without types, got i === (Unexpected token)"],
      [false, "hit count: expected a number, or one after >, >=, <, <=, == or %, got often; try >= 3"],
      [false, "expected an expression of JavaScript, without types, got 1 + (Unexpected token)"],
    ]);
  });

  it("stops at debugger; while anything is armed", async () => {
    await debug.breakAt("0", 1);
    const { cell } = await debug.runToStop("const before = 1;\ndebugger;\nbefore");
    expect(await debug.top()).toMatchObject({ line: 2 });
    await debug.continue();
    expect((await cell).status).toBe("ok");
  });

  it("pauses a loop that is running, and shows where it is", async () => {
    const endless = 'let rounds = 0;\nconsole.log("begun");\nwhile (true) {\n  rounds++;\n}';
    const cell = kernel.run(endless);
    await expect
      .poll(async () => Number(await debug.evaluate("typeof rounds === 'number' ? rounds : 0")))
      .toBeGreaterThan(0);
    await debug.send("pause", { threadId: 1 });
    expect(await debug.stopped()).toMatchObject({ reason: "pause" });
    expect((await debug.top()).line).toBeGreaterThanOrEqual(3);
    await kernel.client.interrupt();
    expect((await cell).status).toBe("error");
  });
});
