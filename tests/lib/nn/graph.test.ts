import {
  concat,
  DataError,
  equal,
  nn,
  type Operand,
  OptionError,
  optimizers,
  type Tensor,
  tensor,
  zeros,
} from "gradbook";
import { describe, expect, it } from "vitest";
import { cases } from "../onnx/models.js";

const built = (make: () => nn.Model, x: Tensor): { readonly model: nn.Model; readonly y: Tensor } => {
  const model = make();
  model.setSeed(1);
  return { model, y: model.apply(x as never) as Tensor };
};
const withCode = cases.slice(-3);

describe("models with code of the user's, saved with their architecture", () => {
  it.each(cases)("compute the same to the bit: $name", ({ make, x }) => {
    const { model, y } = built(make, x);
    const bytes = nn.modelToBytes(model);
    const back = nn.modelFromBytes(bytes);
    expect(
      equal(back.apply(x as never) as Tensor, y)
        .all()
        .item(),
    ).toBe(true);
    // And are saved again, to the same bytes.
    expect(nn.modelToBytes(back)).toEqual(bytes);
    // Another number of examples.
    const one = x.slice([[0, 1]]) as unknown as Tensor;
    const wanted = model.apply(one as never) as Tensor;
    expect(
      equal(back.apply(one as never) as Tensor, wanted)
        .all()
        .item(),
    ).toBe(true);
  });

  it.each(withCode)("train on to the same bits, dropout too: $name", async ({ make, x }) => {
    const { model } = built(make, x);
    const back = nn.modelFromBytes(nn.modelToBytes(model));
    const trained = await Promise.all(
      [model, back].map(async (each) => {
        each.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: "meanSquaredError" });
        const y = zeros((model.apply(x as never) as Tensor).shape) as Tensor;
        await each.fit([x, y] as never, { epochs: 4, seed: 7, progress: "none" });
        return each.getWeights();
      }),
    );
    expect(trained[1]).toEqual(trained[0]);
  });

  it("are JSON without their weights, from which the same code comes back", () => {
    const { model } = built(cases.at(-2)!.make, cases.at(-2)!.x);
    const text = JSON.stringify(nn.architecture(model));
    const back = nn.fromArchitecture(text);
    expect(back).toBeInstanceOf(nn.GraphModel);
    expect(back.layers.map(({ label }) => label)).toEqual(["Dense(6)", "Dense(6)", "Dense(2)"]);
    const y = back.apply(cases.at(-2)!.x as never) as Tensor;
    expect(y.shape).toEqual([3, 2]);
    expect(JSON.stringify(nn.architecture(back))).toBe(text);
  });

  it("keep infinite numbers and -0 of their constants", () => {
    const model = nn.model({}, (x: Tensor) => x.mul(tensor([-0, Number.POSITIVE_INFINITY])) as Tensor);
    const x = tensor([[1, 2]]);
    model.apply(x);
    const back = nn.modelFromBytes(nn.modelToBytes(model));
    const y = back.apply(x) as Tensor;
    expect([Object.is(y.data[0], -0), y.data[1]]).toEqual([true, Number.POSITIVE_INFINITY]);
  });
});

describe("code that no graph can say", () => {
  const advice = "try nn.saveWeights, which saves the weights alone, and keep the code that makes the model";
  const outside = nn.dense(4);
  it.each<readonly [string, nn.Model, string]>([
    [
      "values that decide",
      nn.model({}, (x: Tensor) => (x.sum().item() > 1 ? x : x.neg()) as Operand as Tensor),
      `expected Model to do the same with any input, but it reads the values of a tensor of shape []; ${advice}`,
    ],
    [
      "a number of examples that decides",
      nn.model({}, (x: Tensor) => (x.shape[0]! > 2 ? x : x.neg()) as Operand as Tensor),
      `expected Model to have a form in a graph, but it does something else for two examples than for three; ${advice}`,
    ],
    [
      "a layer with two inputs",
      nn.model(
        { attention: nn.multiHeadAttention(2), dense: nn.dense(4) },
        (x, { attention, dense }) => attention.attend(x, dense.apply(x) as Tensor) as Tensor,
      ),
      `expected Model to have a form in a graph, but it gives MultiHeadAttention(2) more than one input; ${advice}`,
    ],
    [
      "a layer that is not among its parts",
      nn.model({}, (x: Tensor) => outside.apply(x) as Tensor),
      `expected Model to have a form in a graph, but it uses a weight of shape [4] that is in none of its parts; ${advice}`,
    ],
  ])("is refused: %s", (_, model, message) => {
    model.apply(zeros([2, 3, 4]));
    expect(() => nn.architecture(model)).toThrow(new OptionError(`nn.architecture: ${message}`));
  });
});

describe("a graph that is damaged", () => {
  const model = nn.model(
    { a: nn.dense(2) },
    (x, { a }) => concat([a.apply(x) as Tensor, x], 1) as Operand as Tensor,
  );
  model.apply(zeros([2, 3]));
  const text = JSON.stringify(nn.architecture(model));
  it.each<readonly [string, readonly [string, string], string]>([
    [
      "an unknown operation",
      ['"op":"Concat"', '"op":"Loop"'],
      'model.graph.nodes[1].op: expected an operation that is known here, got "Loop"',
    ],
    [
      "an unknown input",
      ['"inputs":["input"]', '"inputs":["nothing"]'],
      'model.graph.nodes[0].inputs: expected names of what comes before, got "nothing"',
    ],
    [
      "an unknown part",
      ['"part":"a"', '"part":"b"'],
      'model.graph.nodes[0].attributes.part: expected one of a, got "b"',
    ],
    [
      "a shape",
      ['"shape":[null,3]', '"shape":"3"'],
      "model.graph.input: expected a name, a shape and a dtype, got ",
    ],
  ])("is refused: %s", (_, [from, to], message) => {
    expect(text).toContain(from);
    expect(() => nn.fromArchitecture(text.replace(from, to))).toThrow(DataError);
    expect(() => nn.fromArchitecture(text.replace(from, to))).toThrow(message);
  });
});
