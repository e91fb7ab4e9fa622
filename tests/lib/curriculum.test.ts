/*
 * The numbers that the curriculum marks as must, out of the library alone. The lessons assert them again in their own
 * words; what needs the real data (MNIST, Fashion-MNIST) stands in train/real-data.test.ts.
 */
import {
  eye,
  gradientCheck,
  initializers,
  lookup,
  losses,
  mean,
  nn,
  random,
  type Shape,
  type Tensor,
  tensor,
} from "gradbook";
import { describe, expect, test } from "vitest";

const draws = random.generator(2026);
type Wide<S extends Shape = Shape> = Tensor<S, "float64">;
const normal = <const S extends Shape>(shape: S) => draws.normal(shape, { dtype: "float64" });
const parameter = <const S extends Shape>(shape: S) =>
  tensor(normal(shape).data, { shape, dtype: "float64", requiresGrad: true });

/** The largest |a - b| / max(1, |a|, |b|). */
function distance(a: { readonly data: ArrayLike<number> }, b: { readonly data: ArrayLike<number> }): number {
  expect(a.data.length).toBe(b.data.length);
  let worst = 0;
  for (let i = 0; i < a.data.length; i++) {
    const [p, q] = [a.data[i]!, b.data[i]!];
    worst = Math.max(worst, Math.abs(p - q) / Math.max(1, Math.abs(p), Math.abs(q)));
  }
  return worst;
}

/** Differences of a function of one tensor, value by value. */
function numericGradient(f: (x: Wide) => Wide<[]>, x: Wide): { data: number[] } {
  const step = 1e-5;
  const at = (i: number, change: number): number => {
    const moved = Float64Array.from(x.data);
    moved[i] = moved[i]! + change;
    return f(tensor(moved, { shape: x.shape, dtype: "float64" })).item();
  };
  return { data: Array.from(x.data, (_, i) => (at(i, step) - at(i, -step)) / (2 * step)) };
}

