import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { DebugClient } from "../support/debug-client.js";
import { errorOf, resultText, useKernel } from "../support/kernel.js";

const cli = fileURLToPath(new URL("dist/cli.js", import.meta.resolve("gradbook-kernel/package.json")));
const code = "let reached = 0;\nreached = 1;\nreached = 2;";

describe("a debugger that comes and goes", () => {
  const kernel = useKernel();
  const debug = new DebugClient(kernel);

  beforeAll(() => debug.listen());
  afterEach(() => debug.end());

  it.each([
    ["a cell", code],
    ["a cell that awaits", `await null;\n${code.replaceAll("\n", " ")}`],
    [
      "a callback of a cell",
      `setTimeout(() => {\n  kept;\n}, 1);\nconst kept = 5;\nawait new Promise(() => {});`,
    ],
  ])("Stop ends %s where it is paused, and keeps variables", async (_, paused) => {
    await debug.start();
    await debug.breakAt(paused, 2);
    const { cell } = await debug.runToStop(paused);
    await kernel.client.interrupt();
    const { outputs } = await cell;
    expect(errorOf(outputs).ename).toBe("KeyboardInterrupt");
    await debug.event("continued");
    expect(await debug.send("debugInfo")).toMatchObject({ stoppedThreads: [] });
    expect(resultText((await kernel.run("typeof reached")).outputs)).toMatch(/number|undefined/);
    expect(resultText((await kernel.run("6 * 7")).outputs)).toBe("42");
  });

  it("Stop ends an endless expression that is evaluated where a cell is paused", async () => {
    await debug.start();
    await debug.breakAt(code, 2);
    const { cell } = await debug.runToStop(code);
    const { id } = await debug.top();
    const endless = debug.raw("evaluate", { expression: "(() => { for (;;); })()", frameId: id });
    await kernel.client.interrupt();
    expect((await cell).status).toBe("error");
    expect((await endless).success).toBe(false);
    expect(resultText((await kernel.run("6 * 7")).outputs)).toBe("42");
  });

  // On Node 26 the thread that asks V8 slept through one answer in some five hundred, and no request after it was answered.
  it("answers however often it is asked", async () => {
    for (let i = 0; i < 60; i++) {
      await debug.start();
      expect(await debug.evaluate("1 + 1")).toBe("2");
      await debug.breakAt(code, 2);
      await debug.end();
    }
  });

  it("answers everything else while a cell is paused", async () => {
    await debug.start();
    await debug.breakAt(code, 2);
    const { cell } = await debug.runToStop(code);
    expect(
      await kernel.client.request("shell", "complete_request", { code: "Math.ab", cursor_pos: 7 }),
    ).toMatchObject({
      matches: expect.arrayContaining(["abs"]),
    });
    expect(await kernel.client.request("shell", "is_complete_request", { code: "f(" })).toMatchObject({
      status: "incomplete",
    });
    expect(await kernel.client.request("shell", "kernel_info_request")).toMatchObject({ status: "ok" });
    await debug.continue();
    expect((await cell).status).toBe("ok");
  });

  // JupyterLab asks for all variables at each message that is about a cell.
  it("says nothing of the cell that runs when it answers", async () => {
    await debug.start();
    await debug.breakAt(code, 2);
    const { cell } = await debug.runToStop(code);
    const states: unknown[] = [];
    const stop = kernel.client.listen(({ header, content, parentHeader }) => {
      if (header.msg_type === "status" && parentHeader.msg_type === "execute_request")
        states.push(content.execution_state);
    });
    for (let i = 0; i < 3; i++) await debug.send("inspectVariables");
    await debug.continue();
    expect((await cell).status).toBe("ok");
    stop();
    expect(states).toEqual(["idle"]);
  });

  it("lets what is paused go on when it leaves", async () => {
    await debug.start();
    await debug.breakAt(code, 2);
    const { cell } = await debug.runToStop(code);
    await debug.end();
    expect((await cell).status).toBe("ok");
    expect((await kernel.run(code)).status).toBe("ok");
    expect(await debug.send("debugInfo")).toMatchObject({ isStarted: false, breakpoints: [] });
  });

  it("goes on debugging in the session that follows one that ended", async () => {
    await debug.start();
    await debug.breakAt(code, 2);
    const { cell } = await debug.runToStop(code);
    await kernel.client.interrupt();
    await cell;
    const { outputs } = await kernel.run("process.exit(3)");
    expect(errorOf(outputs).ename).toBe("SessionEnded");
    const again = await debug.runToStop(code);
    expect(await debug.top()).toMatchObject({ line: 2 });
    await debug.continue();
    expect((await again.cell).status).toBe("ok");
  });

  it("has nothing paused after the session was killed at a breakpoint", async () => {
    await debug.start();
    await debug.breakAt(code, 2);
    const pid = Number(await debug.evaluate("process.pid"));
    const { cell } = await debug.runToStop(code);
    process.kill(pid, "SIGKILL");
    expect(errorOf((await cell).outputs).ename).toBe("SessionEnded");
    expect(await debug.send("debugInfo")).toMatchObject({ stoppedThreads: [], isStarted: true });
    expect(resultText((await kernel.run("6 * 7")).outputs)).toBe("42");
  });

  it("has V8's debugger on only while something is armed", async () => {
    await debug.start();
    // Only V8's debugger, when it is on, stops at this.
    expect((await kernel.run("debugger;")).status).toBe("ok");
    await debug.breakAt(code, 2);
    await debug.breakAt(code);
    expect((await kernel.run("debugger;\n1")).status).toBe("ok");
  });

  it("does not stop at a breakpoint in what a look at a value calls", async () => {
    await debug.start();
    const looked = `let asked = 0;
function ask() {
  return ++asked;
}`;
    await debug.breakAt(looked, 3);
    await kernel.run(looked);
    expect(await debug.evaluate("ask()")).toBe("1");
    // A look at the moment at which a cell comes to its breakpoint takes nothing from it.
    for (let i = 0; i < 20; i++) {
      const cell = kernel.run("ask()");
      const looks = Promise.all([
        debug.evaluate("asked"),
        debug.send("inspectVariables"),
        debug.evaluate("asked"),
      ]);
      await debug.stopped();
      await looks;
      await debug.continue();
      expect((await cell).status).toBe("ok");
    }
  });

  it("tells one cell from another that follows, and stops in both", async () => {
    await debug.start();
    const other = "const second = 1;\nsecond";
    await debug.breakAt(code, 3);
    await debug.breakAt(other, 2);
    const first = await debug.runToStop(code);
    const waiting = kernel.run(other);
    expect(await debug.top()).toMatchObject({ line: 3, source: { path: await debug.pathOf(code) } });
    await debug.continue();
    await first.cell;
    await debug.stopped();
    expect(await debug.top()).toMatchObject({ line: 2, source: { path: await debug.pathOf(other) } });
    await debug.continue();
    expect((await waiting).status).toBe("ok");
  });
});

describe("the JavaScript kernel", () => {
  const kernel = useKernel({
    command: [process.execPath, cli, "start", "{connection_file}", "--javascript"],
  });
  const debug = new DebugClient(kernel);
  beforeAll(() => debug.listen());
  afterEach(() => debug.end());

  it("stops in its cells, whose paths end in .js", async () => {
    await debug.start();
    expect(await debug.pathOf(code)).toMatch(/\.js$/);
    await debug.breakAt(code, 2);
    const { cell } = await debug.runToStop(code);
    expect(await debug.top()).toMatchObject({ line: 2 });
    await debug.continue();
    expect((await cell).status).toBe("ok");
  });
});
