import { createHash } from "node:crypto";
import * as gradbook from "gradbook";
import { nn, optimizers, random, regularizers, tensor } from "gradbook";
import { expect, it } from "vitest";
import { trainingProgram } from "../browser/training-program.js";

/*
 * The bits of trained networks are the same on every platform, in every version of Node and on every exact engine.
 * The hash was the same on Node 20.20, 22.23, 24.21 and 26.10 when it was written down. A change of it is a change
 * of the lessons' printed numbers: make sure that it is wanted.
 */
const frozen = "4a699d1d00ba510efd315fb9";

it("every optimizer trains to the same bits everywhere", async () => {
  const x = random.generator(1).normal([64, 8, 8, 1]);
  const y = tensor(Int32Array.from({ length: 64 }, (_, i) => i % 4));
  const hash = createHash("sha256");
  for (const name of ["adam", "sgd", "rmsprop", "adagrad", "adamW", "nadam"] as const) {
    const model = nn.sequential(
      [
        nn.conv2d(4, { kernelSize: 3, activation: "gelu" }),
        nn.maxPooling2d(),
        nn.flatten(),
        nn.dense(16, { kernelInitializer: "orthogonal" }),
        nn.batchNormalization(),
        nn.elu(),
        nn.dropout(0.3),
        nn.layerNormalization(),
        nn.dense(8, { activation: "softplus", kernelRegularizer: regularizers.l2(1e-3) }),
        nn.dense(4, { activation: "softmax" }),
      ],
      { seed: 5 },
    );
    const learningRate = optimizers.cosineDecay({ initialLearningRate: 0.01, decaySteps: 40 });
    model.compile({
      optimizer: optimizers[name]({ learningRate, globalClipNorm: 1 }),
      loss: "sparseCategoricalCrossentropy",
    });
    const run = await model.fit([x, y], { epochs: 6, batchSize: 16, seed: 2, progress: "none" });
    hash.update(JSON.stringify(run.history));
    for (const [, values] of model.getWeights()) hash.update(new Uint8Array(values.buffer));
  }
  expect(hash.digest("hex").slice(0, 24)).toBe(frozen);
});

/* The same script as in the browser's test, which is held to this one: Chromium gives these bits too. */
it("a script of everything that a small project uses gives the same bits everywhere", async () => {
  const lines = await trainingProgram(gradbook);
  const numbers = lines.filter((line) => !line.startsWith("chart: "));
  expect(createHash("sha256").update(numbers.join("\n")).digest("hex").slice(0, 24)).toBe(
    "a3b77ca2e8d113e7b387b3d7",
  );
});
