import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type KernelClient, startKernel } from "gradbook-kernel/client";
import { afterAll, expect, test } from "vitest";
import { buildSnapshot } from "../../kernel/src/type-process/snapshot.js";
import { processMemory, processorTime } from "../support/process-usage.js";
import { projectRoot } from "../support/project.js";
import { useKernel } from "./support/kernel.js";

await buildSnapshot();
/** All of it is this kernel's: its type service is not shared. */
const kernel = useKernel({ env: { ...process.env, GRADBOOK_SHARED_TYPES: "off" } });
const runtime = mkdtempSync(join(tmpdir(), "gb-run-"));
afterAll(() => rmSync(runtime, { recursive: true, force: true }));

/** What the kernel's processes hold for themselves alone; shared pages vary with what else the machine runs. */
const memory = () => processMemory(kernel.client.process?.pid ?? 0).uss;

/**
 * The most megabytes of a kernel that has a type service. On Node 20 it takes 150 after its first cell and 159 after
 * importing the library, on Node 26 some 20 more.
 */
const MOST = process.versions.node.startsWith("20.") ? 165 : 190;

test(`after the first cell the kernel's processes take less than ${MOST} MB`, async () => {
  await kernel.run("const first: number = 1; first");
  expect(memory()).toBeLessThan(MOST);
});

test("at rest it takes no processor time", async () => {
  const used = () => processorTime(kernel.client.process?.pid ?? 0);
  await kernel.run("1 + 1");
  const inThreeSeconds = async () => {
    const before = used();
    await sleep(3000);
    return used() - before;
  };
  // What is done after a cell, while nobody waits, comes to an end.
  await expect.poll(inThreeSeconds).toBe(0);
});

test("memory is flat over a thousand cells", async () => {
  const cell = (i: number) => {
    const name = i % 50;
    if (i % 3 === 0) return `const twice${name} = (x: number) => x * ${i};\ntwice${name}(${i})`;
    if (i % 3 === 1) return `console.log("cell", ${i}, [1, 2, 3].map((x) => x * ${name}))`;
    return `let v${name} = ${i}; const text${name} = "cell ${i}";`;
  };
  const samples: number[] = [];
  // Until about the thousandth, V8 lets the heaps grow to where it then keeps them.
  for (let i = 1; i <= 2000; i++) {
    await kernel.run(cell(i));
    if (i > 1000 && i % 100 === 0) samples.push(memory());
  }
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const half = samples.length >> 1;
  // Not collected garbage comes and goes; so two means are compared, 500 cells apart.
  expect(mean(samples.slice(-half)) - mean(samples.slice(0, half))).toBeLessThan(20);
});

test(`of kernels that share their type service the first takes less than ${MOST} MB, the further ones less than 60 each`, async () => {
  const env = { ...process.env, GRADBOOK_RUNTIME_DIR: runtime };
  const kernels: KernelClient[] = [];
  // The service is a child of the kernel that started it.
  const memory = () => kernels.reduce((sum, { process }) => sum + processMemory(process?.pid ?? 0).uss, 0);
  const perKernel: number[] = [];
  try {
    for (let i = 0; i < 4; i++) {
      const before = i === 0 ? 0 : memory();
      const client = await startKernel({ directory: join(projectRoot, "notebooks"), env });
      kernels.push(client);
      const source = 'import { tensor } from "gradbook"; const x = tensor([1, 2, 3]); x.mean()';
      expect((await client.execute(source, { timeout: 120_000 })).status).toBe("ok");
      perKernel.push(memory() - before);
    }
  } finally {
    await Promise.all(kernels.map((client) => client.shutdown()));
  }
  const [first, ...further] = perKernel;
  expect(first).toBeLessThan(MOST);
  // What a process has not collected yet comes and goes; Node 26 takes some 6 MB more than Node 20.
  expect(further.reduce((sum, taken) => sum + taken, 0) / further.length).toBeLessThan(60);
});
