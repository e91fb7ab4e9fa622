import {
  type DType,
  equal,
  gradientCheck,
  gradients,
  losses,
  metrics,
  nn,
  type Operand,
  optimizers,
  random,
  type Shape,
  type Tensor,
  tensor,
  train,
  zeros,
} from "gradbook";
import { describe, expect, test } from "vitest";
import { withEngine } from "../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";
import { type Scanned, stepByStep } from "../../../lib/src/nn/recurrent/step-by-step.js";

type AnyTensor = Tensor<Shape, DType>;
const any = (x: Operand): AnyTensor => x as AnyTensor;
const draws = random.generator(9);
const normal = (...shape: number[]): AnyTensor => any(draws.normal(shape, { dtype: "float64" }));
const kinds = ["simpleRnn", "gru", "lstm"] as const;
const make = (kind: (typeof kinds)[number], units: number, options: nn.LstmOptions = {}) =>
  nn[kind](units, options) as nn.Recurrent;
const bools = (rows: number[][]) => tensor(rows.map((row) => row.map(Boolean))) as Tensor<Shape, "bool">;

describe.each(kinds)("%s", (kind) => {
  test("its kernel has the bits of the formulas, step by step", () => {
    const layer = make(kind, 3, { returnSequences: true, seed: 2, biasInitializer: "randomUniform" });
    const x = any(draws.normal([2, 5, 4]));
    const mask = bools([
      [1, 1, 0, 1, 0],
      [1, 0, 0, 1, 1],
    ]);
    const y = any(layer.apply(nn.withMask(x, mask) as never));
    const { kernel, recurrentKernel, bias } = layer as nn.Recurrent;
    const [ofInput, ofState] = kind === "gru" ? [bias!.at(0), bias!.at(1)] : [bias!, undefined];
    const gates = x
      .reshape([10, 4])
      .matmul(kernel as never)
      .add(ofInput as never)
      .reshape([2, 5, -1]);
    const state = () => zeros([2, 3]);
    const given = { x: gates, kernel: recurrentKernel, h0: state(), bias: ofState, mask };
    const slowly = stepByStep(kind, {
      ...given,
      c0: kind === "lstm" ? state() : undefined,
    } as unknown as Scanned);
    expect(
      equal(y, any(slowly) as never)
        .all()
        .item(),
    ).toBe(true);
  });

  test("has second gradients, also through steps that are masked", () => {
    const layer = make(kind, 2, { returnSequences: true, seed: 3 });
    const x = normal(2, 3, 2);
    const mask = bools([
      [1, 0, 1],
      [1, 1, 0],
    ]);
    const weights = normal(2, 3, 2);
    const f = (z: AnyTensor): AnyTensor => any(layer.apply(nn.withMask(z, mask) as never));
    f(x);
    const slope = (z: AnyTensor): AnyTensor => {
      const y = any(f(z).mul(weights as never)).sum();
      const [g] = gradients(y, [z], { createGraph: true });
      return any(any(g as Operand).mul(g as never)).sum() as AnyTensor;
    };
    expect(gradientCheck(f as never, [x] as never).passed).toBe(true);
    expect(gradientCheck(slope as never, [x] as never).passed).toBe(true);
  });

  test("passes over steps at the end that are masked: the last state is that of the shorter sequence", () => {
    const layer = make(kind, 3, { seed: 1 });
    const x = any(draws.normal([1, 5, 2]));
    const short = layer.apply(x.slice([null, [0, 3]]) as never);
    const long = layer.apply(nn.withMask(x, bools([[1, 1, 1, 0, 0]])) as never);
    expect(any(long as Operand).toArray()).toEqual(any(short as Operand).toArray());
  });

  test("keeps its state from batch to batch when it is asked to, until it is reset", () => {
    const layer = make(kind, 3, { stateful: true, seed: 1 });
    const whole = make(kind, 3, { seed: 1 });
    const x = any(draws.normal([2, 6, 2]));
    const parts = [x.slice([null, [0, 2]]), x.slice([null, [2, 6]])];
    const last = () => parts.map((part) => any(layer.apply(part as never) as Operand)).at(-1)!;
    const wanted = any(whole.apply(x as never) as Operand).toArray();
    expect(last().toArray()).toEqual(wanted);
    expect(last().toArray()).not.toEqual(wanted);
    layer.resetState();
    expect(last().toArray()).toEqual(wanted);
    expect(() => layer.apply(zeros([3, 2, 2]) as never)).toThrow(
      `${layer.label}: expected batches of 2 sequences, as its state was made for, got 3; try resetState() before, or a batch size that divides the data`,
    );
    layer.resetState();
    expect(any(layer.apply(zeros([3, 2, 2]) as never) as Operand).shape).toEqual([3, 3]);
  });

  test("trains in recorded steps, with its state, to the bits of the reference engine", () => {
    const run = (prepare: (step: (x: never, y: never) => { loss: never }) => unknown) => {
      const model = nn.sequential(
        [
          nn.embedding(7, { outputDim: 16, maskZero: true }),
          make(kind, 12, { returnSequences: true, stateful: true }),
          nn.dense(7),
        ],
        { seed: 1 },
      );
      const optimizer = optimizers.adam({ learningRate: 0.01 });
      const step = prepare(((x: AnyTensor, y: AnyTensor) => {
        const loss = losses.sparseCategoricalCrossentropy(y, any(model.apply(x, { training: true })), {
          fromLogits: true,
        });
        loss.backward();
        optimizer.step(model.parameters());
        return { loss };
      }) as never) as ReturnType<typeof train.step>;
      const data = random.generator(4).randint([6, 9], { high: 7 }) as never;
      const labels = random.generator(5).randint([6, 9], { high: 7 }) as never;
      const values = [0, 1, 2, 3, 4, 5, 6].map(() => (step(data, labels) as { loss: AnyTensor }).loss.item());
      return { values, step };
    };
    const recorded = run((step) => train.step(step as never));
    expect(recorded.step.recording?.reason).toBeUndefined();
    expect(recorded.step.recording?.replayed).toBe(true);
    const reference = withEngine(referenceEngine, () => run((step) => step));
    expect(recorded.values).toEqual(reference.values);
  });

  test("refuses inputs without steps and other widths", () => {
    const layer = make(kind, 3);
    expect(() => layer.apply(zeros([2, 3]) as never)).toThrow(
      `${layer.label}: expected input [N, steps, features], got [2, 3]; try expandDims(-1) for a single feature, or nn.embedding for ids`,
    );
    layer.apply(zeros([2, 3, 4]) as never);
    expect(() => layer.apply(zeros([2, 3, 5]) as never)).toThrow(
      `${layer.label}: expected input [N, any, 4], as its weights were made for, got [2, 3, 5]`,
    );
    expect(() => make(kind, 0)).toThrow(
      `${kind}: expected units to be a whole number of at least 1, got 0; try units: 1`,
    );
  });
});

