import { readFileSync } from "node:fs";
import {
  concat,
  type DType,
  data,
  losses,
  mul,
  nn,
  type Operand,
  oneHot,
  optimizers,
  type Shape,
  type Tensor,
  tensor,
} from "gradbook";
import { describe, expect, it } from "vitest";

/*
 * Weights of examples and classes against Keras: reference/weights.py freezes losses and short trainings.
 */
type Nested = number | Nested[];
interface Reference {
  readonly losses: readonly {
    readonly loss: losses.LossName;
    readonly yTrue: Nested[];
    readonly yPred: Nested[];
    readonly reduction: losses.Reduction;
    readonly value: number;
  }[];
  readonly sampleWeight: number[];
  readonly fit: {
    readonly x: Nested[];
    readonly y: number[];
    readonly kernel: number[][];
    readonly bias: number[];
    readonly sampleWeight: number[];
    readonly classWeight: Readonly<Record<number, number>>;
    readonly runs: readonly {
      readonly weights: "none" | "sample" | "class";
      readonly loss: number[];
      readonly accuracy: number[];
      readonly evaluated: number;
      readonly kernel: number[][];
    }[];
  };
}

const reference = JSON.parse(
  readFileSync(new URL("./reference/weights.json", import.meta.url), "utf8"),
) as Reference;
const wide = (values: Nested[]) =>
  tensor(values, { dtype: "float64" }) as Operand as Tensor<Shape, "float64">;

describe("losses with sampleWeight give Keras's values", () => {
  const table = losses as unknown as Readonly<Record<string, losses.Loss>>;
  it.each(reference.losses)("$loss, $reduction", ({ loss, yTrue, yPred, reduction, value }) => {
    const sampleWeight = wide(reference.sampleWeight);
    const result = table[loss]!(wide(yTrue), wide(yPred), { reduction, sampleWeight });
    expect(Math.abs((result as Tensor<[], DType>).item() - value)).toBeLessThan(1e-6 * Math.max(1, value));
    const column = table[loss]!(wide(yTrue), wide(yPred), {
      reduction,
      sampleWeight: sampleWeight.expandDims(-1) as Operand,
    });
    expect(column.data).toEqual(result.data);
  });

  it("none gives each example's, times its weight", () => {
    const sampleWeight = tensor([0, 2]);
    const each = losses.meanSquaredError(tensor([[1], [3]]), tensor([[2], [1]]), {
      reduction: "none",
      sampleWeight,
    });
    expect(each.toArray()).toEqual([0, 8]);
  });

  it("one for each example holds for all of its labels", () => {
    const labels = tensor(
      [
        [0, 1, 1],
        [1, 0, 0],
      ],
      { dtype: "int32" },
    );
    const shares = tensor([
      [0.5, 0.25, 0.125],
      [0.75, 0.5, 0.25],
    ]).expandDims(-1);
    const predictions = tensor([1]).sub(shares);
    const both = concat([predictions, shares], -1) as Operand;
    const weigh = (sampleWeight: Operand, reduction: losses.Reduction) =>
      losses.sparseCategoricalCrossentropy(labels, both, { sampleWeight, reduction }).toArray();
    for (const reduction of ["mean", "sum", "none"] as const) {
      const of = weigh(tensor([2, 3]), reduction);
      expect(of).toEqual(
        weigh(
          tensor([
            [2, 2, 2],
            [3, 3, 3],
          ]),
          reduction,
        ),
      );
      expect(of).toEqual(weigh(tensor([[2], [3]]), reduction));
    }
    // Keras 3.15: SparseCategoricalCrossentropy()(labels, both, sample_weight=[[2], [3]]).
    expect(weigh(tensor([2, 3]), "mean")).toBeCloseTo(2.02055, 5);
  });

  it("one weight is wanted for each example", () => {
    expect(() =>
      losses.meanSquaredError(tensor([[1], [3]]), tensor([[2], [1]]), { sampleWeight: tensor([1, 2, 3]) }),
    ).toThrow("meanSquaredError: expected weights [2], got [3]; try one for each of them");
  });
});

const { x, y, kernel, bias, sampleWeight, classWeight, runs } = reference.fit;
const inputs = wide(x);
const labels = tensor(Int32Array.from(y));
const weights = wide(sampleWeight);
const hotLabels = oneHot(labels as Operand<[number], "int32">, 3, { dtype: "float64" });

