import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import { LabDebugger } from "./lab-debugger.js";

const cells = [
  `import { tensor } from "gradbook";
import { halve } from "./halve";
const x = tensor([[1, 2]]);
const w = tensor([[3], [4]], { requiresGrad: true });
const loss = x.matmul(w);
loss.backward();
halve(loss.item())`,
  `import { losses } from "gradbook";
const exact = { dtype: "float64" } as const, learn = { ...exact, requiresGrad: true } as const;
const X = tensor([[0, 0], [0, 1], [1, 0], [1, 1]], exact), Y = tensor([[0], [1], [1], [0]], exact);
const W1 = tensor([[0.9, 0.6], [1.1, 0.7]], { ...learn, name: "W1" });
const b1 = tensor([-0.2, -0.9], { ...learn, name: "b1" });
const W2 = tensor([[1.2], [-0.8]], { ...learn, name: "W2" });
const b2 = tensor([-0.1], { ...learn, name: "b2" });
const logits = X.matmul(W1).add(b1).sigmoid().matmul(W2).add(b2);
const J = losses.binaryCrossentropy(Y, logits, { fromLogits: true });
J.backward();
J.item().toFixed(6)`,
  `import { watch } from "gradbook-kernel";
let level = 0;
watch(() => level);
const end = Date.now() + 120_000;
while (Date.now() < end) level += 1;`,
  "6 * 7",
];

const files = {
  "halve.ts": "export function halve(n: number): number {\n  const half = n / 2;\n  return half;\n}\n",
};

/** The slopes of the second cell's values, from its result back to where it came from. */
const ARRIVING = [
  "Tensor [] float64 1",
  "Tensor [] float64 0.25",
  "Tensor [4, 1] float64 [0.25, 0.25, 0.25, 0.25]",
  "Tensor [4, 1] float64 [0.25, 0.25, 0.25, 0.25]",
  "Tensor [4, 1] float64 [0.25, 0.00, 0.00, 0.25]",
  "Tensor [4, 1] float64 [0.25, 0.25, 0.25, 0.25]",
  "Tensor [4, 1] float64 [0.00, 0.25, 0.25, 0.00]",
  "Tensor [4, 1] float64 [0.00000000, 0.10074843",
  "Tensor [4, 1] float64 [0.13801261, -0.10074843",
  "Tensor [4, 1] float64 [0.13801261, -0.10074843",
  "Tensor [4, 2] float64 [0.16561513",
  "Tensor [4, 2] float64 [0.04099249",
  "Tensor [4, 2] float64 [0.04099249",
];

/** One story: a learner who looks into backpropagation, in JupyterLab as it is. */
describeWith([needs.python(), needs.browser()], "stepping in JupyterLab", () => {
  let debug: LabDebugger;

  beforeAll(async () => {
    debug = await LabDebugger.open({ cells, files });
  });
  LabDebugger.closeAfter(() => debug);

  it("has a live button, which opens the debugger", async () => {
    await debug.start();
    await debug.picture("1-started");
  });

  it("stops at a breakpoint in a cell, and shows tensors", async () => {
    await debug.setBreakpoint(debug.cell(0), 5);
    await debug.run(0);
    await debug.stoppedIn(/cell-\d+/);
    await debug.cell(0).locator(".jp-DebuggerEditor-highlight", { hasText: "x.matmul(w)" }).waitFor();
    await debug.variables.getByText("Tensor [2, 1] float32 [3, 4]").first().waitFor();
    await debug.picture("2-cell");
  });

  it("steps into the library's TypeScript, over a line, and out", async () => {
    await debug.press("stepIn");
    await debug.stoppedIn("value");
    await debug.press("stepIn");
    await debug.stoppedIn("matmul");
    await debug.line.filter({ hasText: "meet(" }).waitFor();
    await debug.picture("3-library");
    await debug.press("next");
    await debug.line
      .filter({ hasText: /^(?!.*meet\()/ })
      .first()
      .waitFor();
    await debug.press("stepOut");
    await debug.stoppedIn("value");
    await debug.press("stepOut");
    await debug.stoppedIn(/cell-\d+/);
  });

  it("stops in the learner's own file, at a breakpoint that is set there", async () => {
    const line = debug.cell(0).locator(".jp-DebuggerEditor-highlight");
    const shown = async (): Promise<string> => ((await line.count()) > 0 ? line.first().innerText() : "");
    await line.first().waitFor();
    for (let at = await shown(); !at.includes("halve("); at = await shown()) {
      await debug.press("next");
      // The next step is for where this one has ended.
      await expect.poll(async () => ["", at].includes(await shown())).toBe(false);
    }
    // What is given to halve is computed first.
    await debug.press("stepIn");
    await debug.stoppedIn("value");
    await debug.press("stepOut");
    await debug.stoppedIn(/cell-\d+/);
    await debug.press("stepIn");
    await debug.stoppedIn("halve");
    await debug.line.filter({ hasText: "n / 2" }).waitFor();
    await debug.setBreakpoint(debug.file("const half"), 3);
    await debug.press("continue");
    await debug.line.filter({ hasText: "return half" }).waitFor();
    await debug.picture("4-file");
    await debug.press("continue");
    await debug.ended(0);
    await expect.poll(() => debug.output(0).innerText()).toBe("5.5");
  });

  it("watches backpropagation happen: the slopes that arrive, one operation after the other", async () => {
    await debug.setBreakpoint(debug.cell(1), 10);
    await debug.run(1);
    await debug.stoppedIn(/cell-\d+/);
    await debug.press("stepIn");
    await debug.stoppedIn("value");
    await debug.press("stepIn");
    await debug.stoppedIn("backward");
    const file = debug.file("function gradientsOf");
    await file.waitFor();
    const source = readFileSync(join(projectRoot, "lib/src/autograd/backward.ts"), "utf8").split("\n");
    const line = 1 + source.findIndex((text) => text.includes("inputGradients(tensor, node, gradient)"));
    await debug.setBreakpointInFile(file, line);
    for (const [i, slope] of ARRIVING.entries()) {
      await debug.continueToNextStop();
      await debug.line.filter({ hasText: "inputGradients(" }).waitFor();
      await debug.variables.getByText(slope).first().waitFor();
      await debug.picture(`5-chain-rule-${i + 1}`);
    }
    await debug.press("continue");
    await debug.ended(1);
  });

  it("follows a value while a loop computes without a pause", async () => {
    await debug.run(2);
    const shown = debug.output(2);
    const level = async (): Promise<number> =>
      Number(/level = (\d+)/.exec(await shown.innerText())?.[1] ?? 0);
    await shown.locator("svg polyline").waitFor();
    const before = await level();
    await expect.poll(level).toBeGreaterThan(before);
    await debug.picture("6-watch");
    await debug.lab.stop();
    await expect.poll(() => shown.locator("svg").count()).toBe(0);
  });
});
