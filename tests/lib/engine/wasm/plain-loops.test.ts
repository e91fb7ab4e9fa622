import * as gradbook from "gradbook";
import { nn, random, train } from "gradbook";
import { describe, expect, it } from "vitest";
import { withEngine } from "../../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../../lib/src/engine/reference/index.js";
import { recordingState } from "../../../../lib/src/recorder/record-step.js";
import { hash } from "../training-program.js";

/*
 * What every engine computes in the reference engine's loops has to work on the arrays of recorded steps as well, between
 * kernels: convolutions in groups (a depthwise one has a group for each channel), and what turns and zooms pictures.
 */

const layers: Readonly<Record<string, () => nn.Layer>> = {
  "a depthwise convolution": () => nn.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same" }),
  "a separable convolution": () => nn.separableConv2d(8, { kernelSize: 3, strides: 2 }),
  "a transposed convolution": () => nn.conv2dTranspose(6, { kernelSize: 3, strides: 2, padding: "same" }),
  "pictures turned at random": () => nn.randomRotation(0.2, { seed: 3 }),
  "pictures zoomed at random": () => nn.randomZoom(0.3, { seed: 3 }),
  "pictures moved at random": () => nn.randomTranslation(0.2, { seed: 3 }),
};

/** Hashes of losses and weights of some steps of training, the first of which are recorded. */
function trained(make: () => nn.Layer): { readonly lines: readonly string[]; readonly isReplayed: boolean } {
  const model = nn.sequential(
    [nn.conv2d(4, { kernelSize: 1 }), make(), nn.flatten(), nn.dense(5, { activation: "softmax" })],
    { seed: 1 },
  );
  const x = random.generator(2).normal([6, 12, 12, 3]);
  const truth = gradbook.tensor(new Int32Array([0, 1, 2, 3, 4, 0]));
  const optimizer = gradbook.optimizers.sgd({ learningRate: 0.01 });
  const step = train.step((pictures: typeof x, labels: typeof truth) => {
    const outputs = model.apply(pictures as never, { training: true });
    const loss = gradbook.losses.sparseCategoricalCrossentropy(labels, outputs);
    loss.backward();
    optimizer.step(model.parameters());
    return { loss };
  });
  const lines = Array.from({ length: 6 }, () => hash([step(x, truth).loss.data]));
  lines.push(hash([...model.getWeights().values()]));
  return { lines, isReplayed: recordingState(step)?.replayed === true };
}

describe("plain loops on the arrays of recorded steps give the reference engine's bits", () => {
  it.each(Object.keys(layers))("%s", (name) => {
    const expected = withEngine(referenceEngine, () => trained(layers[name]!));
    const found = trained(layers[name]!);
    expect(found.lines).toEqual(expected.lines);
    expect(found.isReplayed).toBe(true);
  });
});