function model(
  loss: losses.Loss = (t, p, o) => losses.sparseCategoricalCrossentropy(t, p, { ...o, fromLogits: true }),
) {
  const net = nn.sequential([nn.dense(3)]);
  net.apply(inputs);
  net.setWeights(
    new Map([
      ["dense.kernel", kernel.flat()],
      ["dense.bias", bias],
    ]),
  );
  net.compile({ optimizer: optimizers.sgd({ learningRate: 0.2 }), loss, metrics: ["accuracy"] });
  return net;
}
const plain = { shuffle: false, batchSize: 4, epochs: 3, progress: "none" } as const;

describe("fit with weights trains as Keras does", () => {
  it.each(runs)("$weights", async (run) => {
    const net = model();
    const pair =
      run.weights === "sample" ? ([inputs, labels, weights] as const) : ([inputs, labels] as const);
    const { history } = await net.fit(pair, { ...plain, ...(run.weights === "class" && { classWeight }) });
    history.loss!.forEach((loss, epoch) => {
      expect(loss).toBeCloseTo(run.loss[epoch]!, 5);
    });
    expect(history.accuracy!.map((a) => a.toFixed(4))).toEqual(run.accuracy.map((a) => a.toFixed(4)));
    const got = net.getWeights().get("dense.kernel")!;
    run.kernel.flat().forEach((value, i) => {
      expect(got[i]).toBeCloseTo(value, 10);
    });
    expect((await net.evaluate(pair, { batchSize: 10 })).loss).toBeCloseTo(run.evaluated, 6);
  });

  it("in batches of a dataset, for one-hot labels, and with both kinds at once", async () => {
    const whole = model();
    await whole.fit([inputs, labels, weights], { ...plain, classWeight });
    const batched = model();
    const batches = data.Dataset.fromTensorSlices([inputs, labels, weights]).batch(4);
    await batched.fit(batches, { epochs: 3, classWeight, progress: "none" });
    expect(batched.getWeights()).toEqual(whole.getWeights());
    const hot = model((t, p, o) => losses.categoricalCrossentropy(t, p, { ...o, fromLogits: true }));
    await hot.fit([inputs, hotLabels, weights], { ...plain, classWeight });
    const got = hot.getWeights().get("dense.kernel")!;
    whole
      .getWeights()
      .get("dense.kernel")!
      .forEach((value, i) => {
        expect(got[i]).toBeCloseTo(value, 10);
      });
  });

  it("keeps the weights of what validationSplit sets aside", async () => {
    const net = model();
    const { history } = await net.fit([inputs, labels, weights], {
      ...plain,
      epochs: 1,
      validationSplit: 0.3,
    });
    const kept = [inputs.slice([[7]]), labels.slice([[7]]), weights.slice([[7]])] as const;
    expect(history.valLoss![0]).toBeCloseTo((await net.evaluate(kept)).loss!, 12);
  });
});

describe("classWeight for labels of sequences", () => {
  it("counts each label by its class, as the weights of examples written out do", async () => {
    const words = tensor(
      [
        [1, 2],
        [3, 0],
        [2, 2],
      ],
      { dtype: "int32" },
    );
    const tags = tensor(
      [
        [0, 1],
        [1, 1],
        [2, 0],
      ],
      { dtype: "int32" },
    );
    const make = () => {
      const net = nn.sequential([nn.embedding(4, { outputDim: 3 }), nn.dense(3, { activation: "softmax" })], {
        seed: 1,
      });
      net.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
      return net;
    };
    const [byClass, written] = [make(), make()];
    const options = { progress: "none", shuffle: false } as const;
    const one = await byClass.fit([words, tags], { ...options, classWeight: { 0: 2, 2: 0.5 } });
    const spelt = tensor([
      [2, 1],
      [1, 1],
      [0.5, 2],
    ]);
    const other = await written.fit([words, tags, spelt], options);
    expect(one.history).toEqual(other.history);
    expect(byClass.getWeights()).toEqual(written.getWeights());
    const both = await make().fit([words, tags, tensor([1, 0, 1])], {
      ...options,
      classWeight: { 0: 2, 2: 0.5 },
    });
    const zeroed = await make().fit(
      [
        words,
        tags,
        tensor([
          [2, 1],
          [0, 0],
          [0.5, 2],
        ]),
      ],
      options,
    );
    expect(both.history).toEqual(zeroed.history);
  });
});

