import { nn, OptionError, random, regularizers, type Shape, ShapeError, type Tensor, tensor } from "gradbook";
import { describe, expect, expectTypeOf, it } from "vitest";

const x = random.generator(1).normal([6, 4]);

describe("shapes as types", () => {
  it("flow through layers and sequences", () => {
    const dense = nn.dense(3).apply(x);
    expectTypeOf(dense).toEqualTypeOf<Tensor<[6, 3]>>();
    const model = nn.sequential([nn.dense(8), nn.batchNormalization(), nn.relu(), nn.dense(2)]);
    const y = model.apply(x);
    expectTypeOf(y).toEqualTypeOf<Tensor<[6, 2]>>();
    expect(y.shape).toEqual([6, 2]);
    const images = nn.sequential([nn.reshape([2, 2, 1]), nn.flatten(), nn.dense(5)]).apply(x);
    expectTypeOf(images).toEqualTypeOf<Tensor<[6, 5]>>();
    expect(images.shape).toEqual([6, 5]);
    expectTypeOf(model.predict(x)).toEqualTypeOf<Tensor<[6, 2]>>();
  });
  it("keep float64", () => {
    const y = nn.dense(2).apply(x.cast("float64"));
    expectTypeOf(y).toEqualTypeOf<Tensor<[6, 2], "float64">>();
    expect(y.dtype).toBe("float64");
  });
});

describe("weights", () => {
  const model = nn.sequential([nn.dense(8), nn.batchNormalization(), nn.dense(2)], { seed: 1 });
  model.apply(x);
  it("have the names of their layers", () => {
    expect(model.weights().map(({ name }) => name)).toEqual([
      "dense.kernel",
      "dense.bias",
      "batchNormalization.gamma",
      "batchNormalization.beta",
      "batchNormalization.movingMean",
      "batchNormalization.movingVariance",
      "dense_1.kernel",
      "dense_1.bias",
    ]);
  });
  it("are counted", () => {
    expect(model.countParameters()).toEqual({ total: 40 + 32 + 18, trainable: 40 + 16 + 18, frozen: 16 });
  });
  it("are put back by name", () => {
    const saved = model.getWeights();
    const before = model.apply(x).toArray();
    for (const { tensor } of model.weights()) tensor.data.fill(0.5);
    expect(model.apply(x).toArray()).not.toEqual(before);
    model.setWeights(saved);
    expect(model.apply(x).toArray()).toEqual(before);
  });
  it("come out the same for the same seed, and differ from layer to layer", () => {
    const make = (seed: number) => {
      const twin = nn.sequential([nn.dense(4), nn.dense(4)], { seed });
      twin.apply(x);
      return twin.weights().map(({ tensor }) => tensor.toArray());
    };
    expect(make(3)).toEqual(make(3));
    expect(make(3)).not.toEqual(make(4));
    expect(make(3)[0]).not.toEqual(make(3)[2]);
  });
});

describe("freezing", () => {
  it("leaves the layer out of parameters, and in weights", () => {
    const first = nn.dense(3);
    const model = nn.sequential([first, nn.dense(2)]);
    model.apply(x);
    expect(model.parameters().length).toBe(4);
    first.trainable = false;
    expect(model.parameters().length).toBe(2);
    expect(model.weights().filter((weight) => weight.trainable).length).toBe(2);
    model.trainable = false;
    expect(model.parameters().length).toBe(0);
    model.trainable = true;
    expect(model.parameters().length).toBe(4);
  });
  it("stops a batch normalization from moving its statistics", () => {
    const layer = nn.batchNormalization({ trainable: false });
    layer.apply(x, { training: true });
    expect(layer.movingMean!.toArray()).toEqual([0, 0, 0, 0]);
    expect(layer.apply(x, { training: true }).toArray()).toEqual(layer.apply(x).toArray());
  });
});