describe("week 2: backpropagation", () => {
  test("chain rule on f = wx + b with w = -2, x = 5, b = 3", () => {
    const [w, x, b] = [-2, 5, 3].map((value) => tensor(value, { requiresGrad: true })) as [
      Tensor<[]>,
      Tensor<[]>,
      Tensor<[]>,
    ];
    const g = w.mul(x);
    const f = g.add(b);
    f.backward();
    expect([g.item(), f.item()]).toEqual([-10, -7]);
    expect([w, x, b, g].map((value) => value.grad?.item())).toEqual([5, -2, 1, 1]);
  });

  test("the sigmoid gate: σ' = σ(1 - σ), greatest 0.25 at 0, also gate by gate", () => {
    const z = tensor([-4, -1, 0, 1, 4], { dtype: "float64", requiresGrad: true });
    const s = z.sigmoid();
    s.sum().backward();
    expect(distance(z.grad!, s.mul(s.mul(-1).add(1)))).toBeLessThan(1e-15);
    expect(Math.max(...z.grad!.data)).toBe(0.25);
    expect(z.grad!.data[2]).toBe(0.25);
    const gates = tensor([-4, -1, 0, 1, 4], { dtype: "float64", requiresGrad: true });
    gates.neg().exp().add(1).reciprocal().sum().backward();
    expect(distance(gates.grad!, z.grad!)).toBeLessThan(1e-15);
  });

  test("a two-layer network by hand, by autograd and by differences", () => {
    const [x, y] = [normal([6, 3]), normal([6, 2]).greater(0).cast("float64")];
    const [w1, b1, w2, b2] = [parameter([3, 4]), parameter([4]), parameter([4, 2]), parameter([2])];
    const network = (a = w1, b = b1, c = w2, d = b2) => {
      const hidden = x.matmul(a).add(b).sigmoid();
      return { hidden, output: hidden.matmul(c).add(d).sigmoid() };
    };
    const cost = (a = w1, b = b1, c = w2, d = b2) =>
      losses.binaryCrossentropy(y, network(a, b, c, d).output, { reduction: "mean" });
    cost().backward();

    // With J the mean over 6 x 2 outputs: dJ/dz2 = (ŷ - y) / 12, then back through each step.
    const { hidden, output } = network();
    const dz2 = output.sub(y).div(12);
    const dw2 = hidden.transpose().matmul(dz2);
    const dz1 = dz2.matmul(w2.transpose()).mul(hidden).mul(hidden.mul(-1).add(1));
    const byHand = [x.transpose().matmul(dz1), dz1.sum(0), dw2, dz2.sum(0)];
    [w1, b1, w2, b2].forEach((weights, i) => {
      expect(distance(byHand[i]!, weights.grad!)).toBeLessThan(1e-5);
    });
    const report = gradientCheck((a, b, c, d) => cost(a, b, c, d), [w1, b1, w2, b2]);
    expect(report.relativeError).toBeLessThan(1e-5);
  });

  test("activations: tanh' = 1 - tanh², ReLU'(0) = 0", () => {
    const z = tensor([-2, 0, 0.5], { dtype: "float64", requiresGrad: true });
    z.tanh().sum().backward();
    expect(distance(z.grad!, z.tanh().square().mul(-1).add(1))).toBeLessThan(1e-15);
    z.grad = undefined;
    z.relu().sum().backward();
    expect(z.grad!.toArray()).toEqual([0, 0, 1]);
  });

  test("linear layers collapse into one: W = W3 W2 W1, B = W3 W2 b1 + W3 b2 + b3", () => {
    const generator = random.generator(3);
    const x = generator.normal([20, 5]);
    const [w1, w2, w3] = [generator.normal([5, 7]), generator.normal([7, 6]), generator.normal([6, 2])];
    const [b1, b2, b3] = [generator.normal([7]), generator.normal([6]), generator.normal([2])];
    const deep = x.matmul(w1).add(b1).matmul(w2).add(b2).matmul(w3).add(b3);
    const [w, b] = [w1.matmul(w2).matmul(w3), b1.matmul(w2).matmul(w3).add(b2.matmul(w3)).add(b3)];
    expect(distance(deep, x.matmul(w).add(b))).toBeLessThan(1e-5);
  });

  test.each([
    [1.5, "6.376e+8"],
    [0.5, "8.882e-16"],
  ])("50 layers of diag(%d) give %s", (factor, printed) => {
    const layer = eye(2).mul(factor);
    let x = tensor([[1, 1]]);
    for (let i = 0; i < 50; i++) x = x.matmul(layer);
    expect(
      x
        .toArray()
        .flat()
        .map((value) => value.toExponential(3)),
    ).toEqual([printed, printed]);
  });
});

describe("week 3: initialization", () => {
  test.each([
    [[5, 5, 3, 6], 25, 75, 150],
    [[4, 1, 20], 4, 4, 80],
    [[3, 3, 6, 20], 9, 54, 180],
  ])("fans of a kernel %j", (shape, receptiveField, fanIn, fanOut) => {
    expect(initializers.computeFans(shape)).toEqual({ receptiveField, fanIn, fanOut });
  });
});

describe("week 4: dropout", () => {
  test("keeps the expectation: the mean of 10,000 masks is the input", () => {
    const x = tensor([[0.5, -1, 2, 3]]);
    const outputs = nn.dropout(0.4, { seed: 1 }).apply(x.broadcastTo([10_000, 4]), { training: true });
    expect(distance(mean(outputs, 0, { keepDims: true }), x)).toBeLessThan(0.03);
    const kept = new Set(Array.from(outputs.slice([null, 0]).data, (value) => value.toFixed(4)));
    expect([...kept].sort()).toEqual(["0.0000", (0.5 / 0.6).toFixed(4)]);
    expect(nn.dropout(0.4, { seed: 1 }).apply(x).toArray()).toEqual(x.toArray());
  });
});