describe("what fit says of weights that do not fit", () => {
  it.each([
    [{ 1: Number.NaN }, "1: NaN"],
    [{ 1: -1 }, "1: -1"],
    [{ 0: Number.POSITIVE_INFINITY }, "0: Infinity"],
    [{ cat: 2 }, "cat: 2"],
    [{ "-1": 2 }, "-1: 2"],
    [{ 1: "5" }, '1: "5"'],
  ])("classWeight %j", async (wrong, shown) => {
    await expect(model().fit([inputs, labels], { ...plain, classWeight: wrong as never })).rejects.toThrow(
      `fit: expected classWeight from class numbers to numbers of at least 0, got ${shown}; try classWeight: { 0: 1, 1: 5 }`,
    );
  });
  it("a class that there is not", async () => {
    const wrong = { ...plain, classWeight: { 1: 1, 7: 2 } };
    await expect(model().fit([inputs, labels], wrong)).rejects.toThrow(
      /^fit: expected classWeight for classes from 0 to \d, got one for class 7; try counting classes from 0$/,
    );
  });
  it("classWeight beside rows with several labels", async () => {
    const rows = tensor(Array.from({ length: 10 }, () => [1, 1, 0]));
    const net = nn.sequential([nn.dense(3, { activation: "sigmoid" })]);
    net.compile({ optimizer: "sgd", loss: "binaryCrossentropy" });
    await expect(
      net.fit([inputs.cast("float32"), rows], { ...plain, classWeight: { 1: 2 } }),
    ).rejects.toThrow(
      "fit: expected class numbers or one-hot rows as labels with classWeight, got the row [1,1,0]; try a weight for each example, [x, y, weights]",
    );
  });
  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("a weight of %d", async (weight) => {
    const wrong = tensor([...Array(9).fill(1), weight]);
    const message = `expected weights of examples of at least 0, got ${weight} at position 9; try 0 to leave an example out`;
    await expect(model().fit([inputs, labels, wrong], plain)).rejects.toThrow(`fit: ${message}`);
    await expect(model().evaluate([inputs, labels, wrong])).rejects.toThrow(`evaluate: ${message}`);
    const batches = [[inputs, labels, wrong]] as const;
    await expect(model().fit(batches as never, { progress: "none" })).rejects.toThrow(`fit: ${message}`);
  });
  it.each([
    [
      () => model().fit([inputs, labels, tensor([1, 2])], plain),
      "fit: expected as many labels as inputs, got x [10, 4] and y [10], weights [2]; try tensors with equal first axes",
    ],
    [
      () =>
        model().fit([[inputs, labels, wide([[1, 2]]).expandDims(0)]] as never, {
          progress: "none",
          classWeight,
        }),
      "reshape: expected a shape for 2 values, got [10] for [1, 1, 2]; try one -1 in place of a size, as in [-1]",
    ],
  ])("%#", async (run, message) => {
    await expect(run()).rejects.toThrow(message);
  });
});

describe("an own loss", () => {
  const leavesOut: losses.Loss = (t, p) => losses.sparseCategoricalCrossentropy(t, p, { fromLogits: true });
  const said = (where: string) =>
    `${where}: expected a loss that uses the weights of the examples, got one that never reads options.sampleWeight; try (yTrue, yPred, options) => losses.meanSquaredError(yTrue, yPred, options), or no weights and no classWeight`;

  it("that leaves the weights out is refused, wherever they come from", async () => {
    const weighted = [inputs, labels, weights] as const;
    await expect(model(leavesOut).fit(weighted, plain)).rejects.toThrow(said("fit"));
    await expect(model(leavesOut).fit([inputs, labels], { ...plain, classWeight })).rejects.toThrow(
      said("fit"),
    );
    await expect(model(leavesOut).evaluate(weighted)).rejects.toThrow(said("evaluate"));
    const validationData = weighted;
    await expect(model(leavesOut).fit([inputs, labels], { ...plain, validationData })).rejects.toThrow(
      "expected a loss that uses the weights",
    );
  });

  it("that leaves them out is fine when there are none", async () => {
    const net = model(leavesOut);
    await net.fit([inputs, labels], plain);
    expect((await net.evaluate([inputs, labels])).loss).toBeGreaterThan(0);
  });

  it("may take them by a default, by rest parameters, or multiply by hand", async () => {
    const perExample = (t: Operand, p: Operand) =>
      losses.sparseCategoricalCrossentropy(t, p, { fromLogits: true, reduction: "none" });
    const own: readonly losses.Loss[] = [
      (t, p, options = {}) => losses.sparseCategoricalCrossentropy(t, p, { ...options, fromLogits: true }),
      (...[t, p, options]) => losses.sparseCategoricalCrossentropy(t, p, { ...options, fromLogits: true }),
      (t, p, { sampleWeight } = {}) => mul(perExample(t, p), sampleWeight!).mean(),
    ];
    const reference = model();
    await reference.fit([inputs, labels, weights], plain);
    for (const loss of own) {
      const net = model(loss);
      await net.fit([inputs, labels, weights], plain);
      expect(net.getWeights()).toEqual(reference.getWeights());
    }
  });
});
