import {
  type DType,
  equal,
  eye,
  gradientCheck,
  gradients,
  losses,
  nn,
  type Operand,
  OptionError,
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

type AnyTensor = Tensor<Shape, DType>;
const any = (x: Operand): AnyTensor => x as AnyTensor;
const draws = random.generator(3);
const normal = (...shape: number[]): AnyTensor => any(draws.normal(shape, { dtype: "float64" }));

describe("a head with weights set by hand", () => {
  /** One head without biases; each kernel as rows. */
  function head(kernels: Record<"query" | "key" | "value" | "output", number[][]>, options = {}) {
    const layer = nn.multiHeadAttention(1, { useBias: false, keyDim: kernels.query[0]!.length, ...options });
    layer.build([1, 1, kernels.query.length]);
    layer.setWeights(new Map(Object.entries(kernels).map(([name, rows]) => [`${name}Kernel`, rows.flat()])));
    return layer;
  }
  /** So sure that softmax gives 1 and 0: e^-140 is 0 in float32. */
  const sure = 400;
  const one = (size: number, factor = 1): number[][] =>
    eye(size)
      .mul(factor)
      .toArray()
      .map((row) => [...row]);

  test("copies: each word looks for its own kind", () => {
    const words = tensor([
      [
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, 1],
      ],
    ]);
    const copy = head({ query: one(3, sure), key: one(3), value: one(3), output: one(3) });
    expect(copy.scores(words).toArray()).toEqual([
      [
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      ],
    ]);
    expect(copy.apply(words).toArray()).toEqual(words.toArray());
  });

  test("shifts: each step looks for the place before its own", () => {
    // A number, and the step's place: 1 of 4.
    const steps = tensor([
      [
        [5, 1, 0, 0, 0],
        [7, 0, 1, 0, 0],
        [2, 0, 0, 1, 0],
        [9, 0, 0, 0, 1],
      ],
    ]);
    const places = [[0, 0, 0, 0], ...one(4)];
    // The query of place t is the key of place t - 1; the first place has no other than itself.
    const before = [
      [0, 0, 0, 0],
      [sure, 0, 0, 0],
      [sure, 0, 0, 0],
      [0, sure, 0, 0],
      [0, 0, sure, 0],
    ];
    const value = [[1], [0], [0], [0], [0]];
    const shift = head(
      { query: before, key: places, value, output: [[1, 0, 0, 0, 0]] },
      { keyDim: 4, valueDim: 1, causal: true },
    );
    expect(shift.apply(steps).slice([0, null, 0]).toArray()).toEqual([5, 5, 7, 2]);
  });

  test("looks a word up: the query finds the entry with its key, and takes its value", () => {
    // Words are told apart by three features; entries hold a word and its number.
    const [cat, dog, bird] = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const;
    const entries = tensor([
      [
        [...cat, 4],
        [...dog, 7],
        [...bird, 2],
      ],
    ]);
    const question = tensor([
      [
        [...dog, 0],
        [...bird, 0],
        [...cat, 0],
        [...dog, 0],
      ],
    ]);
    const word = [...one(3), [0, 0, 0]];
    const number = [[0], [0], [0], [1]];
    const lookUp = head(
      {
        query: word.map((row) => row.map((x) => x * sure)),
        key: word,
        value: number,
        output: [[0, 0, 0, 1]],
      },
      { keyDim: 3, valueDim: 1 },
    );
    expect(any(lookUp.attend(question, entries)).slice([0, null, 3]).toArray()).toEqual([7, 2, 4, 7]);
  });

  test("is less sure with smaller weights: a mean of what it finds", () => {
    const x = tensor([
      [1, 0],
      [0, 1],
    ]);
    const [[first]] = nn.scaledDotProductAttention(x, x, x, { scale: Math.log(3) }).toArray() as [[number]];
    expect(first).toBeCloseTo(0.75, 6);
  });
});