describe("week 5: batch normalization", () => {
  const epsilon = 1e-3;
  const x = parameter([8, 3]);
  const [gamma, beta] = [parameter([3]), parameter([3])];
  const cotangent = normal([8, 3]);

  test("γ = sqrt(σ² + ε), β = μ make it the identity", () => {
    const layer = nn.batchNormalization({ epsilon });
    layer.build(x.shape, { dtype: "float64" });
    layer.gamma!.data.set(x.variance(0).add(epsilon).sqrt().data);
    layer.beta!.data.set(x.mean(0).data);
    expect(distance(layer.apply(x, { training: true }), x)).toBeLessThan(1e-12);
  });

  test("its six gradients by hand, by autograd, by the layer and by differences", () => {
    const n = 8;
    // Every quantity as a tensor of its own, so that backward leaves its gradient there.
    const mu = x.mean(0);
    const centered = x.sub(mu);
    const variance = centered.square().mean(0);
    const normalized = centered.div(variance.add(epsilon).sqrt());
    const y = normalized.mul(gamma).add(beta);
    y.mul(cotangent).sum().backward();

    const root = variance.add(epsilon).sqrt();
    const dNormalized = cotangent.mul(gamma);
    const dVariance = dNormalized.mul(centered).mul(root.pow(-3).mul(-0.5)).sum(0);
    const dMu = dNormalized
      .sum(0)
      .neg()
      .div(root)
      .add(dVariance.mul(centered.sum(0).mul(-2 / n)));
    const dX = dNormalized
      .div(root)
      .add(dVariance.mul(centered).mul(2 / n))
      .add(dMu.div(n));
    const dGamma = cotangent.mul(normalized).sum(0);
    const dBeta = cotangent.sum(0);
    const byHand = [dNormalized, dVariance, dMu, dX, dGamma, dBeta];
    const inGraph = [normalized, variance, mu, x, gamma, beta];
    inGraph.forEach((value, i) => {
      expect(distance(byHand[i]!, value.grad!)).toBeLessThan(1e-5);
    });

    const cost = (from: {
      readonly x?: Wide;
      readonly mu?: Wide;
      readonly variance?: Wide;
      readonly normalized?: Wide;
      readonly gamma?: Wide;
      readonly beta?: Wide;
    }) => {
      const values: Wide = from.x ?? x;
      const shifted = values.sub(from.mu ?? values.mean(0));
      const spread = from.variance ?? shifted.square().mean(0);
      const standard = from.normalized ?? shifted.div(spread.add(epsilon).sqrt());
      return standard
        .mul(from.gamma ?? gamma)
        .add(from.beta ?? beta)
        .mul(cotangent)
        .sum() as Wide<[]>;
    };
    const names = ["normalized", "variance", "mu", "x", "gamma", "beta"] as const;
    names.forEach((name, i) => {
      const numeric = numericGradient((value) => cost({ [name]: value }), inGraph[i]!);
      expect(distance(byHand[i]!, numeric), name).toBeLessThan(1e-5);
    });

    const layer = nn.batchNormalization({ epsilon });
    layer.build(x.shape, { dtype: "float64" });
    layer.gamma!.data.set(gamma.data);
    layer.beta!.data.set(beta.data);
    const input = tensor(x.data, { shape: [8, 3], dtype: "float64", requiresGrad: true });
    layer.apply(input, { training: true }).mul(cotangent).sum().backward();
    expect(distance(dX, input.grad!)).toBeLessThan(1e-5);
    expect(distance(dGamma, layer.gamma!.grad!)).toBeLessThan(1e-5);
    expect(distance(dBeta, layer.beta!.grad!)).toBeLessThan(1e-5);
  });
});

describe("week 6: lookup tables", () => {
  test("TensorFlow's documented example: king → 6, crimson → 7", () => {
    const table = new lookup.StaticVocabularyTable(
      new lookup.KeyValueTensorInitializer(["emerson", "lake", "palmer"], [0, 1, 2]),
      { numOovBuckets: 5 },
    );
    const ids = table.lookup(["emerson", "lake", "palmer", "king", "crimson"]);
    expect(ids.toArray()).toEqual([0, 1, 2, 6, 7]);
  });
});
