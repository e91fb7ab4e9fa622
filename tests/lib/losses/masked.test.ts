import { losses, nn, type Operand, optimizers, tensor } from "gradbook";
import { expect, test } from "vitest";

/*
 * A class that is masked has the logit -∞. Values as PyTorch 2 and Keras 3 give them:
 * -log(e / (e + 1)) = 0.31326169, and p - y as the gradient.
 */
const hidden = -Infinity;
const p = Math.E / (Math.E + 1);
const row = () => tensor([[1, hidden, 0]], { requiresGrad: true });
const oneHot = tensor([[1, 0, 0]]);
const label = tensor([0]);

const cases: readonly (readonly [string, (z: ReturnType<typeof row>) => Operand])[] = [
  ["class numbers, logits", (z) => losses.sparseCategoricalCrossentropy(label, z, { fromLogits: true })],
  ["class numbers, a softmax", (z) => losses.sparseCategoricalCrossentropy(label, z.softmax())],
  ["one-hot rows, logits", (z) => losses.categoricalCrossentropy(oneHot, z, { fromLogits: true })],
  ["one-hot rows, a softmax", (z) => losses.categoricalCrossentropy(oneHot, z.softmax())],
  [
    "one for each example",
    (z) => losses.sparseCategoricalCrossentropy(label, z, { fromLogits: true, reduction: "sum" }),
  ],
];
test.each(cases)("a masked class that is not the label adds nothing: %s", (_name, lossOf) => {
  const z = row();
  const loss = lossOf(z) as ReturnType<typeof tensor>;
  loss.backward();
  expect(loss.item()).toBeCloseTo(-Math.log(p), 6);
  const [[first, masked, last]] = z.grad!.toArray() as [[number, number, number]];
  expect(first).toBeCloseTo(p - 1, 6);
  expect(masked).toBe(0);
  expect(last).toBeCloseTo(1 - p, 6);
});

test("a masked class that is the label, or smoothing gives a share, is infinitely wrong, and no NaN", () => {
  expect(losses.sparseCategoricalCrossentropy(tensor([1]), row(), { fromLogits: true }).item()).toBe(
    Infinity,
  );
  const z = row();
  const loss = losses.categoricalCrossentropy(oneHot, z, { fromLogits: true, labelSmoothing: 0.3 });
  loss.backward();
  expect(loss.item()).toBe(Infinity);
  const smooth = [0.8 - p, 0.1, 0.1 - (1 - p)];
  for (const [i, g] of z.grad!.toArray()[0]!.entries()) expect(g).toBeCloseTo(-smooth[i]!, 6);
});

test("a sigmoid that is sure adds nothing where it is right", () => {
  for (const lossOf of [
    (y: Operand, z: ReturnType<typeof tensor>) => losses.binaryCrossentropy(y, z, { fromLogits: true }),
    (y: Operand, z: ReturnType<typeof tensor>) => losses.binaryCrossentropy(y, z.sigmoid()),
  ]) {
    const z = tensor([hidden, Infinity, 0], { requiresGrad: true });
    const loss = lossOf(tensor([0, 1, 1]), z as never);
    loss.backward();
    expect(loss.item()).toBeCloseTo(Math.LN2 / 3, 6);
    expect(z.grad!.toArray().map((g) => Number(g.toFixed(5)) + 0)).toEqual([0, 0, -0.16667]);
    expect(lossOf(tensor([1, 1, 1]), z as never).item()).toBe(Infinity);
  }
});

test("an example of weight 0 adds nothing, however wrong it is; NaN is still seen", () => {
  const rows = tensor([
    [1, hidden, 0],
    [0, 1, hidden],
  ]);
  const options = { fromLogits: true, sampleWeight: tensor([0, 1]) } as const;
  const alone = losses
    .sparseCategoricalCrossentropy(tensor([1]), tensor([[1, 0]]), { fromLogits: true })
    .item();
  expect(losses.sparseCategoricalCrossentropy(tensor([1, 0]), rows, options).item()).toBeCloseTo(
    alone / 2,
    6,
  );
  const damaged = tensor([[1, Number.NaN, 0]]);
  expect(losses.sparseCategoricalCrossentropy(label, damaged, { fromLogits: true }).item()).toBeNaN();
});

test("fit trains the classes that are open", async () => {
  const mask = tensor([0, hidden, 0]);
  const make = () =>
    nn.model({ scores: nn.dense(3, { seed: 1 }) }, (x, { scores }) => scores.apply(x).add(mask) as Operand);
  const x = tensor([
    [1, 0],
    [0, 1],
    [1, 1],
    [2, 1],
  ]);
  const y = tensor([0, 2, 0, 2], { dtype: "int32" });
  const model = make();
  const loss = (t: Operand, z: Operand, o?: losses.LossOptions) =>
    losses.sparseCategoricalCrossentropy(t, z, { ...o, fromLogits: true });
  model.compile({ optimizer: optimizers.sgd({ learningRate: 0.5 }), loss, metrics: ["accuracy"] });
  const { history } = await model.fit([x, y], { epochs: 8, progress: "none", seed: 1 });
  expect(history.loss!.every(Number.isFinite)).toBe(true);
  expect(history.loss!.at(-1)!).toBeLessThan(history.loss![0]!);
  const probabilities = nn.sequential([model, nn.softmax()]);
  probabilities.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
  const after = await probabilities.fit([x, y], { progress: "none" });
  expect(after.history.loss![0]).toBeGreaterThan(0);
  expect(after.history.loss![0]).toBeLessThan(history.loss![0]!);
});
