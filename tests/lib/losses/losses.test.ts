import { readFileSync } from "node:fs";
import {
  DataError,
  type DType,
  type FloatDType,
  losses,
  nn,
  OptionError,
  type Shape,
  ShapeError,
  type Tensor,
  tensor,
} from "gradbook";
import { describe, expect, it } from "vitest";

type Nested = number | Nested[];
interface Case {
  readonly framework: string;
  readonly loss: losses.LossName;
  readonly options: object;
  readonly yTrue: Nested[];
  readonly yPred: Nested[];
  readonly value: number;
  readonly gradient: Nested[];
}

const { cases } = JSON.parse(readFileSync(new URL("./reference/losses.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

type AnyLoss = (
  yTrue: Tensor<Shape, DType>,
  yPred: Tensor<Shape, DType>,
  options?: object,
) => Tensor<[], FloatDType>;
const table = losses as unknown as Readonly<Record<string, AnyLoss>>;
const make = (values: Nested[], dtype: FloatDType, requiresGrad = false) =>
  tensor(values, { dtype, requiresGrad }) as unknown as Tensor<Shape, DType>;

describe.each(cases)("$framework $loss $options", ({ loss, options, yTrue, yPred, value, gradient }) => {
  it.each([
    ["float64", 1e-10],
    ["float32", 2e-6],
  ] as const)("value and gradient in %s", (dtype, tolerance) => {
    const prediction = make(yPred, dtype, true);
    const result = table[loss]!(make(yTrue, dtype), prediction, options);
    // Keras clips probabilities by 1e-7, which float32 rounds: the comparison is relative to the value.
    expect(Math.abs(result.item() - value)).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
    result.backward();
    const wanted = make(gradient, "float64").data;
    const got = (prediction.grad as unknown as Tensor<Shape, DType>).data;
    expect(got.length).toBe(wanted.length);
    for (let i = 0; i < wanted.length; i++) {
      expect(Math.abs(got[i]! - wanted[i]!), `gradient ${i}`).toBeLessThan(
        tolerance * Math.max(1, Math.abs(wanted[i]!)),
      );
    }
  });
});

describe("reductions", () => {
  const y = tensor([
    [1, 2],
    [3, 4],
  ]);
  const p = tensor([
    [1, 4],
    [3, 10],
  ]);
  it("none gives one number per example, sum adds them, mean averages", () => {
    expect(losses.meanSquaredError(y, p, { reduction: "none" }).toArray()).toEqual([2, 18]);
    expect(losses.meanSquaredError(y, p, { reduction: "sum" }).item()).toBe(20);
    expect(losses.meanSquaredError(y, p).item()).toBe(10);
  });
  it("keeps one loss per example of class numbers", () => {
    const each = losses.sparseCategoricalCrossentropy(
      tensor([0, 1]),
      tensor([
        [0.5, 0.5],
        [0.75, 0.25],
      ]),
      {
        reduction: "none",
      },
    );
    expect(each.data[0]).toBeCloseTo(Math.log(2), 6);
    expect(each.data[1]).toBeCloseTo(Math.log(4), 6);
  });
});

describe("probabilities that come from a last layer", () => {
  const extreme = tensor(
    [
      [1000, -1000],
      [-1000, 1000],
    ],
    { requiresGrad: true },
  );
  it("softmax is computed from its logits, so the loss at ±1000 is exact and finite", () => {
    const p = nn.softmax().apply(extreme);
    expect(losses.sparseCategoricalCrossentropy(tensor([0, 0]), p).item()).toBe(1000);
    expect(
      losses
        .categoricalCrossentropy(
          tensor([
            [0, 1],
            [0, 1],
          ]),
          p,
        )
        .item(),
    ).toBe(1000);
  });
  it("sigmoid likewise, with a gradient where probabilities have none", () => {
    const z = tensor([1000, -1000], { requiresGrad: true });
    const loss = losses.binaryCrossentropy(tensor([0, 1]), nn.sigmoid().apply(z));
    expect(loss.item()).toBe(1000);
    loss.backward();
    expect(z.grad!.toArray()).toEqual([0.5, -0.5]);
  });
  it("a sigmoid in the graph is found, too", () => {
    const z = tensor([1000, -1000], { requiresGrad: true });
    expect(losses.binaryCrossentropy(tensor([0, 1]), z.sigmoid()).item()).toBe(1000);
  });
  it("other probabilities at 0 and 1 stay finite", () => {
    expect(losses.binaryCrossentropy(tensor([1, 0]), tensor([0, 1])).item()).toBeCloseTo(16, 0);
    expect(losses.sparseCategoricalCrossentropy(tensor([0]), tensor([[0, 1]])).item()).toBeCloseTo(16.1, 1);
  });
});

describe("messages", () => {
  const p = tensor([
    [0.2, 0.8],
    [0.6, 0.4],
  ]);
  const z = tensor([
    [2, -3],
    [1, 5],
  ]);
  it.each([
    [
      (): unknown => losses.meanSquaredError(tensor([1, 2]), tensor([[1], [2]])),
      ShapeError,
      "meanSquaredError: expected yTrue and yPred of one shape, got [2] and [2, 1]; try reshaping yTrue with expandDims(-1)",
    ],
    [
      (): unknown => losses.categoricalCrossentropy(tensor([1, 0]), p),
      ShapeError,
      "try sparseCategoricalCrossentropy if yTrue holds class numbers",
    ],
    [
      (): unknown =>
        losses.sparseCategoricalCrossentropy(
          tensor([
            [0, 1],
            [1, 0],
          ]),
          p,
        ),
      ShapeError,
      "sparseCategoricalCrossentropy: expected class numbers [2] for predictions [2, 2], got [2, 2]; try categoricalCrossentropy for one-hot labels",
    ],
    [
      (): unknown => losses.sparseCategoricalCrossentropy(tensor([0, 2]), p),
      DataError,
      "sparseCategoricalCrossentropy: expected labels that are whole numbers from 0 to 1, got 2 at position 1; try",
    ],
    [
      (): unknown => losses.sparseCategoricalCrossentropy(tensor([0.5, 1]), p),
      DataError,
      "got 0.5 at position 0",
    ],
    [
      (): unknown => losses.sparseCategoricalCrossentropy(tensor([0, -1]), p),
      DataError,
      "got -1 at position 1",
    ],
    [
      (): unknown => losses.sparseCategoricalCrossentropy(tensor([0, 1]), tensor([0.5, 0.5])),
      ShapeError,
      "expected predictions [N, classes] with at least 2 classes, got [2]; try binaryCrossentropy",
    ],
    [
      (): unknown => losses.sparseCategoricalCrossentropy(tensor([0, 1]), z),
      DataError,
      "expected probabilities from 0 to 1, got 2; try { fromLogits: true }",
    ],
    [
      (): unknown => losses.binaryCrossentropy(p, z),
      DataError,
      "binaryCrossentropy: expected probabilities from 0 to 1, got 2",
    ],
    [
      (): unknown => losses.binaryCrossentropy(z, p),
      DataError,
      "binaryCrossentropy: expected labels from 0 to 1, got 2; try",
    ],
    [
      (): unknown => losses.binaryCrossentropy(p, nn.sigmoid().apply(z), { fromLogits: true }),
      OptionError,
      "binaryCrossentropy: expected logits with fromLogits: true, got the probabilities of a sigmoid; try leaving one of the two out",
    ],
    [
      (): unknown =>
        losses.sparseCategoricalCrossentropy(tensor([0, 1]), nn.softmax().apply(z), { fromLogits: true }),
      OptionError,
      "got the probabilities of a softmax",
    ],
    [
      (): unknown => losses.categoricalCrossentropy(p, p, { labelSmoothing: 2 }),
      OptionError,
      "categoricalCrossentropy: expected labelSmoothing in [0, 1], got 2; try",
    ],
    [
      (): unknown => losses.huber(p, p, { delta: 0 }),
      OptionError,
      "huber: expected delta above 0, got 0; try delta: 1",
    ],
    [
      (): unknown => losses.meanAbsoluteError(p, p, { reduction: "avg" as "mean" }),
      OptionError,
      'meanAbsoluteError: expected reduction "mean", "sum" or "none", got "avg"; try "mean"',
    ],
    [
      (): unknown => losses.meanSquaredError([1] as never, p),
      OptionError,
      "meanSquaredError: expected yTrue to be a tensor, got an array; try tensor(…) around it",
    ],
    [
      (): unknown => losses.lossNamed("mse"),
      OptionError,
      'lossNamed: expected a loss of meanSquaredError, meanAbsoluteError, huber, binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy, cosineSimilarity, binaryFocalCrossentropy, categoricalFocalCrossentropy, hinge, klDivergence, got "mse"; try "meanSquaredError"',
    ],
  ] as const)("%#: %s", (run, kind, message) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });
});