describe("scaledDotProductAttention", () => {
  test.each([
    ["plain", {}],
    ["causal", { causal: true }],
    [
      "masked",
      {
        mask: tensor([
          [true, false, true],
          [true, true, false],
          [false, false, false],
        ]),
      },
    ],
  ])("has second gradients: %s", (_name, options) => {
    const [q, k, v, weights] = [normal(2, 3, 2), normal(2, 3, 2), normal(2, 3, 2), normal(2, 3, 2)];
    const f = (a: AnyTensor, b: AnyTensor, c: AnyTensor): AnyTensor =>
      any(nn.scaledDotProductAttention(a, b, c, options as never));
    const slope = (a: AnyTensor, b: AnyTensor, c: AnyTensor): AnyTensor => {
      const y = any(f(a, b, c).mul(weights as never)).sum();
      const all = gradients(y, [a, b, c], { createGraph: true }) as readonly Operand[];
      return any(
        all
          .map((g) =>
            any(
              any(g)
                .mul(g as never)
                .sum(),
            ),
          )
          .reduce((s, x) => any(s.add(x as never))),
      );
    };
    expect(gradientCheck(f as never, [q, k, v] as never).passed).toBe(true);
    expect(gradientCheck(slope as never, [q, k, v] as never).passed).toBe(true);
  });

  test("a query that may look at nothing gets zeros, and no gradient", () => {
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { requiresGrad: true },
    );
    const y = nn.scaledDotProductAttention(x, x, x, {
      mask: tensor([
        [false, false],
        [true, true],
      ]),
    });
    expect(y.toArray()[0]).toEqual([0, 0]);
    y.at(0).sum().backward();
    expect(x.grad!.toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test("with fewer queries than keys the last query stands at the last key", () => {
    const x = any(draws.normal([5, 4]));
    const all = any(nn.scaledDotProductAttention(x, x, x, { causal: true }));
    const last = any(
      nn.scaledDotProductAttention(x.slice([[3, 5]]) as never, x as never, x as never, { causal: true }),
    );
    expect(
      equal(all.slice([[3, 5]]), last)
        .all()
        .item(),
    ).toBe(true);
  });

  test("dropout draws the same from a seed, and keeps the mean", () => {
    const q = zeros([1, 64]);
    const k = zeros([400, 64]);
    const v = zeros([400, 1]).add(1);
    const drop = (seed: number) => nn.scaledDotProductAttention(q, k, v, { dropout: 0.25, seed }).item();
    expect(drop(1)).toBe(drop(1));
    expect(drop(1)).not.toBe(drop(2));
    expect(drop(3)).toBeCloseTo(1, 1);
  });

  test.each([
    [
      [2, 3],
      [2, 4],
      [2, 3],
      "queries and keys differ in width: [2, 3] and [2, 4]; try projecting both to one width",
    ],
    [
      [2, 3],
      [4, 3],
      [2, 3],
      "expected a value for each key, got keys [4, 3] and values [2, 3]; try values of as many steps",
    ],
    [
      [3],
      [3],
      [3],
      "expected q, k and v [..., steps, width] of one rank, got [3], [3], [3]; try expandDims(0) for a single step",
    ],
    [
      [2, 2, 3],
      [1, 2, 3],
      [2, 2, 3],
      "expected the same leading axes in q, k and v, got [2, 2, 3], [1, 2, 3], [2, 2, 3]; try broadcastTo on those that repeat",
    ],
  ])("refuses q %j, k %j, v %j", (q, k, v, message) => {
    const call = () => nn.scaledDotProductAttention(zeros(q) as never, zeros(k) as never, zeros(v) as never);
    expect(call).toThrow(`scaledDotProductAttention: ${message}`);
  });

  test("refuses a mask that does not stretch, or is not bool", () => {
    const x = zeros([3, 2]);
    const masked = (mask: unknown) => () => nn.scaledDotProductAttention(x, x, x, { mask } as never);
    expect(masked(zeros([2, 3], { dtype: "bool" }))).toThrow(
      "scaledDotProductAttention: a mask [2, 3] does not stretch to scores [3, 3]; try one [queries, keys], or expandDims for the axes between",
    );
    expect(masked(zeros([3, 3]))).toThrow(
      "scaledDotProductAttention: expected a mask of dtype bool, got float32; try a comparison such as ids.notEqual(0)",
    );
  });
});

describe("multiHeadAttention", () => {
  test("refuses a width that its heads do not divide, and an odd one for rotary positions", () => {
    expect(() => nn.multiHeadAttention(4).apply(zeros([1, 2, 130]) as never)).toThrow(
      "MultiHeadAttention(4): 4 heads do not divide a width of 130; try another number of heads, or keyDim: 33",
    );
    expect(() => nn.multiHeadAttention(2, { rotary: true }).apply(zeros([1, 2, 6]))).toThrow(
      "MultiHeadAttention(2): expected heads of an even width to turn pairs of values, got 3; try keyDim: 4",
    );
    expect(() => nn.multiHeadAttention(2).apply(zeros([2, 6]) as never)).toThrow(
      "MultiHeadAttention(2): expected input [N, steps, width], got [2, 6]; try expandDims(0) for a single sequence",
    );
    expect(() => nn.transformerBlock(130 as number, { numHeads: 4 })).toThrow(
      "transformerBlock: 4 heads do not divide a width of 130; try numHeads: 1, or a width of 132",
    );
    expect(() => nn.transformerBlock(8, { numHeads: 2 }).apply(zeros([1, 2, 6]) as never)).toThrow(
      "TransformerBlock(8): expected input [N, steps, 8], got [1, 2, 6]; try a block of the input's width",
    );
    const layer = nn.multiHeadAttention(2);
    expect(() => layer.attend(zeros([2, 3, 4]), zeros([1, 3, 4]) as never)).toThrow(
      "MultiHeadAttention(2).attend: expected value and key [2, keys, in] for the query [2, 3, 4], got [1, 3, 4] and [1, 3, 4]; try sequences of the same examples",
    );
  });

  test("heeds the mask of its input: what is masked changes no other step", () => {
    const layer = nn.multiHeadAttention(2, { seed: 1 });
    const mask = tensor([[true, true, false]]);
    const x = any(draws.normal([1, 3, 4]));
    const other = any(x.add(tensor([[[0], [0], [9]]]) as never));
    const [a, b] = [x, other].map((z) => layer.apply(nn.withMask(z, mask)).slice([null, [0, 2]]));
    expect(equal(a!, b!).all().item()).toBe(true);
    expect(nn.maskOf(layer.apply(nn.withMask(x, mask)))).toBe(mask);
  });

  test("rows of scores sum to 1 and what is causal stays hidden", () => {
    const layer = nn.multiHeadAttention(2, { causal: true, seed: 1 });
    const scores = any(layer.scores(draws.normal([1, 3, 4])));
    expect(scores.shape).toEqual([1, 2, 3, 3]);
    for (const sum of scores.sum(-1).data) expect(sum).toBeCloseTo(1, 6);
    expect(scores.at([0, 0, 0]).toArray()).toEqual([1, 0, 0]);
  });

  test("drops weights in training, from the seed of the model", () => {
    const run = (seed: number) => {
      const model = nn.sequential([nn.multiHeadAttention(1, { dropout: 0.5 })], { seed });
      const x = any(
        tensor([
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
        ]),
      );
      return [model.apply(x, { training: true }), model.apply(x)].map((y) => any(y).toArray());
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)[0]).not.toEqual(run(1)[1]);
  });
});

describe("positionalEmbedding", () => {
  test("refuses sequences that are too long, odd widths and unknown kinds", () => {
    expect(() => nn.positionalEmbedding(4).apply(zeros([1, 5, 2]))).toThrow(
      "PositionalEmbedding(4): expected sequences of up to 4 steps, got 5; try a larger maxLength, or the last 4 steps",
    );
    expect(() => nn.positionalEmbedding(4, { positions: "rotary" }).apply(zeros([1, 2, 3]))).toThrow(
      'PositionalEmbedding(4): expected an even width for pairs of values, got [1, 2, 3]; try a width of 4, or positions: "learned"',
    );
    expect(() => nn.positionalEmbedding(4).apply(zeros([2, 3]))).toThrow(
      "PositionalEmbedding(4): expected input [N, steps, width], got [2, 3]; try it after nn.embedding",
    );
    expect(() => nn.positionalEmbedding(4, { positions: "fourier" as never })).toThrow(
      'positionalEmbedding: expected positions "learned", "sinusoidal" or "rotary", got "fourier"; try "learned"',
    );
  });
});

/** A character model. */
const gpt = (positions: nn.PositionKind, options = {}) =>
  nn.sequential(
    [
      nn.embedding(12, { outputDim: 8 }),
      nn.positionalEmbedding(16, { positions }),
      nn.transformerBlock(8, { numHeads: 2, causal: true, ...options }),
      nn.transformerBlock(8, { numHeads: 2, causal: true, ...options }),
      nn.layerNormalization(),
      nn.dense(12),
    ],
    { seed: 4 },
  );
const ids = (values: readonly number[]) => any(tensor([values as number[]], { dtype: "int32" }));

describe("keyValueCache", () => {
  test.each([
    ["learned", {}],
    ["sinusoidal", {}],
    ["rotary", { rotary: true }],
  ] as const)("gives step by step what the whole sequence gives, to the bit: %s", (positions, options) => {
    const model = gpt(positions, options);
    const text = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
    const whole = any(model.apply(ids(text)));
    const cache = nn.keyValueCache();
    const parts = [text.slice(0, 4), ...text.slice(4).map((id) => [id])];
    const steps = parts.map((part) => any(cache.run(() => model.apply(ids(part)))));
    expect(cache.length).toBe(10);
    let from = 0;
    for (const step of steps) {
      const to = from + step.shape[1]!;
      expect(
        equal(step, whole.slice([null, [from, to]]) as never)
          .all()
          .item(),
      ).toBe(true);
      from = to;
    }
  });

  test("keeps nothing of steps that fail", () => {
    const model = gpt("learned");
    const cache = nn.keyValueCache();
    cache.run(() => model.apply(ids([1, 2])));
    expect(() => cache.run(() => model.apply(ids([99])))).toThrow("whole numbers from 0 to 11");
    cache.run(() => model.apply(ids([3])));
    expect(cache.length).toBe(3);
  });
});

describe("sample", () => {
  const logits = tensor([[1, 3, 2, 0]]);
  const many = (options: nn.SampleOptions) => {
    const generator = random.generator(5);
    return Array.from({ length: 400 }, () => nn.sample(logits, { ...options, generator }).data[0]!);
  };
  const share = (drawn: readonly number[], id: number) =>
    drawn.filter((each) => each === id).length / drawn.length;

  test("takes the likeliest at temperature 0, the first of equals", () => {
    expect(
      nn
        .sample(
          tensor([
            [0, 2, 2],
            [5, 1, 1],
          ]),
          { temperature: 0 },
        )
        .toArray(),
    ).toEqual([1, 0]);
    expect(nn.sample(tensor([1, 9, 3]), { topK: 1 }).item()).toBe(1);
  });

  test("draws by probability: softmax of [1, 3, 2, 0], sharper when cool", () => {
    const plain = many({});
    expect(share(plain, 1)).toBeCloseTo(0.644, 1);
    expect(share(plain, 2)).toBeCloseTo(0.237, 1);
    expect(share(many({ temperature: 0.5 }), 1)).toBeCloseTo(0.865, 1);
  });

  test("chooses among the likeliest of topK and topP", () => {
    expect(new Set(many({ topK: 2 }))).toEqual(new Set([1, 2]));
    expect(new Set(many({ topP: 0.6 }))).toEqual(new Set([1]));
    expect(new Set(many({ topP: 0.7 }))).toEqual(new Set([1, 2]));
    expect(share(many({ topK: 2 }), 1)).toBeCloseTo(Math.E / (1 + Math.E), 1);
  });

  test("draws the same from a seed, everywhere", () => {
    const x = any(random.generator(1).normal([8, 20]));
    expect(nn.sample(x, { seed: 1 }).toArray()).toEqual(nn.sample(x, { seed: 1 }).toArray());
    expect(nn.sample(x, { seed: 7, topK: 5, temperature: 0.9 }).toArray()).toMatchInlineSnapshot(`
      [
        4,
        3,
        7,
        19,
        5,
        9,
        12,
        11,
      ]
    `);
  });

  test.each([
    [{ temperature: -1 }, "sample: expected temperature of at least 0, got -1; try temperature: 0.8"],
    [{ topK: 0 }, "sample: expected topK to be a whole number of at least 1, got 0; try topK: 10"],
    [{ topP: 0 }, "sample: expected topP in (0, 1], got 0; try topP: 0.9"],
  ])("refuses %j", (options, message) => {
    expect(() => nn.sample(logits, options)).toThrow(message);
  });

  test("refuses what has no classes", () => {
    expect(() => nn.sample(zeros([2, 0]))).toThrow(
      "sample: expected logits [..., classes], got [2, 0]; try the output",
    );
  });
});

describe("generate", () => {
  test("goes on as step after step of the whole text does, also past the context", () => {
    const model = gpt("learned");
    const text = [3, 1, 4];
    for (let i = 0; i < 20; i++) {
      const logits = any(model.apply(ids(text.slice(-16)))).slice([0, -1]);
      text.push(nn.sample(logits, { temperature: 0 }).item());
    }
    const options = { length: 20, contextLength: 16, temperature: 0 };
    expect(nn.generate(model, [3, 1, 4], options)).toEqual(text);
    const recurrent = nn.sequential(
      [nn.embedding(5, { outputDim: 3 }), nn.gru(4, { returnSequences: true }), nn.dense(5)],
      { seed: 1 },
    );
    expect(nn.generate(recurrent, [1], { length: 4, seed: 1 })).toHaveLength(5);
  });

  test("refuses an empty prompt, no length, and a model without steps", () => {
    const model = gpt("learned");
    expect(() => nn.generate(model, [], { length: 1 })).toThrow(
      "generate: expected a prompt with at least one id, got none; try [0]",
    );
    expect(() => nn.generate(model, [1], { length: 0 })).toThrow(
      "generate: expected length of at least 1, got 0",
    );
    const flat = nn.sequential([nn.embedding(5, { outputDim: 3 }), nn.gru(4)]);
    expect(() => nn.generate(flat, [1], { length: 1 })).toThrow(
      "generate: expected logits [1, steps, classes] of the model, got [1, 4]; try returnSequences: true",
    );
  });
});

describe("recorded steps", () => {
  /** Losses of some steps of training on sequences of 11 steps. */
  function lossesOf(
    layers: () => readonly nn.Module[],
    prepare: (step: never) => unknown,
  ): readonly number[] {
    const model = nn.sequential(
      [nn.embedding(7, { outputDim: 12, maskZero: true }), ...layers(), nn.dense(7)],
      {
        seed: 1,
      },
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
    const [x, y] = [4, 5].map((seed) => random.generator(seed).randint([6, 11], { high: 7 })) as never[];
    const values = [0, 1, 2, 3, 4, 5, 6].map(() => (step(x!, y!) as { loss: AnyTensor }).loss.item());
    if (step.recording !== undefined) expect(step.recording.replayed).toBe(true);
    return values;
  }

  test.each([
    ["a block", () => [nn.transformerBlock(12, { numHeads: 3, causal: true })]],
    [
      "rotary heads of another width",
      () => [nn.multiHeadAttention(2, { keyDim: 10, valueDim: 3, rotary: true })],
    ],
    ["one head, not causal", () => [nn.positionalEmbedding(11), nn.multiHeadAttention(1)]],
    ["dropped weights", () => [nn.multiHeadAttention(2, { dropout: 0.3 })]],
  ])("have the bits of the reference engine: %s", (_name, layers) => {
    const reference = withEngine(referenceEngine, () => lossesOf(layers, (step) => step));
    expect(lossesOf(layers, (step) => train.step(step))).toEqual(reference);
  });
});

test("a tiny GPT learns a sentence by heart, in recorded steps", () => {
  const text = "to be or not to be, that is the question: whether 'tis nobler in the mind";
  const letters = [...new Set(text)].sort();
  const all = Array.from(text, (letter) => letters.indexOf(letter));
  const steps = all.length - 1;
  const model = nn.sequential(
    [
      nn.embedding(letters.length, { outputDim: 32 }),
      nn.positionalEmbedding(steps),
      nn.transformerBlock(32, { numHeads: 4, causal: true }),
      nn.layerNormalization(),
      nn.dense(letters.length),
    ],
    { seed: 1 },
  );
  const optimizer = optimizers.adam({ learningRate: 1e-2 });
  const learn = train.step((x, y) => {
    const loss = losses.sparseCategoricalCrossentropy(y, any(model.apply(x, { training: true })), {
      fromLogits: true,
    });
    loss.backward();
    optimizer.step(model.parameters());
    return { loss };
  });
  const [x, y] = [ids(all.slice(0, -1)), ids(all.slice(1))];
  let loss = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 120; i++) loss = Number(learn(x as never, y as never).loss.item());
  expect(learn.recording?.replayed).toBe(true);
  expect(loss).toBeLessThan(0.05);
  const said = nn.generate(model, all.slice(0, 2), { length: steps - 1, temperature: 0 });
  expect(said.map((id) => letters[id]).join("")).toBe(text);
});

test("refuses recurrent layers beside attention, and takes them alone", () => {
  const mixed = nn.sequential([
    nn.multiHeadAttention(2, { causal: true }),
    nn.lstm(4, { returnSequences: true }),
  ]);
  const cache = nn.keyValueCache();
  expect(() => cache.run(() => mixed.apply(zeros([1, 2, 4])))).toThrow(
    new OptionError(
      "keyValueCache: expected a model whose attention alone looks back, got Lstm(4) beside it, which would begin anew with each step; try the whole sequence without a cache",
    ),
  );
  expect(cache.length).toBe(0);
  const alone = nn.lstm(4, { returnSequences: true });
  expect(cache.run(() => alone.apply(zeros([1, 2, 4]))).shape).toEqual([1, 2, 4]);
});
