import { expect, test } from "vitest";
import { buildSnapshot } from "../../kernel/src/type-process/snapshot.js";
import { processMemory } from "../support/process-memory.js";
import { useKernel } from "./support/kernel.js";

await buildSnapshot();
const kernel = useKernel();

/** What the kernel's processes hold for themselves alone; shared pages vary with what else the machine runs. */
const memory = () => processMemory(kernel.client.process?.pid ?? 0).uss;

test("after the first cell the kernel's processes take less than 185 MB", async () => {
  await kernel.run("const first: number = 1; first");
  expect(memory()).toBeLessThan(185);
});

test("memory is flat over a thousand cells", { timeout: 180_000 }, async () => {
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
