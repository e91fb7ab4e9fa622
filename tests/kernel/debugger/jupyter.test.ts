import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { byName, DebugClient } from "../support/debug-client.js";
import { resultText, useKernel } from "../support/kernel.js";

const code = `function f(a: number, b: number): number {
    const c = a + b;
    return c;
}

f(2, 3)`;

/**
 * After all of ipykernel's tests of its debugger (tests/test_debugger.py); jupyter_kernel_test 0.5 has none. Which of theirs has which twin here:
 *
 *     test_debug_initialize, test_supported_features      is told of in kernel_info, and says what it can
 *     test_attach_debug                                   evaluates where nothing is paused
 *     test_set_breakpoints                                names a cell by the hash of its text, and sets breakpoints in it
 *     test_stop_on_breakpoint                             stops at a breakpoint, tells it, and goes on
 *     test_breakpoint_in_cell_with_leading_empty_lines    takes empty lines at the start of a cell for lines
 *     test_rich_inspect_not_at_breakpoint                 shows variables where nothing is paused, plain and rich
 *     test_rich_inspect_at_breakpoint                     shows a rich variable where it is paused
 *     test_copy_to_globals                                copies a local variable to the cells' own
 *     test_convert_to_long_pathname                       none: it is about Python's paths on Windows
 */
describe("the debugger that Jupyter's clients know", () => {
  const kernel = useKernel();
  const debug = new DebugClient(kernel);

  beforeAll(() => debug.listen());
  beforeEach(() => debug.start());
  afterEach(() => debug.end());

  it("is told of in kernel_info, and says what it can", async () => {
    const info = await kernel.client.request("shell", "kernel_info_request");
    expect(info).toMatchObject({ debugger: true, supported_features: expect.arrayContaining(["debugger"]) });
    const { exceptionBreakpointFilters, ...can } = await debug.send<Record<string, unknown>>(
      "initialize",
      {},
    );
    expect(can).toMatchObject({
      supportsConfigurationDoneRequest: true,
      supportsConditionalBreakpoints: true,
      supportsHitConditionalBreakpoints: true,
      supportsLogPoints: true,
      supportsSetVariable: true,
    });
    expect(exceptionBreakpointFilters).toMatchObject([{ filter: "uncaught" }, { filter: "caught" }]);
  });

  it("evaluates where nothing is paused", async () => {
    expect(await debug.evaluate("'a' + 'b'")).toBe("'ab'");
  });

  it("names a cell by the hash of its text, and sets breakpoints in it", async () => {
    const path = await debug.pathOf(code);
    const [breakpoint, ...others] = await debug.breakAt(code, 2);
    expect(others).toEqual([]);
    expect(breakpoint).toMatchObject({ verified: true, line: 2, source: { path } });
    const info = await debug.send<Record<string, unknown>>("debugInfo");
    expect(info).toMatchObject({
      isStarted: true,
      hashMethod: "Murmur2",
      breakpoints: [{ source: path, breakpoints: [{ line: 2 }] }],
      stoppedThreads: [],
      richRendering: true,
      copyToGlobals: true,
    });
    expect(path.startsWith(String(info.tmpFilePrefix)) && path.endsWith(".ts")).toBe(true);
    expect(await debug.send("source", { source: { path } })).toMatchObject({ content: code });
  });

  it("stops at a breakpoint, tells it, and goes on", async () => {
    await debug.breakAt(code, 2);
    const { cell, stop } = await debug.runToStop(code);
    expect(stop).toMatchObject({ reason: "breakpoint", threadId: 1, allThreadsStopped: true });
    expect(await debug.send("debugInfo")).toMatchObject({ stoppedThreads: [1] });
    await debug.continue();
    await debug.event("continued");
    expect(resultText((await cell).outputs)).toBe("5");
    expect(await debug.send("debugInfo")).toMatchObject({ stoppedThreads: [] });
  });

  it("takes empty lines at the start of a cell for lines", async () => {
    const spaced = `\n\n${code}`;
    await debug.breakAt(spaced, 8);
    const { cell } = await debug.runToStop(spaced);
    expect(await debug.top()).toMatchObject({ line: 8 });
    await debug.continue();
    await cell;
  });

  it("moves a breakpoint from a line without code to the next that has any", async () => {
    const empty = "const before = 1;\n\n// a remark\n/* and\n another */\nconst after = 2;";
    expect(await debug.breakAt(empty, 2)).toMatchObject([{ line: 6, verified: true }]);
  });

  it("shows variables where nothing is paused, plain and rich", async () => {
    await kernel.run("const text = 'Hello the world';\nconsole.log(text)");
    const { variables } = await debug.send<{ variables: never[] }>("inspectVariables");
    expect(byName(variables)).toMatchObject({ text: { value: "'Hello the world'" } });
    const rich = await debug.send("richInspectVariables", { variableName: "text" });
    expect(rich).toEqual({ data: { "text/plain": "'Hello the world'" }, metadata: {} });
  });

  it("shows a rich variable where it is paused", async () => {
    await debug.breakAt(code, 3);
    const { cell } = await debug.runToStop(code);
    const locals = await debug.scope("Locals");
    expect(locals).toMatchObject({ a: { value: "2" }, b: { value: "3" }, c: { value: "5" } });
    const { id } = await debug.top();
    const rich = await debug.send("richInspectVariables", { variableName: "c", frameId: id });
    expect(rich).toEqual({ data: { "text/plain": "5" }, metadata: {} });
    await debug.continue();
    await cell;
  });

  it("copies a local variable to the cells' own", async () => {
    const local = `function work() {\n  const inner = new Map([["a", 1]]);\n  return inner.size;\n}\nwork()`;
    await debug.breakAt(local, 3);
    const { cell } = await debug.runToStop(local);
    const { id } = await debug.top();
    await debug.send("copyToGlobals", {
      srcVariableName: "inner",
      dstVariableName: "copied",
      srcFrameId: id,
    });
    const [locals, globals] = [await debug.scope("Locals"), await debug.scope("Globals")];
    expect(globals.copied).toMatchObject({ value: locals.inner?.value, type: "Map" });
    await debug.continue();
    await cell;
    // The types know it, too: as any.
    expect(resultText((await kernel.run("copied.size + 1")).outputs)).toBe("2");
  });

  it("answers what it does not know, and what is not started, with a reason", async () => {
    expect(await debug.raw("frobnicate")).toMatchObject({
      success: false,
      message: "this debugger does not know the request frobnicate",
    });
    await debug.end();
    expect(await debug.raw("setBreakpoints", { source: { path: "x" } })).toMatchObject({
      success: false,
      message: "setBreakpoints: expected the debugger to be started, got none; send initialize first",
    });
    await debug.start();
  });
});
