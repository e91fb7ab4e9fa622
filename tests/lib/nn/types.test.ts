import { describe, expect, it } from "vitest";
import { compile, compilers } from "../types/compile.js";

describe.each(compilers)("%s", (_name, ts) => {
  it("carries shapes through layers, sequences and losses", () => {
    const { errors, types } = compile(
      ts,
      `import { nn, tensor, losses, optimizers, random } from "gradbook";
const x = random.generator(1).normal([6, 4]);
const model = nn.sequential([nn.dense(8), nn.batchNormalization(), nn.relu(), nn.dense(2)]);
const y = model.apply(x);
const images = nn.sequential([nn.reshape([2, 2, 1]), nn.conv2d(3, { kernelSize: 1 }), nn.maxPooling2d()]).apply(x);
const flat = nn.sequential([nn.reshape([2, 2, 1]), nn.flatten(), nn.dense(5)]).apply(x);
const double = model.predict(x.cast("float64"));
const words = nn.embedding(100, { outputDim: 7 }).apply(tensor([[1, 2]], { dtype: "int32" }));
const loss = losses.meanSquaredError(y, y);
const exact = losses.sparseCategoricalCrossentropy(tensor([0]), double, { fromLogits: true });
const each = losses.meanSquaredError(y, y, { reduction: "none" });
class Own extends nn.Model<nn.SameShape> {
  readonly inner = nn.dense(4);
  forward(input: import("gradbook").Tensor) { return this.inner.apply(input).add(input); }
}
const own = new Own().apply(x);
model.compile({ optimizer: optimizers.adam({ learningRate: 1e-3 }), loss: "meanSquaredError" });
`,
    );
    expect(errors).toEqual([]);
    expect(types).toMatchObject({
      y: "Tensor<[6, 2]>",
      images: "Tensor<[6, number, number, 3]>",
      flat: "Tensor<[6, 5]>",
      double: 'Tensor<[6, 2], "float64">',
      words: "Tensor<[1, 2, 7]>",
      own: "Tensor<[6, 4]>",
      loss: "Tensor<[]>",
      exact: 'Tensor<[], "float64">',
      each: "Tensor<Shape>",
    });
  });

  it("refuses names and options that are not there", () => {
    const { errors } = compile(
      ts,
      `import { nn, initializers } from "gradbook";
nn.dense(8, { activation: "rellu" });
nn.dense(8, { kernelInitializer: "xavier" });
nn.sequential([nn.dense(1)]).compile({ optimizer: "addam", loss: "huber" });
nn.sequential([nn.dense(1)]).compile({ optimizer: "adam" });
nn.embedding(10, {});
`,
    );
    expect([...new Set(errors.map(({ line }) => line))]).toEqual([2, 3, 4, 5, 6]);
  });

  it("carries shapes through recurrent layers and attention", () => {
    const { errors, types } = compile(
      ts,
      `import { nn, tensor, zeros } from "gradbook";
const ids = zeros([2, 9], { dtype: "int32" });
const last = nn.sequential([nn.embedding(50, { outputDim: 8 }), nn.lstm(5)]).apply(ids);
const every = nn.sequential([nn.embedding(50, { outputDim: 8 }), nn.gru(5, { returnSequences: true })]).apply(ids);
const both = nn.bidirectional(nn.lstm(5)).apply(zeros([2, 9, 8]));
const added = nn.bidirectional(nn.lstm(5, { returnSequences: true }), { mergeMode: "sum" }).apply(zeros([2, 9, 8]));
const gpt = nn.sequential([nn.embedding(50, { outputDim: 8 }), nn.positionalEmbedding(9), nn.transformerBlock(8, { numHeads: 2, causal: true }), nn.dense(50)]).apply(ids);
const narrow = nn.multiHeadAttention(3, { keyDim: 5, outputDim: 4 }).apply(zeros([2, 9, 8]));
const same = nn.multiHeadAttention(4).apply(zeros([2, 9, 8]));
const looked = nn.multiHeadAttention(2, { outputDim: 3 }).attend(zeros([2, 3, 4]), zeros([2, 5, 6]), { mask: zeros([2, 1, 1, 5], { dtype: "bool" }) });
const masked = nn.withMask(zeros([2, 3, 4]), zeros([2, 3], { dtype: "bool" }));
const attended = nn.scaledDotProductAttention(zeros([2, 4, 3]), zeros([2, 5, 3]), zeros([2, 5, 7]), { mask: zeros([4, 5], { dtype: "bool" }) });
`,
    );
    expect(errors).toEqual([]);
    expect(types).toMatchObject({
      last: "Tensor<[2, 5]>",
      every: "Tensor<[2, 9, 5]>",
      both: "Tensor<[2, number]>",
      added: "Tensor<[2, 9, number]>",
      gpt: "Tensor<[2, 9, 50]>",
      narrow: "Tensor<[2, 9, 4]>",
      same: "Tensor<[2, 9, 8]>",
      looked: "Tensor<[2, 3, 3]>",
      masked: "Tensor<[2, 3, 4]>",
      attended: "Tensor<[2, 4, 7]>",
    });
  });

  it.each([
    ["nn.multiHeadAttention(4).apply(zeros([2, 9, 130]))", "4 heads do not divide a width of 130"],
    ["nn.transformerBlock(130, { numHeads: 4 })", "4 heads do not divide a width of 130"],
    [
      "nn.scaledDotProductAttention(zeros([5, 3]), zeros([5, 4]), zeros([5, 4]))",
      "scaledDotProductAttention: queries and keys differ in width: [5, 3] and [5, 4]",
    ],
    [
      "nn.scaledDotProductAttention(zeros([5, 3]), zeros([6, 3]), zeros([5, 3]))",
      "scaledDotProductAttention: expected a value for each key, got keys [6, 3] and values [5, 3]",
    ],
    [
      'nn.scaledDotProductAttention(zeros([5, 3]), zeros([6, 3]), zeros([6, 3]), { mask: zeros([5, 5], { dtype: "bool" }) })',
      "scaledDotProductAttention: a mask [5, 5] does not stretch to scores [5, 6]",
    ],
    [
      'nn.sequential([nn.embedding(50, { outputDim: 130 }), nn.multiHeadAttention(4)]).apply(zeros([2, 9], { dtype: "int32" }))',
      "4 heads do not divide a width of 130",
    ],
    [
      "nn.sequential([nn.embedding(50, { outputDim: 6 }), nn.transformerBlock(8, { numHeads: 2 })]).predict(zeros([2, 9]))",
      "TransformerBlock(8): expected input [N, steps, 8], got [2, 9, 6]",
    ],
    [
      "nn.sequential([nn.dense(130), nn.sequential([nn.relu(), nn.multiHeadAttention(4)])]).apply(zeros([2, 9, 8]))",
      "4 heads do not divide a width of 130",
    ],
    [
      "nn.transformerBlock(8, { numHeads: 2 }).apply(zeros([2, 9, 6]))",
      "TransformerBlock(8): expected input [N, steps, 8], got [2, 9, 6]",
    ],
    [
      "nn.sequential([nn.embedding(50, { outputDim: 6 }), nn.transformerBlock(8, { numHeads: 2 })]).apply(zeros([2, 9]))",
      "TransformerBlock(8): expected input [N, steps, 8], got [2, 9, 6]",
    ],
    [
      "nn.multiHeadAttention(4).attend(zeros([2, 9, 130]), zeros([2, 5, 8]))",
      "4 heads do not divide a width of 130",
    ],
    [
      "nn.multiHeadAttention(2).attend(zeros([2, 3, 4]), zeros([1, 3, 4]))",
      "MultiHeadAttention(2).attend: expected value [2, keys, in] for the query [2, 3, 4], got [1, 3, 4]",
    ],
    [
      'nn.multiHeadAttention(2).attend(zeros([2, 3, 4]), zeros([2, 5, 4]), { mask: zeros([4, 5], { dtype: "bool" }) })',
      "MultiHeadAttention(2).attend: a mask [4, 5] does not stretch to scores [2, 2, 3, 5]",
    ],
    [
      'nn.withMask(zeros([2, 3, 4]), zeros([2, 4], { dtype: "bool" }))',
      "withMask: expected a mask of the first axes of [2, 3, 4], got [2, 4]",
    ],
    [
      'nn.withMask(zeros([2, 3]), zeros([2, 3], { dtype: "bool" }))',
      "withMask: expected a mask of the first axes of [2, 3], got [2, 3]",
    ],
  ])("refuses %s", (code, message) => {
    const { errors } = compile(ts, `import { nn, zeros } from "gradbook";\n${code};\n`);
    expect(errors).toHaveLength(1);
    expect(errors[0]!.message).toContain(message);
  });
});
