import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../support/project.js";

const built = join(projectRoot, "kernel/dist/type-process/shared/processor-limit.js");

/** Runs tasks in a process of their own that may take a second of processor time, or one by the clock. */
async function run(tasks: string, env: NodeJS.ProcessEnv = process.env) {
  const program = `
import { ProcessorLimit } from ${JSON.stringify(built)};
import { setImmediate as others } from "node:timers/promises";
const limit = new ProcessorLimit({ longest: 1, byTheClock: ${env === process.env ? 600_000 : 1000} });
const taken = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
const computeUntil = (end) => { while (taken() < end); };
${tasks}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { env });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (printed += piece));
  const [code, signal] = await once(child, "close");
  return { printed, code, signal };
}

describe.runIf(process.platform === "linux")("a limit of processor time", () => {
  test("is each task's own, and ends the process of one that takes more, however long that is by the clock", async () => {
    const { printed, signal } = await run(`
const start = taken();
for (let i = 1; i <= 40; i++) {
  limit.within(() => computeUntil(start + i / 10));
  await others();
}
console.log("forty tasks have taken four seconds");
const last = taken();
limit.within(() => {
  computeUntil(last + 0.9);
  console.log("nine tenths of a second are no offence");
  for (;;);
});`);
    expect(printed).toBe("forty tasks have taken four seconds\nnine tenths of a second are no offence\n");
    expect(signal).toBe("SIGXCPU");
  });

  test("is one of the clock where the system has no program for it", async () => {
    const { printed } = await run("limit.within(() => { for (;;); });", { PATH: "" });
    expect(printed).toContain("LimitError: took more than 1 s");
  });
});
