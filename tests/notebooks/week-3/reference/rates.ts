/**
 * Makes rates.json: the test accuracy after one epoch of MNIST from N(0, 1), by Adam's learning rate, and after
 * ten, for three seeds. Run it with `node --import ./notebooks/tools/register.mjs tests/notebooks/week-3/reference/rates.ts`.
 */
import { writeFileSync } from "node:fs";
import { data, datasets, initializers, nn, optimizers } from "gradbook";

const { train, test } = await datasets.mnist();

async function accuracy(learningRate: number, epochs: number, seed: number): Promise<number> {
  const kernelInitializer = initializers.randomNormal({ stddev: 1, seed });
  const hidden = () => nn.dense(256, { activation: "relu", kernelInitializer });
  const last = nn.dense(10, { activation: "softmax", kernelInitializer });
  const model = nn.sequential([hidden(), hidden(), last], { seed });
  const optimizer = optimizers.adam({ learningRate });
  model.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const rows = data.Dataset.fromTensorSlices([train.pixels, train.labels]).shuffle(60_000, { seed });
  await model.fit(rows.batch(128), { epochs, progress: "none" });
  return (await model.evaluate([test.images, test.labels], { progress: "none" })).accuracy!;
}

const results: Record<string, number[]> = {};
const plans: readonly (readonly [rate: number, epochs: number])[] = [
  [0.001, 1],
  [0.01, 1],
  [0.001, 10],
];
for (const [rate, epochs] of plans) {
  const found = [];
  for (const seed of [1, 2, 3]) found.push(await accuracy(rate, epochs, seed));
  results[epochs === 1 ? String(rate) : `${rate}, ${epochs} epochs`] = found;
}
writeFileSync(new URL("rates.json", import.meta.url), `${JSON.stringify(results, null, 2)}\n`);
