import { datasets, initializers, losses, nn, optimizers, type Tensor, tensor, train } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, printed, sourceOf } from "../printed.js";

// Each causal sentence of week 2's lessons, held by the intervention that it names.
const lesson = (name: string) => findLessons().find((each) => each.name === `week-2/${name}`)!.notebook;
const { points, labels } = datasets.moons(200, { noise: 0.15, seed: 1 });
const target = labels.reshape([200, 1]);

describe("2.1 The chain rule, gate by gate", () => {
  it("it is x that makes the line of w steep, and w's sign that makes the line of x fall", () => {
    const slopes = (values: readonly [number, number, number]) => {
      const [w, x, b] = values.map((value) => tensor(value, { requiresGrad: true }));
      w!.mul(x!).add(b!).backward();
      return [w!.grad!.item(), x!.grad!.item(), b!.grad!.item()];
    };
    expect(sourceOf(lesson("chain-rule"), "nudge-see")).toContain("because $x = 5$ multiplies every move");
    expect(slopes([-2, 5, 3])).toEqual([5, -2, 1]);
    expect(slopes([-2, 0.5, 3])).toEqual([0.5, -2, 1]);
    expect(slopes([2, 5, 3])).toEqual([5, 2, 1]);
  });

  it("far below 0 it is the gate 1/s that makes the slope small, far above 0 the gate exp", () => {
    const gates = (z: number) => ({ one: 1 / (1 + Math.exp(-z)) ** 2, exp: Math.exp(-z) });
    const [low, high] = [gates(-6), gates(6)];
    expect(low.one * low.exp).toBeCloseTo(high.one * high.exp, 12);
    // Open the gate that is named, and the slope is no longer small; open the other, and it still is.
    expect(1 * low.exp).toBeGreaterThan(1);
    expect(low.one * 1).toBeLessThan(0.01);
    expect(high.one * 1).toBeGreaterThan(0.9);
    expect(1 * high.exp).toBeLessThan(0.01);
  });
});

describe("2.2 Backpropagation by hand", () => {
  const notebook = lesson("backpropagation");
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

  it("the naive loss is infinite from 37 on in double precision, from 17 on in single", () => {
    const naive = (z: number) => -Math.log(1 - sigmoid(z));
    expect([36, 37].map((z) => Number.isFinite(naive(z)))).toEqual([true, false]);
    const single = [16, 17].map((z) => tensor(z).sigmoid().item());
    expect(single.map((answer) => answer === 1)).toEqual([false, true]);
    expect(sourceOf(notebook, "slope-see")).toMatch(/logit.*\$z = 37\$, in single precision.*at \$17\$/s);
    expect(printed(notebook, "safe")[4]).toMatch(/^z = 37, target 0 +∞ +37\.000000$/);
  });

  it("the small layer by hand is what autograd finds", () => {
    for (const line of printed(notebook, "small-layer")) {
      const [byHand, auto] = line.match(/\[\S*\]/g)!;
      expect(byHand).toBe(auto);
    }
    const text = sourceOf(notebook, "network");
    expect(text).toContain("\\begin{bmatrix} 7 & -1 \\\\ 2 & -2 \\end{bmatrix} = X^\\top D");
    expect(text).toContain("\\begin{bmatrix} 2 & -2 \\\\ 4 & 2 \\end{bmatrix} = D\\, W^\\top");
  });

  it("a nudge errs by the bend of the cost when it is large, by rounding when it is small", () => {
    const cost = (z: number) => Math.log1p(Math.exp(-z));
    const error = (h: number) =>
      Math.abs((cost(0.7 + h) - cost(0.7 - h)) / (2 * h) - (sigmoid(0.7) - 1)) / Math.abs(sigmoid(0.7) - 1);
    // The bend: a tenth of the nudge, a hundredth of the error.
    expect(error(1e-1) / error(1e-2)).toBeCloseTo(100, -1);
    // Rounding: never more than a few units of the last place over the nudge.
    for (const h of [1e-8, 1e-9, 1e-10]) expect(error(h)).toBeLessThan((4 * Number.EPSILON) / h);
    expect(error(1e-10)).toBeGreaterThan(100 * error(1e-5));
  });
});