test("the forget gate's bias starts at 1, unless it is told not to", () => {
  const bias = (options: nn.LstmOptions) => {
    const layer = nn.lstm(2, options);
    layer.build([1, 1, 1]);
    return Array.from(layer.bias!.data);
  };
  expect(bias({})).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  expect(bias({ unitForgetBias: false })).toEqual(new Array(8).fill(0));
});

test("bidirectional gives both directions weights of their own, and refuses what does not recur", () => {
  const layer = nn.bidirectional(nn.lstm(2, { seed: 1 }));
  layer.apply(zeros([1, 3, 2]));
  const weights = new Map(layer.weights().map(({ name, tensor: values }) => [name, Array.from(values.data)]));
  expect(weights.get("forwardLayer.kernel")).not.toEqual(weights.get("backwardLayer.kernel"));
  expect(() => nn.bidirectional(nn.dense(2) as never)).toThrow(
    "bidirectional: expected a recurrent layer, got object; try nn.bidirectional(nn.lstm(32))",
  );
  expect(() => nn.bidirectional(nn.gru(2), { mergeMode: "mean" as never })).toThrow(
    'bidirectional: expected mergeMode "concat", "sum", "mul" or "ave", got "mean"; try "concat"',
  );
});

describe("masks", () => {
  const ids = tensor(
    [
      [3, 5, 0, 0],
      [2, 0, 0, 0],
    ],
    { dtype: "int32" },
  );
  const embedding = () => nn.embedding(6, { outputDim: 4, maskZero: true });

  test("are made by embeddings and masking, and handed on by layers that keep the steps", () => {
    const mask = [
      [true, true, false, false],
      [true, false, false, false],
    ];
    const layers = [
      nn.dense(3),
      nn.dropout(0.5),
      nn.relu(),
      nn.layerNormalization(),
      nn.residual(nn.dense(4)),
      nn.lstm(3, { returnSequences: true }),
      nn.bidirectional(nn.gru(3, { returnSequences: true })),
      nn.multiHeadAttention(2),
      nn.positionalEmbedding(4),
      nn.transformerBlock(4, { numHeads: 2 }),
    ];
    for (const layer of layers) {
      const y = nn.sequential([embedding(), layer as nn.Layer]).apply(ids) as Operand;
      expect(nn.maskOf(y)?.toArray(), (layer as nn.Module).label).toEqual(mask);
    }
    for (const layer of [nn.lstm(3), nn.flatten()]) {
      const y = nn.sequential([embedding(), layer as nn.Layer]).apply(ids) as Operand;
      expect(nn.maskOf(y), layer.label).toBeUndefined();
    }
    const padded = nn.masking({ maskValue: -1 }).apply(
      tensor([
        [
          [1, 2],
          [-1, -1],
          [-1, 3],
        ],
      ]),
    );
    expect(nn.maskOf(padded)?.toArray()).toEqual([[true, false, true]]);
    expect(padded.toArray()).toEqual([
      [
        [1, 2],
        [0, 0],
        [-1, 3],
      ],
    ]);
  });

  test("have to be of the first axes", () => {
    expect(() => nn.withMask(zeros([2, 3, 4]), bools([[1, 1]]))).toThrow(
      "withMask: expected a mask of the first axes of [2, 3, 4], got [1, 2]; try one [N, steps]",
    );
  });

  test("reach losses and metrics in fit and evaluate: padding counts nothing", async () => {
    const make = () =>
      nn.sequential([embedding(), nn.simpleRnn(5, { returnSequences: true }), nn.dense(6)], { seed: 2 });
    const truth = tensor(
      [
        [1, 2, 3, 3],
        [4, 3, 3, 3],
      ],
      { dtype: "int32" },
    );
    const otherwise = tensor(
      [
        [1, 2, 0, 0],
        [4, 0, 0, 0],
      ],
      { dtype: "int32" },
    );
    const logsOf = async (labels: typeof truth) => {
      const model = make();
      const loss: losses.Loss = (y, p, options) =>
        losses.sparseCategoricalCrossentropy(y, p, { ...options, fromLogits: true });
      model.compile({ optimizer: optimizers.adam({ learningRate: 0.05 }), loss, metrics: ["accuracy"] });
      const history = await model.fit([ids, labels] as never, {
        epochs: 40,
        progress: "none",
        shuffle: false,
      });
      return [{ loss: history.last("loss") }, await model.evaluate([ids, labels] as never)];
    };
    const [trained, measured] = await logsOf(truth);
    expect(await logsOf(otherwise)).toEqual([trained, measured]);
    expect(measured!.accuracy).toBe(1);
    expect(trained!.loss).toBeLessThan(0.2);
  });

  test("leave steps out of metrics by hand", () => {
    const p = nn.withMask(
      tensor([
        [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
      ]),
      bools([[1, 0]]),
    );
    expect(metrics.accuracy(...metrics.counted(tensor([[0, 0]]), p))).toBe(1);
    expect(
      metrics
        .counted(
          tensor([[0, 0]]),
          tensor([
            [
              [1, 0],
              [0, 1],
            ],
          ]),
        )
        .map((x) => x.shape),
    ).toEqual([
      [1, 2],
      [1, 2, 2],
    ]);
  });
});
