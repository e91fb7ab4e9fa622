import { readFileSync } from "node:fs";
import { data, datasets, initializers, losses, nn, optimizers, type Tensor, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { sourceOf } from "../printed.js";

// Each causal sentence of week 3's lessons, held by the intervention that it names.
const lesson = (name: string) => findLessons().find((each) => each.name === `week-3/${name}`)!.notebook;
type Matrix = Tensor<[number, number]>;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sigma = (values: readonly number[]) => {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
};
function spreads(outputs: number[][]) {
  const units = outputs[0]!.map((_, unit) => outputs.map((row) => row[unit]!));
  return { pooled: sigma(outputs.flat()), across: mean(units.map(sigma)) };
}
/** Both spreads of each of five layers of 100 units, with any function between them. */
function fiveLayers(stddev: number, activation: (z: Matrix) => Matrix) {
  const start = initializers.randomNormal({ stddev, seed: 3 });
  let h = initializers.randomNormal({ stddev: 1, seed: 1 })([300, 100]) as Matrix;
  return [1, 2, 3, 4, 5].map(() => {
    h = activation(h.matmul(start([100, 100])) as Matrix);
    return { ...spreads(h.toArray()), outputs: h.toArray().flat() };
  });
}
const xavier = Math.sqrt(1 / 100);
const he = Math.sqrt(2 / 100);

describe("3.1 Where the weights start", () => {
  const notebook = lesson("histograms");

  it("it is the common part that drowns the differences: a sigmoid moved down to mean 0 has none", () => {
    const plain = fiveLayers(xavier, (z) => z.sigmoid()).at(-1)!;
    const centered = fiveLayers(xavier, (z) => z.sigmoid().sub(0.5)).at(-1)!;
    expect(plain.across / plain.pooled).toBeLessThan(0.01);
    expect(centered.across / centered.pooled).toBeGreaterThan(0.95);
    expect(sourceOf(notebook, "tanh-text")).toContain("no common part is passed on");
  });

  it("so it is with ReLU and He: without its mean, σₓ stays what σ is", () => {
    const plain = fiveLayers(he, (z) => z.relu()).at(-1)!;
    const centered = fiveLayers(he, (z) => {
      const h = z.relu();
      return h.sub(h.mean(0, { keepDims: true })) as Matrix;
    }).at(-1)!;
    expect(plain.across / plain.pooled).toBeLessThan(0.65);
    expect(centered.across / centered.pooled).toBeGreaterThan(0.9);
    expect(sourceOf(notebook, "relu-see")).toContain("pass on a common part here, too");
  });

  it("Xavier's tanh is a U that becomes a bell while σ halves; He's is wider and steadier", () => {
    const shares = (layer: { outputs: number[] }) => {
      const near = (test: (h: number) => boolean) => mean(layer.outputs.map((h) => Number(test(h))));
      return { middle: near((h) => Math.abs(h) < 0.1), ends: near((h) => Math.abs(h) > 0.9) };
    };
    const narrow = fiveLayers(xavier, (z) => z.tanh());
    const [first, last] = [shares(narrow[0]!), shares(narrow[4]!)];
    expect(first.ends).toBeGreaterThan(first.middle);
    expect(last.ends).toBeLessThan(0.01);
    expect(last.middle).toBeGreaterThan(0.2);
    expect(narrow[4]!.pooled / narrow[0]!.pooled).toBeCloseTo(0.5, 1);
    const wide = fiveLayers(he, (z) => z.tanh());
    expect(wide[4]!.pooled / wide[3]!.pooled).toBeGreaterThan(0.97);
    expect(narrow[4]!.pooled / narrow[3]!.pooled).toBeLessThan(0.95);
    expect(sourceOf(notebook, "tanh-see")).toMatch(/a U, .*a bell by layer 5.*goes down to half/s);
  });

  it("tanh looks best around 0.15: steady, and hardly saturated", () => {
    const at = (stddev: number) => fiveLayers(stddev, (z) => z.tanh());
    const steady = at(0.15).slice(1);
    expect(steady.at(-1)!.pooled / steady[0]!.pooled).toBeGreaterThan(0.9);
    const saturated = (layers: { outputs: number[] }[]) =>
      mean(layers.at(-1)!.outputs.map((h) => Number(Math.abs(h) > 0.9)));
    expect(saturated(at(0.15))).toBeCloseTo(0.11, 2);
    expect(saturated(at(0.3))).toBeGreaterThan(0.5);
    expect(sourceOf(notebook, "slider-see")).toContain("Tanh looks best around $\\sigma = 0.15$");
  });
});

describe("3.1 Where the weights start: a hundred times smaller", () => {
  it("is worse where layers lie behind each other: what tells the inputs apart shrinks with each", () => {
    const apart = (stddev: number) => fiveLayers(stddev, (z) => z.sigmoid()).map(({ across }) => across);
    const [wide, small] = [apart(1), apart(0.01)];
    // In one layer a spread of 0.025 is left, in five of a hundred millionth.
    expect(small[0]).toBeGreaterThan(0.02);
    expect(small[4]).toBeLessThan(1e-7);
    expect(wide[4]).toBeGreaterThan(0.05);
    expect(sourceOf(lesson("histograms"), "sigmoid-see")).toContain("a hundred times smaller is worse");
  });
});

describe("3.1 Where the weights start: what breaks the symmetry", () => {
  it("outputs that differ tell the units apart in one step, hidden weights in two, neither of them never", () => {
    const { points, labels } = datasets.moons(40, { noise: 0.15, seed: 1 });
    const target = labels.reshape([40, 1]);
    const draw = initializers.randomNormal({ stddev: 1, seed: 5 });
    type Start = (shape: [number, number]) => Matrix;
    const random: Start = (shape) => draw(shape) as Matrix;
    const equal = (value: number) => (shape: [number, number]) =>
      initializers.constant(value)(shape) as Matrix;
    const differ = (values: readonly number[]) => values.some((value) => Math.abs(value - values[0]!) > 1e-7);

    /** In which of five steps the gradients first tell the hidden units apart, and the output weights. */
    function apart(hidden: Start, output: Start) {
      const parameter = (start: Matrix): Matrix => tensor(start.toArray(), { requiresGrad: true });
      const [W, v] = [parameter(hidden([2, 4])), parameter(output([4, 1]))];
      const optimizer = optimizers.sgd({ learningRate: 1 });
      const seen = Array.from({ length: 5 }, () => {
        const logits = points.matmul(W).sigmoid().matmul(v) as Matrix;
        losses.binaryCrossentropy(target, logits, { fromLogits: true }).backward();
        const now = {
          columns: (W.grad!.toArray() as number[][]).some(differ),
          outputs: differ((v.grad!.toArray() as number[][]).flat()),
        };
        optimizer.step([W, v]);
        return now;
      });
      const first = (what: "columns" | "outputs") => seen.findIndex((now) => now[what]);
      return { columns: first("columns"), outputs: first("outputs") };
    }
    // A: hidden weights all 0, output weights random. B: the other way round. C: neither random.
    expect(apart(equal(0), random)).toEqual({ columns: 0, outputs: 1 });
    expect(apart(random, equal(0))).toEqual({ columns: 1, outputs: 0 });
    expect(apart(equal(0.3), equal(0.7))).toEqual({ columns: -1, outputs: -1 });
  });

  it("inputs whose mean is not 0 give every unit a common part: moved to mean 0, they do not", () => {
    const pixels = initializers.randomUniform({ minimum: 0, maximum: 1, seed: 2 })([300, 100]) as Matrix;
    const firstLayer = (inputs: Matrix) =>
      spreads(inputs.matmul(initializers.glorotNormal({ seed: 3 })([100, 100]) as Matrix).toArray());
    const [plain, centered] = [firstLayer(pixels), firstLayer(pixels.sub(0.5) as Matrix)];
    expect(plain.across / plain.pooled).toBeLessThan(0.6);
    expect(centered.across / centered.pooled).toBeGreaterThan(0.95);
  });
});

describe("3.2 Xavier and He", () => {
  const notebook = lesson("xavier-and-he");
  const meanSquare = (h: Matrix) => h.square().mean().item();
  const normal = (seed: number, shape: [number, number]) =>
    initializers.randomNormal({ stddev: 1, seed })(shape) as Matrix;

  it("He's line wanders because a layer is a small sample: layers four times as wide wander less", () => {
    const ends = (units: number) =>
      [1, 2, 3, 4, 5].map((seed) => {
        const start = initializers.randomNormal({ stddev: Math.sqrt(2 / units), seed });
        let h = normal(100 + seed, [50, units]);
        for (let layer = 0; layer < 30; layer++) h = h.matmul(start([units, units])).relu() as Matrix;
        return Math.log(meanSquare(h));
      });
    expect(sigma(ends(400))).toBeLessThan(0.75 * sigma(ends(100)));
    expect(sourceOf(notebook, "depth-see")).toContain("10,000 weights are only a sample");
  });

  it("tanh sinks at gain 1 because it is flatter than h = z: near 0, where it is not, it keeps its size", () => {
    const kept = (size: number) => {
      const start = initializers.randomNormal({ stddev: 0.1, seed: 1 });
      const input = normal(101, [100, 100]).mul(size) as Matrix;
      let h = input;
      for (let layer = 0; layer < 20; layer++) h = h.matmul(start([100, 100])).tanh() as Matrix;
      return meanSquare(h) / meanSquare(input);
    };
    expect(kept(1)).toBeLessThan(0.1);
    expect(kept(0.01)).toBeGreaterThan(0.4);
    expect(sourceOf(notebook, "gain-see")).toContain("a little flatter than $h = z$");
  });
});

describe("3.2 Xavier and He: what ReLU throws away", () => {
  it("is half of E[z²] where z is as often negative as positive, and less where it is not", () => {
    const z = (initializers.randomNormal({ stddev: 1, seed: 7 })([300, 300]) as Matrix).sub(0);
    const kept = (sums: Tensor) => sums.relu().square().mean().item() / sums.square().mean().item();
    expect(kept(z)).toBeCloseTo(0.5, 2);
    expect(kept(z.add(1))).toBeGreaterThan(0.9);
    expect(sourceOf(lesson("xavier-and-he"), "he-text")).toContain("half of $E[z^2]$ is lost");
  });
});

describe("3.2 Xavier and He: what the derivation needs", () => {
  const start = (seed: number, shape: [number, number], stddev = 1) =>
    initializers.randomNormal({ stddev, seed })(shape) as Matrix;

  it("cutting a bell makes it narrower, and the library's is as wide as its rule says", () => {
    const bell = [...start(1, [200, 200]).data].map(Number);
    expect(sigma(bell.filter((value) => Math.abs(value) < 2))).toBeCloseTo(0.88, 2);
    const kernel = [...(initializers.glorotNormal({ seed: 1 })([200, 200]) as Matrix).data].map(Number);
    expect(sigma(kernel) / Math.sqrt(2 / 400)).toBeCloseTo(1, 2);
  });

  it("with inputs that are alike one unit's sum is wider than another's, but not their mean over units", () => {
    /** The variances of 200 units' sums, for inputs of which each ten are the same number, or none. */
    function variances(alike: number): number[] {
      const few = start(4, [500, 100 / alike]);
      const inputs = few.toArray().map((row) => row.flatMap((value) => Array(alike).fill(value) as number[]));
      const sums = tensor(inputs)
        .matmul(start(5, [100, 200], 0.1))
        .transpose()
        .toArray() as number[][];
      return sums.map((unit) => mean(unit.map((z) => z ** 2)));
    }
    const [apart, alike] = [variances(1), variances(10)];
    expect(sigma(alike)).toBeGreaterThan(2 * sigma(apart));
    expect(mean(alike) / mean(apart)).toBeCloseTo(1, 1);
  });
});

describe("3.2 Xavier and He: above gain 1", () => {
  it("tanh settles because its answers stay below 1: without that end, the same slopes at 0 explode", () => {
    /** The mean square after twenty layers of 100 units with gain 1.8. */
    const sizeWith = (bend: (z: Tensor) => Tensor) => {
      const start = initializers.randomNormal({ stddev: 0.18, seed: 1 });
      let h = initializers.randomNormal({ stddev: 1, seed: 101 })([100, 100]) as Tensor;
      for (let layer = 0; layer < 20; layer++) h = bend(h.matmul(start([100, 100]) as Tensor));
      return h.square().mean().item();
    };
    expect(sourceOf(lesson("xavier-and-he"), "gain-see")).toContain("because tanh holds it below 1");
    expect(sizeWith((z) => z.tanh())).toBeLessThan(1);
    expect(sizeWith((z) => z)).toBeGreaterThan(1000);
  });
});

describe("3.3 Pre-training", () => {
  const notebook = lesson("pretraining");

  it("what is wrong farther away goes unnoticed in one step, and not in a hundred", () => {
    const bits = (n: number) => [8, 4, 2, 1].map((bit) => (n & bit ? 1 : 0));
    const all: Matrix = tensor(Array.from({ length: 16 }, (_, n) => bits(n)));
    const world: Matrix = tensor([
      [1, 1, 0, 0],
      [0, 0, 1, 1],
    ]);
    // The seed whose CD-1 points away from the gradient.
    const machine = nn.restrictedBoltzmannMachine(4, 2, { seed: 2, stddev: 0.1 });
    const batch = world.tile([50, 1]) as Matrix;
    for (let step = 0; step < 200; step++) machine.contrastiveDivergence(batch, { learningRate: 0.5 });

    const hidden = (v: Matrix) => machine.hiddenProbabilities(v);
    const beliefs = machine.freeEnergy(all).neg().softmax().reshape([16, 1]);
    const seen = world.transpose().matmul(hidden(world)).div(2);
    const exact = seen.sub(all.transpose().matmul(hidden(all).mul(beliefs)));
    const often = world.tile([1000, 1]) as Matrix;
    function direction(steps: number): Tensor {
      let dream = machine.visibleProbabilities(machine.sample(hidden(often)));
      for (let step = 1; step < steps; step++)
        dream = machine.visibleProbabilities(machine.sample(hidden(machine.sample(dream))));
      const from = (v: Matrix) => v.transpose().matmul(hidden(v)).div(v.shape[0]);
      return from(often).sub(from(dream)) as Tensor;
    }
    const length = (x: Tensor) => Math.sqrt(x.square().sum().item());
    const cosine = (x: Tensor) => exact.mul(x).sum().item() / (length(exact as Tensor) * length(x));
    expect(cosine(direction(1))).toBeLessThan(0);
    expect(cosine(direction(100))).toBeGreaterThan(0.95);
    expect(sourceOf(notebook, "agree-see")).toContain("Dreams of a hundred steps get there");
  });

  it("it is the steps that let Xavier with sigmoid catch up: twice as many are enough", async () => {
    const drawn = datasets.drawnDigits({ train: 1000, test: 500, seed: 1 });
    const small = (half: datasets.LabelledImages) =>
      half.images.reshape([half.length, 28, 28, 1]).averagePool2d().reshape([half.length, 196]);
    const [pictures, unseen] = [small(drawn.train), small(drawn.test)];
    async function accuracy(epochs: number) {
      const hidden = [1, 2, 3].map(() => nn.dense(50, { activation: "sigmoid" }));
      const model = nn.sequential([...hidden, nn.dense(10, { activation: "softmax" })], { seed: 3 });
      const optimizer = optimizers.sgd({ learningRate: 3 });
      model.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
      const rows = data.Dataset.fromTensorSlices([pictures, drawn.train.labels]).shuffle(1000, { seed: 3 });
      await model.fit(rows.batch(20), { epochs, progress: "none" });
      return (await model.evaluate([unseen, drawn.test.labels], { progress: "none" })).accuracy;
    }
    expect(await accuracy(12)).toBeLessThan(0.8);
    expect(await accuracy(24)).toBeGreaterThan(0.985);
    expect(sourceOf(notebook, "contest-see")).toContain("with 24 epochs instead of 12");
  });
});

describe("3.4 The case of the 85 percent", () => {
  // Measured by rates.ts beside this test; it takes minutes.
  const frozen = JSON.parse(readFileSync(new URL("reference/rates.json", import.meta.url), "utf8")) as Record<
    string,
    number[]
  >;

  it("ten epochs bring the wide start closer, as ten times as long steps do", () => {
    expect(Math.min(...frozen["0.001, 10 epochs"]!)).toBeGreaterThan(Math.max(...frozen["0.001"]!) + 0.04);
    expect(mean(frozen["0.001, 10 epochs"]!)).toBeLessThan(0.96);
  });

  it("the wide start is not repaired because the steps are short: ten times as long, they repair much", () => {
    const [short, long] = [frozen["0.001"]!, frozen["0.01"]!];
    expect(Math.min(...long)).toBeGreaterThan(Math.max(...short) + 0.04);
    expect(mean(long)).toBeCloseTo(0.92, 2);
    expect(sourceOf(lesson("mnist-initialization"), "moved-see")).toContain("it gets to 92 %");
  });
});

describe("3.4 The case of the 85 percent: level gradients of ReLU", () => {
  it("a wider layer makes every other layer's gradient larger by its factor, and its own not", () => {
    /** The length of the gradient of each of five layers, when the third one's weights are made wider. */
    function lengths(factor: number): number[] {
      const start = initializers.randomNormal({ stddev: 0.4, seed: 3 });
      const kernels = [1, 2, 3, 4, 5].map((layer): Matrix => {
        const kernel = start([12, 12]).mul(layer === 3 ? factor : 1) as Matrix;
        return tensor(kernel.toArray(), { requiresGrad: true });
      });
      let h = initializers.randomNormal({ stddev: 1, seed: 1 })([30, 12]) as Matrix;
      for (const kernel of kernels) h = h.matmul(kernel).relu() as Matrix;
      h.sum().backward();
      return kernels.map((kernel) => Math.sqrt(kernel.grad!.square().sum().item()));
    }
    const [plain, wide] = [lengths(1), lengths(3)];
    const ratios = wide.map((length, i) => length / plain[i]!);
    for (const [i, expected] of [3, 3, 1, 3, 3].entries()) expect(ratios[i]).toBeCloseTo(expected, 4);
  });
});
