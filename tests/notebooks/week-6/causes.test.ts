import {
  conv2d,
  data,
  datasets,
  losses,
  maxPool2d,
  nn,
  optimizers,
  random,
  type Tensor,
  tensor,
  train,
} from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { numbersByRow, printed, sourceOf } from "../printed.js";

// Each causal sentence of week 6's lessons, held by the intervention that it names.
const lesson = (name: string) => findLessons().find((each) => each.name === `week-6/${name}`)!.notebook;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const int = (values: readonly number[]) => tensor([...values], { dtype: "int32" });

describe("6.1 Data pipelines", () => {
  const { train: known, test } = datasets.drawnDigits({ train: 1000, test: 500, seed: 1 });
  const labels = known.labels.toArray();
  const truth = test.labels.toArray();
  const seeds = [1, 2, 3, 4, 5];
  const accuracy = (model: nn.Model) => {
    const answers = (model.apply(test.images) as Tensor).argmax(1).toArray() as number[];
    return mean(answers.map((answer, i) => Number(answer === truth[i])));
  };

  it("one-class batches ruin batch normalization by their own mean: by all digits' mean they teach", () => {
    const order = [...labels.keys()].sort((a, b) => labels[a]! - labels[b]! || a - b);
    function trained(whole: boolean, seed: number): number {
      const layers = [nn.dense(32), nn.batchNormalization({ momentum: 0.9 }), nn.relu(), nn.dense(10)];
      const model = nn.sequential(layers, { seed });
      model.apply(known.images);
      const optimizer = optimizers.adam({ learningRate: 0.001 });
      const step = train.step((rows: Tensor<[number], "int32">, y: Tensor<[number], "int32">) => {
        const logits = (
          whole
            ? (model.apply(known.images, { training: true }) as Tensor).gather(rows)
            : model.apply(known.images.gather(rows), { training: true })
        ) as Tensor<[number, number]>;
        const loss = losses.sparseCategoricalCrossentropy(y, logits, { fromLogits: true });
        loss.backward();
        optimizer.step(model.parameters());
        return { loss };
      });
      const dice = random.generator(seed);
      for (let epoch = 0; epoch < 5; epoch++)
        for (const batch of dice.permutation(20).data) {
          const rows = order.slice(50 * batch, 50 * batch + 50);
          step(int(rows), int(rows.map((row) => labels[row]!)));
        }
      return accuracy(model);
    }
    expect(mean(seeds.map((seed) => trained(false, seed)))).toBeLessThan(0.2);
    expect(mean(seeds.map((seed) => trained(true, seed)))).toBeCloseTo(0.91, 2);
    expect(sourceOf(lesson("data-pipeline"), "measure-see")).toContain("teach it to get 91 % right");
  });

  it("batch normalization is behind by the start of its running mean: without that, 96 %", async () => {
    const rows = data.Dataset.fromTensorSlices([known.pixels, known.labels]);
    const programs = [
      (seed: number) => rows.shuffle(1000, { seed }).batch(50),
      (seed: number) => rows.batch(50).shuffle(20, { seed }),
    ];
    for (const make of programs) {
      const found: number[] = [];
      for (const seed of seeds.slice(0, 3)) {
        const norm = nn.batchNormalization();
        const model = nn.sequential(
          [nn.dense(32), norm, nn.relu(), nn.dense(10, { activation: "softmax" })],
          {
            seed,
          },
        );
        model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" });
        await model.fit(make(seed), { epochs: 5, progress: "none" });
        const left = 0.99 ** 100;
        norm.movingMean = (norm.movingMean as Tensor).div(1 - left);
        norm.movingVariance = (norm.movingVariance as Tensor).sub(left).div(1 - left);
        found.push(accuracy(model));
      }
      expect(mean(found)).toBeGreaterThan(0.955);
    }
    expect(sourceOf(lesson("data-pipeline"), "measure-see")).toContain("Take that out, and both get 96 %");
  });
});

