import { losses, nn, optimizers, tensor } from "gradbook";
import { expect, it } from "vitest";
import { memoryInUse } from "../../support/memory-in-use.js";

/** What is in use when no more is given back. */
async function leastInUse(): Promise<number> {
  let least = memoryInUse();
  for (let same = 0; same < 5; same++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = memoryInUse();
    if (now < least - 2 ** 16) same = 0;
    least = Math.min(least, now);
  }
  return least;
}

it("10,000 training steps leave memory flat", async () => {
  const x = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const y = tensor([[0], [1], [1], [0]]);
  const model = nn.sequential(
    [nn.dense(16, { activation: "tanh" }), nn.batchNormalization(), nn.dense(1, { activation: "sigmoid" })],
    { seed: 1 },
  );
  const optimizer = optimizers.adam();
  const train = (steps: number) => {
    for (let i = 0; i < steps; i++) {
      losses.binaryCrossentropy(y, model.apply(x, { training: true })).backward();
      optimizer.step(model.parameters());
    }
  };
  train(1000);
  const before = await leastInUse();
  train(10_000);
  // Arrays are given back in the background; what is held on to never is.
  await expect.poll(memoryInUse).toBeLessThan(before + 2 ** 20);
});
