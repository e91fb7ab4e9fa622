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
});