describe("6.1 Data pipelines: a buffer", () => {
  /** How many places early each element comes. */
  const places = (buffer: number) => {
    const rows = data.Dataset.fromTensorSlices(Array.from({ length: 300 }, (_, i) => i));
    return [...rows.shuffle(buffer, { seed: 1 })].map((n, place) => n.item() - place);
  };

  it("lets no element come more than b - 1 places early, and one as large as the set any", () => {
    for (const buffer of [1, 10, 100]) expect(Math.max(...places(buffer))).toBe(buffer - 1);
    expect(-Math.min(...places(300))).toBeGreaterThan(250);
    expect(Math.max(...places(300))).toBeGreaterThan(250);
  });
});

describe("6.2 The Fashion-MNIST classifier", () => {
  it("with momentum 0.9 the very same weights test better, as the stored runs say", () => {
    expect(sourceOf(lesson("fashion-mnist"), "runs-see")).toContain("84.8 % instead of 83.6 %");
    expect(printed(lesson("lenet"), "full").join("\n")).toMatch(/^dense +84\.8 /m);
    const { "epoch 1": first = {} } = numbersByRow(lesson("fashion-mnist"), "runs");
    expect(first["test accuracy"]![0]).toBe(0.836);
  });
});

describe("6.3 Convolution", () => {
  const notebook = lesson("convolution");

  it("the detector answers 4 to a rising edge, -4 to a falling one, 0 where nothing changes sideways", () => {
    const kernel = [
      [-1, 0, 1],
      [-2, 0, 2],
      [-1, 0, 1],
    ];
    const answer = (row: (i: number) => number[]) =>
      kernel
        .flatMap((weights, i) => weights.map((weight, j) => weight * row(i)[j]!))
        .reduce((a, b) => a + b, 0);
    expect(answer(() => [0, 0, 1])).toBe(4);
    expect(answer(() => [1, 0, 0])).toBe(-4);
    expect(answer((i) => [i, i, i])).toBe(0);
    expect(sourceOf(notebook, "idea")).toContain("$-4$ on the edge turned round");
  });

  it("for the trouser the vertical detector answers most, for the sneaker the horizontal one", () => {
    const [trouser, sneaker] = printed(notebook, "detectors-sizes")
      .slice(-2)
      .map((line) => (line.match(/0\.\d\d/g) ?? []).slice(0, 3).map(Number));
    expect(Math.max(...trouser!)).toBe(trouser![0]);
    expect(Math.max(...sneaker!)).toBe(sneaker![1]);
    const text = sourceOf(notebook, "count");
    expect(text).toContain(`with ${trouser![0]} on average; the diagonal one (${trouser![2]})`);
    expect(text).toContain(`the horizontal one with ${sneaker![1]}`);
  });
});

describe("6.3 Convolution: pooling", () => {
  /** A map of 8 × 8 with one bright number. */
  const spot = (row: number, column: number) =>
    tensor(Array.from({ length: 64 }, (_, i) => Number(i === 8 * row + column))).reshape([1, 8, 8, 1]);
  const largest = (row: number, column: number) =>
    [...maxPool2d(spot(row, column), { size: 4 }).data].join("");

  it("what stays inside its window leaves the largest number as it is; what leaves it does not", () => {
    expect(sourceOf(lesson("convolution"), "exercises")).toContain("what stays inside its window");
    expect([1, 2, 3].map((column) => largest(1, column))).toEqual(Array(3).fill(largest(1, 0)));
    expect(largest(1, 4)).not.toBe(largest(1, 3));
  });
});