describe("2.2 Backpropagation by hand: what a sure neuron learns", () => {
  it("it is K(1 - K) that keeps the slope of a sure neuron small: opened, its gate lets it through", () => {
    const slopeOfWeight = (sum: number, gate: (K: number) => number) => {
      const [arriving, input, K] = [0.5, 1, 1 / (1 + Math.exp(-sum))];
      return arriving * gate(K) * input;
    };
    const shut = (K: number) => K * (1 - K);
    expect(slopeOfWeight(8, shut)).toBeLessThan(0.001);
    expect(slopeOfWeight(8, () => 1)).toBe(0.5);
    expect(slopeOfWeight(0.5, shut)).toBeGreaterThan(0.1);
  });

  it("the library's cost does not overflow, since it is made of softplus", () => {
    const softplus = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    for (const z of [-800, -40, 17, 37, 800])
      for (const y of [0, 1]) {
        const [target, logit] = [y, z].map((value) => tensor([value], { dtype: "float64" }));
        const loss = losses.binaryCrossentropy(target!, logit!, { fromLogits: true }).item();
        expect(loss).toBeCloseTo(y * softplus(-z) + (1 - y) * softplus(z), 9);
      }
  });
});

describe("2.3 Why neurons bend", () => {
  const notebook = lesson("activations");

  it("the picture shows, of the five starts of each activation, the one in the middle", () => {
    expect(codeCell(notebook, "train-chart").source).toContain("a.accuracy - b.accuracy)[2]");
    const [chart] = chartsOf(codeCell(notebook, "train-chart"));
    const figure = chart!["application/vnd.plotly.v1+json"] as {
      frames: { name: string; data: { z: number[][] }[] }[];
    };
    /** How far the border is from a straight line: sign changes of its bend from row to row, in columns. */
    const bent = (name: string) => {
      const z = figure.frames.find((frame) => frame.name === name)!.data[0]!.z;
      const border = z.map((row) => row.findIndex((value) => value > 0.5)).filter((at) => at > 0);
      const steps = border.slice(1).map((at, i) => at - border[i]!);
      return Math.max(...steps) - Math.min(...steps);
    };
    expect(bent("linear")).toBeLessThanOrEqual(1);
    for (const name of ["sigmoid", "tanh", "relu", "leakyRelu"]) expect(bent(name), name).toBeGreaterThan(3);
  });

  it("a neuron that is negative for every input gets no slope; other inputs bring it back", () => {
    const slopeFor = (inputs: number[]) => {
      const w = tensor([[-1]], { requiresGrad: true });
      const x = tensor(inputs.map((value) => [value]));
      losses.meanSquaredError(x.mul(2), x.matmul(w).add(-0.5).relu()).backward();
      return w.grad!.item();
    };
    expect(sourceOf(notebook, "dying")).toContain("As long as its inputs stay what they are");
    expect(slopeFor([0, 0.25, 0.5, 0.75, 1])).toBe(0);
    expect(slopeFor([0, 0.25, -2])).not.toBe(0);
  });
});

describe("2.3 Why neurons bend: answers to the group", () => {
  it("with a slope of -1 below 0 one layer bends, |x₁ - x₂| is XOR; with a slope of 1 it is a line", () => {
    const corners = tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const sums = corners.matmul(tensor([[1], [-1]]));
    const answers = (negativeSlope: number) => [...sums.leakyRelu({ negativeSlope }).data].map((y) => y + 0);
    expect(answers(-1)).toEqual([0, 1, 1, 0]);
    expect(answers(1)).toEqual([...sums.data]);
  });

  it("a dead neuron of the second layer comes back when the first layer learns, and only then", () => {
    /** The sum of the dead neuron after two hundred steps: it reads -h + 0.6, beside it a neuron that reads h. */
    function sumAfter(firstLearns: boolean): number {
      const w = tensor([[1]], { requiresGrad: firstLearns });
      const last = tensor([[1], [0]], { requiresGrad: true });
      const optimizer = optimizers.sgd({ learningRate: 0.05 });
      const inner = () =>
        tensor([[1]])
          .matmul(w)
          .relu()
          .matmul(tensor([[1, -1]]))
          .add(tensor([0, 0.6]));
      const before = inner().data[1]!;
      expect(before).toBeCloseTo(-0.4, 6);
      for (let step = 0; step < 200; step++) {
        losses.meanSquaredError(tensor([[0]]), inner().relu().matmul(last)).backward();
        optimizer.step(firstLearns ? [w, last] : [last]);
      }
      return inner().data[1]!;
    }
    expect(sumAfter(true)).toBeGreaterThan(0);
    expect(sumAfter(false)).toBeCloseTo(-0.4, 6);
  });
});