describe("own modules", () => {
  class Scale extends nn.Module {
    readonly factor = tensor([2], { requiresGrad: true });
    readonly inner = nn.dense(4, { seed: 1 });
    readonly list = [nn.dense(4, { seed: 2 }), nn.dense(4, { seed: 3 })];
    readonly seen: boolean[] = [];
    forward(input: Tensor, { training }: nn.ForwardContext) {
      this.seen.push(training);
      const h = this.list.reduce<Tensor>((value, layer) => layer.apply(value), this.inner.apply(input));
      return h.mul(this.factor);
    }
  }
  it("find tensors, layers and lists of layers in their properties", () => {
    const module = new Scale();
    module.apply(x);
    expect(module.weights().map(({ name }) => name)).toEqual([
      "factor",
      "inner.kernel",
      "inner.bias",
      "list.0.kernel",
      "list.0.bias",
      "list.1.kernel",
      "list.1.bias",
    ]);
  });
  it("hand the mode on to the layers they call", () => {
    class Outer extends nn.Module {
      readonly scale = new Scale();
      readonly drop = nn.dropout(0.5, { seed: 1 });
      forward(input: Tensor) {
        return this.drop.apply(this.scale.apply(input)) as Tensor;
      }
    }
    const outer = new Outer();
    const still = outer.apply(x).toArray();
    expect(outer.apply(x).toArray()).toEqual(still);
    expect(outer.apply(x, { training: true }).toArray()).not.toEqual(still);
    expect(outer.scale.seen).toEqual([false, false, true]);
  });
  it("a functional model names its layers", () => {
    const model = nn.model({ a: nn.dense(4), b: nn.dense(4) }, (input, { a, b }) => {
      const h = a.apply(input);
      return b.apply(h).add(h);
    });
    expect(model.apply(x).shape).toEqual([6, 4]);
    expect(model.weights().map(({ name }) => name)).toEqual(["a.kernel", "a.bias", "b.kernel", "b.bias"]);
  });
  it("a shared layer's weights count once", () => {
    const shared = nn.dense(4);
    const model = nn.sequential([shared, shared]);
    model.apply(x);
    expect(model.weights().length).toBe(2);
    expect(model.countParameters().total).toBe(20);
  });
  it("residual adds its input", () => {
    const inner = nn.dense(4, { seed: 1 });
    const sum = nn.residual(inner).apply(x);
    expect(sum.toArray()).toEqual(inner.apply(x).add(x).toArray());
  });
});

describe("hooks", () => {
  it("see input and output until they are taken away", () => {
    const layer = nn.dense(2);
    const shapes: Shape[][] = [];
    const remove = layer.onForward(({ input, output }) => shapes.push([input.shape, output.shape]));
    layer.apply(x);
    remove();
    layer.apply(x);
    expect(shapes).toEqual([
      [
        [6, 4],
        [6, 2],
      ],
    ]);
  });
  it("capture gives every layer's activations, and their gradients after backward", () => {
    const model = nn.sequential([nn.dense(5), nn.tanh(), nn.dense(1)], { seed: 1 });
    const { output, layers } = nn.capture(model, x);
    output.sum().backward();
    expect(layers.map(({ name }) => name)).toEqual(["dense", "tanh", "dense_1"]);
    expect(layers.map((layer) => layer.output.shape)).toEqual([
      [6, 5],
      [6, 5],
      [6, 1],
    ]);
    expect(layers.map((layer) => layer.output.grad?.shape)).toEqual([
      [6, 5],
      [6, 5],
      [6, 1],
    ]);
  });
});

describe("dropout", () => {
  const ones = tensor(new Float32Array(100_000).fill(1));
  it("keeps the expectation, scales survivors, and does nothing at inference", () => {
    const y = nn.dropout(0.25, { seed: 4 }).apply(ones, { training: true });
    const kept = y.data.filter((value) => value !== 0);
    expect(kept.every((value) => value === Math.fround(1 / 0.75))).toBe(true);
    expect(kept.length / 100_000).toBeCloseTo(0.75, 2);
    expect(y.mean().item()).toBeCloseTo(1, 2);
    expect(nn.dropout(0.25).apply(ones).toArray()).toEqual(ones.toArray());
  });
  it("draws new masks at each call, the same ones for a seed", () => {
    const a = nn.dropout(0.5, { seed: 9 });
    const b = nn.dropout(0.5, { seed: 9 });
    const first = a.apply(ones, { training: true }).toArray();
    expect(b.apply(ones, { training: true }).toArray()).toEqual(first);
    expect(a.apply(ones, { training: true }).toArray()).not.toEqual(first);
  });
  it("sends gradients through the survivors only", () => {
    const input = tensor([1, 1, 1, 1, 1, 1], { requiresGrad: true });
    const y = nn.dropout(0.5, { seed: 1 }).apply(input, { training: true });
    y.sum().backward();
    expect(input.grad!.toArray()).toEqual(y.toArray());
  });
});

describe("batch normalization", () => {
  it("is the identity with γ = sqrt(σ² + ε) and β = μ", () => {
    const input = x.cast("float64");
    const layer = nn.batchNormalization();
    layer.build(input.shape, { dtype: "float64" });
    const mu = input.mean(0);
    const variance = input.sub(mu).pow(2).mean(0);
    layer.gamma!.data.set(variance.add(1e-3).sqrt().data);
    layer.beta!.data.set(mu.data);
    const y = layer.apply(input, { training: true });
    y.data.forEach((value, i) => {
      expect(value).toBeCloseTo(input.data[i]!, 12);
    });
  });
  it("gives β for a batch of one: nothing is left of the input", () => {
    const y = nn.batchNormalization().apply(tensor([[3, -5]]), { training: true });
    expect(y.toArray()).toEqual([[0, 0]]);
  });
});

