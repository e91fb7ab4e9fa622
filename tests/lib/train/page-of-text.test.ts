import { readFileSync } from "node:fs";
import * as gradbook from "gradbook";
import { nn, optimizers, random, tensor, text, train } from "gradbook";
import { expect, test } from "vitest";
import { characterModel } from "../engine/training-program.js";

/* A character model of 4 blocks, 4 heads, width 128 and context 64 that learns a page by heart: Lincoln's at Gettysburg. */

const page = readFileSync(new URL("page.txt", import.meta.url), "utf8");
const [context, batch] = [64, 12];

/** A step on twelve places of the page, which gives the loss. */
function learner(learningRate: number | optimizers.Schedule) {
  const alphabet = text.characters(page);
  const ids = alphabet.ids(page);
  const model = nn.sequential(characterModel(gradbook, { letters: alphabet.size }), { seed: 1 });
  const optimizer = optimizers.adam({ learningRate });
  const learn = train.step((x, y) => {
    const logits = model.apply(x as never, { training: true });
    const loss = gradbook.losses.sparseCategoricalCrossentropy(y, logits, { fromLogits: true });
    loss.backward();
    optimizer.step(model.parameters());
    return { loss };
  });
  const places = random.generator(1);
  const step = (): number => {
    const starts = Array.from({ length: batch }, () => places.below(ids.length - context));
    const windows = (shift: number) =>
      tensor(
        starts.map((at) => ids.slice(at + shift, at + shift + context)),
        { dtype: "int32" },
      );
    return Number(learn(windows(0) as never, windows(1) as never).loss.item());
  };
  return { step };
}

test("the first steps have the same bits on every engine", () => {
  const { step } = learner(1e-3);
  expect(Array.from({ length: 4 }, step)).toMatchInlineSnapshot(`
    [
      4.805015563964844,
      3.6025707721710205,
      3.533474922180176,
      3.402053117752075,
    ]
  `);
});

// Asked for by tests/long/parts/page-of-text.ts.
if (process.env.GRADBOOK_PAGE_OF_TEXT) {
  test("a page of text is learned by heart in under a minute", () => {
    // 452 steps; at 1e-3 throughout, 653.
    const warmed = { initialLearningRate: 0, warmupTarget: 2e-3, warmupSteps: 40 };
    const { step } = learner(optimizers.cosineDecay({ ...warmed, decaySteps: 460, alpha: 0.1 }));
    const begun = performance.now();
    let loss = Number.POSITIVE_INFINITY;
    let steps = 0;
    while (loss > 0.1 && steps < 1000) {
      loss = step();
      steps++;
    }
    const seconds = (performance.now() - begun) / 1000;
    const letters = Math.round((steps * batch * context) / seconds);
    console.log(
      `${gradbook.info().kernels}, ${gradbook.info().threads} threads: loss ${loss.toFixed(3)} after ${steps} steps in ${seconds.toFixed(1)} s, ${letters} letters a second`,
    );
    expect(loss).toBeLessThan(0.1);
    expect(seconds).toBeLessThan(60);
  });
}