describe("2.4 Why depth was hard: layers that add their input", () => {
  it("hand back a slope that never vanishes: without the added input it does", () => {
    function slope(adds: number): number {
      let [a, product] = [0.5, 1];
      for (let layer = 0; layer < 10; layer++) {
        const y = 1 / (1 + Math.exp(-a));
        product *= adds + y * (1 - y);
        a = adds * a + y;
      }
      return product;
    }
    expect(slope(1)).toBeGreaterThan(1);
    expect(slope(0)).toBeLessThan(1e-5);
  });
});

describe("2.4 Why depth was hard", () => {
  const notebook = lesson("vanishing-gradients");
  type Name = "sigmoid" | "tanh" | "relu";
  type Start = (seed: number) => initializers.Initializer;
  const xavier: Start = (seed) => initializers.glorotUniform({ seed });
  const he: Start = (seed) => initializers.heUniform({ seed });
  const seeds = [1, 2, 3, 4, 5];
  const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[2]!;

  function network(name: Name, seed: number, start: Start) {
    const hidden = Array.from({ length: 10 }, (_, layer) =>
      nn.dense(16, { activation: name, kernelInitializer: start(100 * seed + layer) }),
    );
    const model = nn.sequential([...hidden, nn.dense(1, { kernelInitializer: start(100 * seed + 10) })]);
    model.apply(points);
    return model;
  }

  /** 400 steps, those of the first layer so many times as long. */
  function trained(name: Name, learningRate: number, times = 1) {
    const model = network(name, 1, xavier);
    const first = model.parameters()[0] as Tensor;
    const before = Float32Array.from(first.data as Float32Array);
    const [optimizer, longer] = [learningRate, times * learningRate].map((rate) =>
      optimizers.sgd({ learningRate: rate }),
    );
    const step = train.step((x: typeof points, y: typeof target) => {
      const loss = losses.binaryCrossentropy(y, model.apply(x), { fromLogits: true });
      loss.backward();
      longer!.step(model.parameters().slice(0, 2));
      optimizer!.step(model.parameters().slice(2));
      return { loss };
    });
    const curve = Array.from({ length: 401 }, () => step(points, target).loss.item());
    const moved = Math.max(...Array.from(first.data, (value, i) => Math.abs(Number(value) - before[i]!)));
    return { curve, moved };
  }

  it("in a chain tanh's sums shrink towards 0, where it is steep", () => {
    expect(sourceOf(notebook, "chain-see")).toContain("Its sums shrink towards 0, where it is steep");
    let a = 0.5;
    const sums = Array.from({ length: 20 }, () => {
      const z = a;
      a = Math.tanh(a);
      return z;
    });
    expect(sums).toEqual([...sums].sort((x, y) => y - x));
    expect(1 - Math.tanh(sums.at(-1)!) ** 2).toBeGreaterThan(0.94);
  });

  it("ReLU's bars are low because this start shrinks its signal: with He's they are not", () => {
    const lastNorm = (start: Start) =>
      median(
        seeds.map((seed) => {
          const model = network("relu", seed, start);
          losses.binaryCrossentropy(target, model.apply(points), { fromLogits: true }).backward();
          const weights = model.parameters().filter((parameter) => parameter.rank === 2);
          return Math.sqrt((weights[9]!.grad as Tensor).square().sum().item());
        }),
      );
    expect(sourceOf(notebook, "norms-see")).toContain("its signal shrinks on the way forward as well");
    expect(lastNorm(he)).toBeGreaterThan(10 * lastNorm(xavier));
  });

  it("ReLU's curve jumps where steps overshoot: with a tenth of the rate it does not", () => {
    const jump = ({ curve }: { curve: readonly number[] }) =>
      Math.max(...curve.slice(1).map((loss, i) => loss - curve[i]!));
    expect(sourceOf(notebook, "train-see")).toContain("some steps overshoot");
    expect(jump(trained("relu", 0.1))).toBeGreaterThan(0.3);
    expect(jump(trained("relu", 0.01))).toBeLessThan(0.05);
  });

  it("a signal that does not get back teaches nothing: the first layer hardly moves", () => {
    expect(sourceOf(notebook, "summary")).toContain("A signal that does not get back teaches nothing");
    expect(trained("sigmoid", 0.1).moved).toBeLessThan(1e-4);
    expect(trained("relu", 0.1).moved).toBeGreaterThan(0.1);
  });

  it("one rate a million times as large for the first layers throws their weights far away", () => {
    expect(sourceOf(notebook, "questions")).toContain("throws the weights far away");
    // Through gates that are closed such steps are as long as others; through open ones they are not.
    expect(trained("sigmoid", 0.1, 1e6).moved).toBeLessThan(100);
    expect(trained("tanh", 0.1, 1e6).moved).toBeGreaterThan(1000);
  });
});