describe("regularizers", () => {
  it("l1, l2 and both", () => {
    const w = tensor(
      [
        [1, -2],
        [3, 0],
      ],
      { requiresGrad: true },
    );
    expect(regularizers.l1(0.5)(w).item()).toBe(3);
    expect(regularizers.l2(0.5)(w).item()).toBe(7);
    const both = regularizers.l1l2({ l1: 0.5, l2: 0.5 })(w);
    expect(both.item()).toBe(10);
    both.backward();
    expect(w.grad!.toArray()).toEqual([
      [1.5, -2.5],
      [3.5, 0],
    ]);
  });
  it("are the penalties of their layer", () => {
    const layer = nn.dense(2, { kernelRegularizer: regularizers.l2(1), seed: 1 });
    layer.apply(x);
    const squares = [...layer.kernel!.data].reduce((sum, w) => sum + w * w, 0);
    expect(layer.penalties().map((penalty) => penalty.item())[0]).toBeCloseTo(squares, 5);
  });
});

describe("summary", () => {
  const model = nn.sequential([nn.dense(512), nn.batchNormalization(), nn.relu(), nn.dense(10)]);
  it("lists layers, shapes and parameters", () => {
    expect(model.summary({ inputShape: [784] }).toString()).toBe(
      [
        "Sequential",
        "Layer                                     Output shape  Parameters",
        "----------------------------------------  ------------  ----------",
        "dense: Dense(512)                         [N, 512]         401,920",
        "batchNormalization: BatchNormalization()  [N, 512]           2,048",
        "relu: relu()                              [N, 512]               0",
        "dense_1: Dense(10)                        [N, 10]            5,130",
        "Total parameters: 409,098",
        "Trainable: 408,074, not trainable: 1,024",
      ].join("\n"),
    );
  });
  it("counts multiply-adds for one example, by hand: products, convolutions, attention, recurrent layers", () => {
    expect(nn.detailedSummary(model).toString()).toBe(
      [
        "Sequential",
        "Layer                                     Output shape  Parameters  Multiply-adds",
        "----------------------------------------  ------------  ----------  -------------",
        "dense: Dense(512)                         [N, 512]         401,920        401,408",
        "batchNormalization: BatchNormalization()  [N, 512]           2,048              0",
        "relu: relu()                              [N, 512]               0              0",
        "dense_1: Dense(10)                        [N, 10]            5,130          5,120",
        "Total parameters: 409,098",
        "Trainable: 408,074, not trainable: 1,024",
        "Multiply-adds for one example: 406,528",
      ].join("\n"),
    );
    const counts = (layers: nn.Layer[], options: nn.SummaryOptions) => [
      ...nn.detailedSummary(nn.sequential(layers), options).multiplyAdds.of.values(),
    ];
    const pictures = [nn.conv2d(4, { kernelSize: 3 }), nn.maxPooling2d(), nn.flatten(), nn.dense(10)];
    // 26 x 26 places of 3 x 3 x 2 values, 4 of each; 13 x 13 x 4 values by 10.
    expect(counts(pictures, { inputShape: [28, 28, 2] })).toEqual([26 * 26 * 18 * 4, 0, 0, 676 * 10]);
    const words = [
      nn.embedding(50, { outputDim: 8 }),
      nn.transformerBlock(8, { numHeads: 2 }) as never,
      nn.lstm(5, { returnSequences: true }),
      nn.gru(4),
    ];
    // Per step: four products of 8 x 8, two of 8 x 32, and 6 + 6 scores of 8; then gates of 5 and of 4 units.
    const block = 6 * (4 * 64 + 2 * 256 + 2 * 6 * 8);
    expect(counts(words, { inputShape: [6], dtype: "int32" })).toEqual([
      0,
      block,
      6 * (8 * 20 + 5 * 20),
      6 * (5 * 12 + 4 * 12),
    ]);
  });
  it("shows as a table in a notebook", () => {
    const display = model.summary() as unknown as Record<symbol, () => Record<string, string>>;
    const bundle = display[Symbol.for("Jupyter.display")]!();
    expect(bundle["text/html"]).toContain(
      '<td style="text-align:right;padding:0.1em 0.8em 0.1em 0">401,920</td>',
    );
    expect(bundle["text/plain"]).toContain("Total parameters: 409,098");
  });
  it("needs a model that has seen an input", () => {
    expect(() => nn.sequential([nn.dense(2)]).summary()).toThrow(
      "summary: expected a model that has seen an input, got Dense(2) without weights; try model.summary({ inputShape: [784] })",
    );
  });
});

