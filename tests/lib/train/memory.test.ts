import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { losses, nn, optimizers, tensor } from "gradbook";
import { expect, it } from "vitest";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

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
  const train = async (steps: number) => {
    for (let i = 0; i < steps; i++) {
      losses.binaryCrossentropy(y, model.apply(x, { training: true })).backward();
      optimizer.step(model.parameters());
    }
    collect();
    // Arrays are given back in the background, a turn of the event loop later.
    await new Promise((resolve) => setTimeout(resolve, 100));
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = await train(1000);
  const after = await train(10_000);
  expect(after - before).toBeLessThan(2 ** 20);
});