describe("6.4 LeNet-5, and what convolution buys", () => {
  it("it is the same kernel everywhere that lets maps move along: with a kernel for each place they do not", () => {
    const dice = random.generator(3);
    const picture = dice.normal([1, 8, 8, 1]).pad([
      [0, 0],
      [0, 0],
      [2, 2],
      [0, 0],
    ]);
    const right = (map: Tensor) =>
      map
        .pad([
          [0, 0],
          [0, 0],
          [1, 0],
          [0, 0],
        ])
        .slice([null, null, [0, map.shape[2]!]]);
    const kernel = dice.normal([3, 3, 1, 1]);
    const shared = (x: Tensor) => conv2d(x as Tensor<[1, 8, 12, 1]>, kernel, { padding: "same" }) as Tensor;
    const places = dice.normal([1, 8, 12, 1]);
    const inside = (map: Tensor) => map.slice([null, null, [2, 10]]);
    const gap = (see: (x: Tensor) => Tensor) =>
      inside(see(right(picture)).sub(right(see(picture))))
        .abs()
        .max()
        .item();
    expect(sourceOf(lesson("lenet"), "moved-see")).toContain("the same kernel looks everywhere");
    expect(gap(shared)).toBeLessThan(1e-5);
    expect(gap((x) => shared(x).mul(places))).toBeGreaterThan(0.1);
  });

  it("kernels that stay as they were drawn serve the layers after them", async () => {
    const { train: known, test } = datasets.drawnDigits({ train: 500, test: 200, seed: 1 });
    const [learned, judged] = [known, test].map(({ images }) => images.reshape([-1, 28, 28, 1]));
    const seen = nn.sequential(
      [nn.conv2d(6, { kernelSize: 5, activation: "relu" }), nn.maxPooling2d(), nn.flatten()],
      { seed: 1 },
    );
    const later = nn.sequential([nn.dense(10, { activation: "softmax" })], { seed: 1 });
    later.compile({
      optimizer: "adam",
      loss: "sparseCategoricalCrossentropy",
      metrics: ["accuracy"],
    });
    // What the kernels answer is worked out once: nothing can change them.
    const [answers, others] = [learned!, judged!].map((pictures) => seen.apply(pictures) as Tensor);
    await later.fit([answers!, known.labels], { epochs: 10, batchSize: 50, progress: "none" });
    const { accuracy } = await later.evaluate([others!, test.labels], { progress: "none" });
    expect(sourceOf(lesson("lenet"), "kernels-see")).toContain(
      "the later layers learn to use what these answer",
    );
    expect(accuracy).toBeGreaterThan(0.9);
  });

  it("a network that has seen moved pictures stands them", async () => {
    // Pictures of one bright column: the class is how wide it is, not where it stands.
    const dice = random.generator(4);
    const picture = (wide: number, at: number) =>
      Array.from({ length: 64 }, (_, i) => Number(i % 8 >= at && i % 8 < at + wide));
    const rows = (places: readonly number[]) =>
      Array.from({ length: 200 }, (_, i) => {
        const place = places[Math.floor(dice.uniform([]).item() * places.length)]!;
        return { label: i % 2, pixels: picture(1 + (i % 2), place) };
      });
    async function known(places: readonly number[]): Promise<number> {
      const model = nn.sequential(
        [nn.dense(16, { activation: "relu" }), nn.dense(2, { activation: "softmax" })],
        { seed: 1 },
      );
      const train = rows(places);
      model.compile({
        optimizer: "adam",
        loss: "sparseCategoricalCrossentropy",
        metrics: ["accuracy"],
      });
      await model.fit([tensor(train.map(({ pixels }) => pixels)), int(train.map(({ label }) => label))], {
        epochs: 60,
        batchSize: 20,
        progress: "none",
      });
      const tests = rows([4, 5]);
      const answers = (model.apply(tensor(tests.map(({ pixels }) => pixels))) as Tensor).argmax(1);
      return mean(tests.map(({ label }, i) => Number(answers.data[i] === label)));
    }
    expect(sourceOf(lesson("lenet"), "moved-see")).toContain("must see moved pictures in training");
    expect(await known([1, 2])).toBeLessThan(0.8);
    expect(await known([1, 2, 3, 4, 5])).toBeGreaterThan(0.95);
  });
});