describe("messages", () => {
  const used = nn.dense(512);
  used.apply(random.generator(1).normal([2, 784]));
  it.each([
    [
      (): unknown => used.apply(random.generator(1).normal([2, 28, 28])),
      ShapeError,
      "Dense(512): expected input [N, 784], as its weights were made for, got [2, 28, 28]; try a layer of its own for this input, or flatten it first with nn.flatten()",
    ],
    [
      (): unknown => used.apply(tensor([[1, 2]])),
      ShapeError,
      "Dense(512): expected input [N, 784], as its weights were made for, got [1, 2]; try a layer of its own for this input",
    ],
    [
      (): unknown => nn.dense(2).apply(tensor([1, 2])),
      ShapeError,
      "Dense(2): expected input [N, features], got [2]; try expandDims(0)",
    ],
    [
      (): unknown => nn.dense(0),
      OptionError,
      "dense: expected units to be a whole number of at least 1, got 0; try units: 1",
    ],
    [(): unknown => nn.dense(2, { activation: "rellu" as "relu" }), OptionError, 'got "rellu"; try "relu"'],
    [
      (): unknown => nn.dense(2, { kernelInitializer: "xavier" as "zeros" }).apply(x),
      OptionError,
      "Dense(2): expected an initializer of zeros, ones, ",
    ],
    [
      (): unknown => nn.dense(2).apply([[1, 2]] as never),
      OptionError,
      "Dense(2): expected a tensor, got an array; try tensor(…) around it",
    ],
    [
      (): unknown => nn.dropout(1),
      OptionError,
      "dropout: expected a rate in [0, 1), the part that is switched off, got 1; try nn.dropout(0.5)",
    ],
    [
      (): unknown => nn.reshape([3, 3]).apply(x),
      ShapeError,
      "Reshape([3, 3]): expected examples of 9 values, got 4 in shape [6, 4]; try a target whose sizes multiply to 4",
    ],
    [
      (): unknown => nn.batchNormalization({ momentum: 1 }),
      OptionError,
      "batchNormalization: expected momentum in [0, 1), got 1; try",
    ],
    [
      (): unknown => nn.batchNormalization({ epsilon: 0 }),
      OptionError,
      "batchNormalization: expected epsilon above 0, got 0; try",
    ],
    [
      (): unknown => nn.batchNormalization().apply(tensor([1, 2])),
      ShapeError,
      "BatchNormalization(): expected input [N, features], got [2]; try",
    ],
    [
      (): unknown => nn.layerNormalization({ epsilon: 0 }),
      OptionError,
      "layerNormalization: expected epsilon above 0, got 0; try",
    ],
    [
      (): unknown => nn.residual(nn.dense(3)).apply(x),
      ShapeError,
      "Residual(Dense(3)): expected a branch that keeps the shape [6, 4], got [6, 3]; try",
    ],
    [
      (): unknown => nn.residual([nn.dense(3)] as never),
      OptionError,
      "residual: expected one layer or model, got a list; try nn.residual(nn.sequential([…]))",
    ],
    [
      (): unknown => nn.residual(nn.relu as never),
      OptionError,
      "residual: expected one layer or model, got function; try nn.residual(nn.dense(64))",
    ],
    [
      (): unknown => nn.sequential([nn.relu as never]),
      OptionError,
      "sequential: expected a layer at position 0, got function; try nn.activation(fn) for a function, or calling it: nn.relu()",
    ],
    [
      (): unknown => nn.sequential(nn.dense(1) as never),
      OptionError,
      "sequential: expected an array of layers, got object; try",
    ],
    [
      (): unknown => nn.model({}, 3 as never),
      OptionError,
      "model: expected a function (x, layers) => output, got number; try",
    ],
    [
      (): unknown => regularizers.l2(-1),
      OptionError,
      "regularizers: expected rates of at least 0, one of them above 0, got l1 0 and l2 -1; try l2(0.01)",
    ],
    [
      (): unknown =>
        used.setWeights(
          new Map([
            ["kernel", [1]],
            ["bias", [1]],
          ]),
        ),
      OptionError,
      "Dense(512).setWeights: expected kernel with 401408 values (shape [784, 512]), got 1; try",
    ],
    [
      (): unknown => used.setWeights(new Map([["gamma", [1]]])),
      OptionError,
      "Dense(512).setWeights: expected weights named kernel, bias, got gamma; try",
    ],
  ] as const)("%#: %s", (run, kind, message) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });
  it("a layer that refused its first input takes the right one", () => {
    const layer = nn.dense(2);
    expect(() => layer.apply(tensor([1, 2]))).toThrow(ShapeError);
    expect(layer.apply(tensor([[1, 2]])).shape).toEqual([1, 2]);
  });
});
