import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { errorOf, leastTime, RUNS, resultText, sleep, underWay, useKernel } from "./support/kernel.js";

const kernel = useKernel({ directory: fileURLToPath(new URL("../../notebooks", import.meta.url)) });

/**
 * Runs a cell, presses Stop some time after its mark and waits for its end.
 * @returns how long the stop took, in ms
 */
async function stopped(code: string): Promise<number> {
  const { cell } = await underWay(kernel.client, code);
  // Anywhere in a step: which part of it is up to chance.
  await sleep(Math.random() * 100);
  const start = performance.now();
  await kernel.client.interrupt();
  const { outputs } = await cell;
  const took = performance.now() - start;
  expect(errorOf(outputs.filter((output) => output.output_type === "error"))).toMatchObject({
    ename: "KeyboardInterrupt",
  });
  return took;
}

const value = async (code: string) => resultText((await kernel.run(code)).outputs);

describe("the library in a notebook", () => {
  test("fit shows its progress in one output, and no time when it has ended", async () => {
    const { status } = await kernel.run(`
import { losses, nn, noGrad, random, tensor } from "gradbook";
const x = random.generator(1).normal([256, 8]);
const y = x.sum(1, { keepDims: true });
const model = nn.sequential([nn.dense(32, { activation: "relu" }), nn.dropout(0.5), nn.dense(1)], { seed: 1 });
model.compile({ optimizer: "adam", loss: "meanSquaredError" });`);
    expect(status).toBe("ok");
    const { outputs } = await kernel.run("const history = await model.fit([x, y], { epochs: 3, seed: 1 })");
    expect(outputs.length).toBe(1);
    const shown = outputs[0]!;
    if (shown.output_type !== "display_data")
      throw new Error(`expected display_data, got ${shown.output_type}`);
    expect(shown.data["text/plain"]).toMatch(
      /^Epoch 1\/3 {2}loss \d+\.\d{4}\nEpoch 2\/3 {2}loss \d+\.\d{4}\nEpoch 3\/3 {2}loss \d+\.\d{4}$/,
    );
    expect(shown.data["text/html"]).not.toMatch(/<progress|ms\/step/);
  });

  test("Stop ends training that waits, and it does not go on behind the next cells", async () => {
    await kernel.run("let batches = 0");
    await stopped(
      `await model.fit([x, y], {
  epochs: 1000,
  callbacks: [{ onBatchEnd: async () => { if (++batches === 1) { ${RUNS} } await new Promise((resolve) => setTimeout(resolve, 20)); } }],
})`,
    );
    const counted = await value("batches");
    await sleep(200);
    expect(Number(counted)).toBeGreaterThan(0);
    expect(await value("batches")).toBe(counted);
    expect(await value('(await model.fit([x, y], { progress: "none" })).epochs.length')).toBe("1");
  });

  test("Stop in the middle of a training step leaves neither training mode nor gradients switched", async () => {
    await stopped("while (true) model.apply(x, { training: true })");
    expect(await value("String(model.apply(x).toArray()) === String(model.apply(x).toArray())")).toBe("true");
    await stopped("while (true) noGrad(() => model.apply(x))");
    expect(
      await value("const w = tensor([1], { requiresGrad: true }); w.sum().backward(); w.grad?.item()"),
    ).toBe("1");
  });

  test("Stop ends recorded training steps on two threads at once, and training goes on from there", async () => {
    const { status } = await kernel.run(`
import { optimizers, setThreads, train } from "gradbook";
setThreads(2);
const digits = random.generator(1).normal([128, 784]);
const labels = tensor(Int32Array.from({ length: 128 }, (_, i) => i % 10));
const wide = nn.sequential([nn.dense(512, { activation: "relu" }), nn.dense(10, { activation: "softmax" })], { seed: 1 });
const adam = optimizers.adam();
const trainOnce = train.step((input: typeof digits, truth: typeof labels) => {
  const loss = losses.sparseCategoricalCrossentropy(truth, wide.apply(input, { training: true }));
  loss.backward();
  adam.step(wide.parameters());
  return { loss };
});
let stepsDone = 0;`);
    expect(status).toBe("ok");
    // The mark comes behind two steps: the first one is recorded and takes its time.
    const stopOnce = () =>
      stopped(`for (let i = 0; ; i++) { if (i === 2) { ${RUNS} } trainOnce(digits, labels); stepsDone++; }`);
    expect(await leastTime(kernel.client, stopOnce, { enough: 50, tries: 5 })).toBeLessThan(50);
    expect(Number(await value("stepsDone"))).toBeGreaterThan(5);
    expect(await value("Number.isFinite(trainOnce(digits, labels).loss.item())")).toBe("true");
  });
});
