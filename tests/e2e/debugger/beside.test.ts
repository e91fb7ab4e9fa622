import { beforeAll, expect, it } from "vitest";
import { describeWith, needs } from "../../support/needs.js";
import { LabDebugger } from "./lab-debugger.js";

const cells = [
  `import { widgets } from "gradbook-kernel";
const controls = await widgets.interact(({ n }) => \`square \${n * n}\`, { n: [0, 9] });`,
  `import { nn, tensor } from "gradbook";
const model = nn.sequential([nn.dense(1)]);
model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
let epochs = 0;
await model.fit([tensor([[1]]), tensor([[2]])], {
  epochs: 1e9,
  progress: "none",
  callbacks: [{ onEpochEnd(_epoch, _logs, { stop }) { epochs++; if (controls.n.value === 7) stop("moved"); } }],
});
\`ended at \${controls.n.value}\``,
  "6 * 7",
];

/** A slider moves over a subshell while a cell awaits a long fit, in JupyterLab as it is. */
describeWith([needs.python(), needs.browser()], "a slider beside a fit in JupyterLab", () => {
  let debug: LabDebugger;

  beforeAll(async () => {
    debug = await LabDebugger.open({ cells });
  });
  LabDebugger.closeAfter(() => debug);

  it("shows what its function makes of each value, while the fit goes on, and ends it", async () => {
    await debug.runToEnd(0);
    const handle = debug.cell(0).locator(".noUi-handle").first();
    await handle.waitFor();
    await debug.run(1);
    await debug.lab.busy();
    const start = Number(await debug.cell(0).locator(".widget-readout").first().innerText());
    for (let n = start; n !== 7; n += Math.sign(7 - n)) {
      await debug
        .cell(0)
        .getByText(`square ${n * n}`, { exact: false })
        .waitFor();
      if (n === start) await debug.picture("1-moving");
      await handle.focus();
      await debug.page.keyboard.press(n < 7 ? "ArrowRight" : "ArrowLeft");
    }
    await debug.ended(1);
    await debug.output(1).filter({ hasText: "ended at 7" }).waitFor();
    await debug.cell(0).getByText("square 49", { exact: false }).waitFor();
    await debug.picture("2-moved");
    const moved = debug.messages.all.findLast(
      ({ isSent, header }) => isSent && header.msg_type === "comm_msg",
    );
    expect(moved?.header.subshell_id).toMatch(/^[\da-f-]{36}$/);
  });
});
