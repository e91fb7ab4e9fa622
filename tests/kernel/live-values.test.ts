import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../support/project.js";
import { underWay, useKernel } from "./support/kernel.js";

describe("an editor's questions, answered by the values of the moment", () => {
  const kernel = useKernel();

  beforeAll(() => {
    mkdirSync(join(kernel.directory, "node_modules"));
    symlinkSync(join(projectRoot, "lib"), join(kernel.directory, "node_modules", "gradbook"));
  });

  // A look at a value that takes too long on a busy machine says nothing: what one says is asked for until it does.
  async function inspect(code: string, at: string): Promise<string> {
    const cursor_pos = code.lastIndexOf(at) + at.length;
    const reply = await kernel.client.request("shell", "inspect_request", { code, cursor_pos });
    return String((reply.data as Record<string, unknown> | undefined)?.["text/plain"] ?? "");
  }

  async function complete(code: string): Promise<readonly string[]> {
    const cursor_pos = code.length;
    const reply = await kernel.client.request("shell", "complete_request", { code, cursor_pos });
    return reply.matches as string[];
  }

  it("inspection says the type, and then the value", async () => {
    await kernel.run(`import { tensor } from "gradbook";
const rate = 0.1;
const w = tensor([[3], [4]], { requiresGrad: true });
const settings = { depth: 3, inner: { "a key": [1, 2] } };`);
    await expect.poll(() => inspect("rate", "rate")).toBe("const rate: 0.1\n\nnow: 0.1");
    await expect.poll(() => inspect("w.matmul", "w")).toContain("\n\nnow: Tensor [2, 1] float32 [3, 4]");
    await expect.poll(() => inspect("settings.depth", "depth")).toContain("\n\nnow: 3");
    await expect.poll(() => inspect('settings.inner["a key"].length', "length")).toContain("now: 2");
  });

  it("says nothing of functions, of a function's own names, and of what would have to be computed", async () => {
    await kernel.run("function twice(n: number) { return 2 * n; }\nlet n = 5, calls = 0;");
    expect(await inspect("twice(1)", "twice")).not.toContain("now:");
    expect(await inspect("function f(n: number) {\n  return n;\n}", "return n")).not.toContain("now:");
    expect(await inspect("for (const n of [1]) {\n  n;\n}", "  n")).not.toContain("now:");
    expect(await inspect("console.log", "log")).not.toContain("now:");
    await expect.poll(() => inspect("n", "n")).toContain("now: 5");
    await kernel.run("const sly = { get size() { return ++calls; } };");
    expect(await inspect("sly.size", "size")).not.toContain("now:");
    await expect.poll(() => inspect("calls", "calls")).toContain("now: 0");
  });

  it("both are answered by what a cell has reached that computes without a pause", async () => {
    await kernel.run("let count = 0; let found: any = {};");
    const { cell } = await underWay(
      kernel.client,
      "found = { deepest: 1, describe() {} };\nfor (;;) count++;",
    );
    const look = async () => Number(/now: (\d+)/.exec(await inspect("count", "count"))?.[1]);
    let before = 0;
    await expect
      .poll(async () => {
        before = await look();
        return before;
      })
      .toBeGreaterThan(0);
    await expect.poll(look).toBeGreaterThan(before);
    await expect.poll(() => complete("found.de")).toEqual(["deepest", "describe"]);
    await kernel.client.interrupt();
    await cell;
  });

  it("a cell that computes shows the value of what it declares itself", async () => {
    const code = "let reached = 0;\nfor (;;) reached++;";
    const { cell } = await underWay(kernel.client, code);
    await expect.poll(() => inspect(code, "let reached")).toMatch(/now: \d{3,}/);
    await kernel.client.interrupt();
    await cell;
  });

  it("completion finds what a value has where its type is any, or says any key will do", async () => {
    await kernel.run(`class Base { inherited = 1; method() {} }
const parsed = JSON.parse('{"alpha": {"beta": 1}, "almond": 2, "not a name": 3}');
const table: Record<string, number> = { first: 1, fifth: 5 };
const made: any = new (class extends Base { own = 2; get lazy() { return 1; } })();
const list: any = [1, 2, 3];
const typed = { alone: 1 };`);
    await expect.poll(() => complete("parsed.al")).toEqual(["alpha", "almond"]);
    await expect.poll(() => complete("parsed.alpha.")).toEqual(["beta"]);
    await expect.poll(() => complete("table.f")).toEqual(["first", "fifth"]);
    await expect
      .poll(() => complete("made."))
      .toEqual(expect.arrayContaining(["own", "inherited", "method", "lazy", "constructor"]));
    await expect.poll(() => complete("list.ma")).toEqual(["map"]);
    expect(await complete("typed.")).toEqual(["alone"]);
    expect(await complete("parsed.nothing.")).toEqual([]);
  });

  it("keeps its range and kinds, also behind astral characters", async () => {
    await kernel.run("const anything: any = { one: 1, only() {} };");
    const code = '"😀"; anything.on';
    const length = [...code].length;
    const reply = () => kernel.client.request("shell", "complete_request", { code, cursor_pos: length });
    await expect.poll(reply).toMatchObject({
      matches: ["one", "only"],
      cursor_start: length - 2,
      cursor_end: length,
      metadata: {
        _jupyter_types_experimental: [
          { text: "one", type: "property", start: length - 2, end: length },
          { text: "only", type: "function" },
        ],
      },
    });
  });

  it("is not asked of a proxy, and waits for no call that does not end", async () => {
    await kernel.run("const sly: any = new Proxy({}, { ownKeys() { for (;;); }, get() { for (;;); } });");
    expect(await complete("sly.")).toEqual([]);
    await expect.poll(() => inspect("sly", "sly")).toMatch(/now: (Proxy\()?\{\}/);
    // The call ends when the answer has come, and not before.
    const call = 'require("node:child_process").execSync("until test -e answered; do sleep 0.05; done");';
    const { cell } = await underWay(kernel.client, call);
    expect(await inspect("sly", "sly")).toMatch(/^const sly: any/);
    kernel.write("answered", "");
    expect((await cell).status).toBe("ok");
  });
});
