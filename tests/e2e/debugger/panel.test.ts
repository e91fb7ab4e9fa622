import { beforeAll, expect, it } from "vitest";
import { describeWith, needs } from "../../support/needs.js";
import { LabDebugger } from "./lab-debugger.js";

const cells = [
  "let total = 0;\nfor (const n of [1, 2, 3]) {\n  total += n;\n}\ntotal",
  `function check(n: number): number {
  if (n < 0) throw new RangeError("negative");
  return n;
}
try {
  check(-1);
} catch {
  console.log("caught");
}`,
  "check(-2)",
  "const second = total + 1;\nsecond",
  "6 * 7",
];

/** What the debugger's panel can do beside stepping, in JupyterLab as it is. */
describeWith([needs.python(), needs.browser()], "the debugger's panel in JupyterLab", () => {
  let debug: LabDebugger;

  beforeAll(async () => {
    debug = await LabDebugger.open({ cells });
    await debug.start();
  });
  LabDebugger.closeAfter(() => debug);

  /** Ticks a filter of the button for exceptions, or takes its tick away. */
  async function tick(filter: "caught" | "uncaught"): Promise<void> {
    await debug.untilAnswered("setExceptionBreakpoints", async () => {
      await debug.sidebar.locator(".jp-PauseOnExceptions").first().click();
      const item = debug.page.locator(".jp-PauseOnExceptions-menu .lm-Menu-item");
      await item.filter({ hasText: new RegExp(`^${filter}$`) }).click();
    });
  }

  it("sets a variable while a cell is paused, by the panel's field for code", async () => {
    await debug.setBreakpoint(debug.cell(0), 3);
    await debug.untilStop(() => debug.run(0));
    await expect.poll(() => debug.value("total").innerText()).toBe("0");
    await debug.evaluate("total = 100");
    await expect.poll(() => debug.value("total").innerText()).toBe("100");
    await debug.picture("1-set");
    await debug.setBreakpoint(debug.cell(0), 3, { isSet: false });
    await debug.press("continue");
    await debug.ended(0);
    await shows(0, "106");
  });

  it("stops at an exception that somebody catches, and where none is caught, as is ticked", async () => {
    await tick("caught");
    await debug.untilStop(() => debug.run(1));
    await debug.stoppedIn("check");
    await debug.line.filter({ hasText: "throw new RangeError" }).waitFor();
    await debug.picture("2-caught");
    await debug.press("continue");
    await debug.ended(1);
    await shows(1, "caught");
    // Nobody catches this one.
    await debug.runToEnd(2);
    await debug.output(2).filter({ hasText: "RangeError: negative" }).waitFor();
    await tick("caught");
    await tick("uncaught");
    await debug.runToEnd(1);
    await debug.untilStop(() => debug.run(2));
    await debug.stoppedIn("check");
    await debug.picture("3-uncaught");
    await debug.press("continue");
    await debug.ended(2);
    await tick("uncaught");
    await debug.runToEnd(2);
    expect(await debug.frames.count()).toBe(0);
  });

  it("debugs a second cell beside the first, each at its own breakpoint", async () => {
    await debug.setBreakpoint(debug.cell(0), 5);
    await debug.setBreakpoint(debug.cell(3), 1);
    await debug.untilStop(() => debug.run(0));
    await debug.cell(0).locator(".jp-DebuggerEditor-highlight", { hasText: "total" }).waitFor();
    await debug.run(3);
    // It waits for the first.
    await debug.untilStop(() => debug.press("continue"));
    await debug.cell(3).locator(".jp-DebuggerEditor-highlight", { hasText: "second" }).waitFor();
    await shows(0, "6");
    await debug.picture("4-second");
    await debug.press("continue");
    await debug.ended(3);
    await shows(3, "7");
  });

  it("Stop ends what is paused and keeps variables", async () => {
    await debug.untilStop(() => debug.run(0));
    expect(await debug.lab.stop()).toBeLessThan(10_000);
    await debug.goesOn();
    await debug.ended(0);
    await debug.output(0).filter({ hasText: "KeyboardInterrupt" }).waitFor();
    await debug.picture("5-stopped");
    // The cell was stopped at its last line: its variable is there.
    await debug.setBreakpoint(debug.cell(3), 1, { isSet: false });
    await debug.runToEnd(3);
    await shows(3, "7");
  });

  it("a restart leaves nothing paused", async () => {
    await debug.untilStop(() => debug.run(0));
    // JupyterLab has its debugger begin anew with the kernel.
    await debug.untilAnswered("attach", () => debug.restart());
    await debug.goesOn();
    const last = cells.length - 1;
    await debug.runToEnd(last);
    await shows(last, "42");
    await debug.lab.idle();
    await debug.picture("6-restarted");
  });

  it("JupyterLab complains of no debugger", () => {
    expect(debug.errors.filter((text) => /debugger/i.test(text))).toEqual([]);
  });

  /** Waits until a cell shows this and nothing else. */
  async function shows(i: number, text: string): Promise<void> {
    await expect.poll(async () => (await debug.output(i).allInnerTexts()).join("").trim()).toBe(text);
  }
});
