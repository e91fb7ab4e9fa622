import { concat, nn, type Operand, oneHot, random, relu, sigmoid, type Tensor, tensor } from "gradbook";

/** A model with an input of its own: what onnx.test.ts and graph.test.ts bring out and in. */
export interface Case {
  readonly name: string;
  readonly make: () => nn.Model;
  readonly x: Tensor;
}

const noise = (...shape: number[]): Tensor => random.generator(3).normal(shape) as Tensor;
const ids = (...shape: number[]): Tensor =>
  random.generator(4).uniform(shape, { low: 0, high: 11 }).cast("int32") as Operand as Tensor;

/** A class of one's own, with weights of its own and a layer that it uses twice. */
class Twice extends nn.Model {
  readonly inner = nn.dense(6, { activation: "tanh" });
  readonly blocks = [nn.dense(6), nn.dense(2)];
  readonly scale = tensor([1, 2, 3, 4, 5, 6], { requiresGrad: true });

  forward(x: Tensor) {
    let h = this.inner.apply(this.inner.apply(x)).mul(this.scale) as Tensor;
    for (const block of this.blocks) h = sigmoid(block.apply(h)) as Tensor;
    return h;
  }
}

export const cases: readonly Case[] = [
  {
    name: "dense layers",
    make: () =>
      nn.sequential([
        nn.dense(8, { activation: "relu" }),
        nn.batchNormalization(),
        nn.dropout(0.5),
        nn.dense(3, { activation: "softmax" }),
      ]),
    x: noise(4, 5),
  },
  {
    name: "activations",
    make: () =>
      nn.sequential([
        nn.elu(),
        nn.leakyRelu(),
        nn.gelu(),
        nn.softplus(),
        nn.tanh(),
        nn.activation("sigmoid"),
      ]),
    x: noise(2, 7),
  },
  {
    name: "convolutions",
    make: () =>
      nn.sequential([
        nn.conv2d(4, { kernelSize: 3, padding: "same", strides: 2 }),
        nn.relu(),
        nn.maxPooling2d(),
        nn.flatten(),
        nn.dense(2),
      ]),
    x: noise(2, 9, 9, 2),
  },
  {
    name: "layers for pictures",
    make: () =>
      nn.sequential([
        nn.depthwiseConv2d({ kernelSize: 3 }),
        nn.separableConv2d(4, { kernelSize: 2, padding: "same" }),
        nn.groupedConv2d(4, { groups: 2, kernelSize: 3, padding: "same" }),
        nn.groupNormalization({ groups: 2 }),
        nn.averagePooling2d({ poolSize: 2, padding: "same" }),
        nn.conv2dTranspose(2, { kernelSize: 3, strides: 2 }),
        nn.upSampling2d(),
        nn.upSampling2d({ size: 2, interpolation: "bilinear" }),
        nn.zeroPadding2d(1),
        nn.globalMaxPooling2d(),
      ]),
    x: noise(2, 9, 9, 2),
  },
  {
    name: "convolutions of sequences",
    make: () =>
      nn.sequential([
        nn.conv1d(4, { kernelSize: 3, padding: "same" }),
        nn.maxPooling1d(),
        nn.globalAveragePooling1d(),
      ]),
    x: noise(2, 9, 2),
  },
  {
    name: "recurrent layers",
    make: () =>
      nn.sequential([
        nn.embedding(11, { outputDim: 6 }),
        nn.lstm(5, { returnSequences: true }),
        nn.gru(4, { returnSequences: true, goBackwards: true }),
        nn.bidirectional(nn.simpleRnn(3)),
      ]),
    x: ids(2, 7),
  },
  {
    name: "a character model",
    make: () =>
      nn.sequential([
        nn.embedding(11, { outputDim: 8 }),
        nn.positionalEmbedding(7),
        nn.transformerBlock(8, { numHeads: 2, causal: true }),
        nn.multiHeadAttention(2, { causal: true, rotary: true }),
        nn.layerNormalization(),
        nn.dense(11),
      ]),
    x: ids(2, 7),
  },
  {
    name: "masks",
    make: () =>
      nn.sequential([
        nn.embedding(11, { outputDim: 8, maskZero: true }),
        nn.multiHeadAttention(2),
        nn.globalAveragePooling1d(),
      ]),
    x: tensor(
      [
        [3, 5, 0, 0],
        [1, 2, 3, 4],
      ],
      { dtype: "int32" },
    ) as Operand as Tensor,
  },
  {
    name: "nn.model with branches",
    make: () =>
      nn.model(
        { a: nn.dense(6), b: nn.dense(6), drop: nn.dropout(0.3, { seed: 5 }) },
        (x: Tensor, { a, b, drop }) => {
          const h = relu(a.apply(x)) as Tensor;
          const both = concat(
            [b.apply(drop.apply(h)) as Tensor, h.mul(2).add(x.slice([null, [0, 6]])) as Tensor],
            1,
          );
          return both.div(both.sum(1, { keepDims: true }).abs().add(1)) as Tensor;
        },
      ),
    x: noise(4, 6),
  },
  { name: "a class of one's own", make: () => new Twice(), x: noise(3, 6) },
  {
    name: "a class within a sequence, one-hot codes, places",
    make: () =>
      nn.sequential([
        nn.model({ dense: nn.dense(4) }, (x, { dense }) =>
          dense.apply(
            oneHot(x as Operand as Tensor<[number, 5], "int32">, 11).reshape([-1, 55]) as Operand as Tensor,
          ),
        ),
        nn.model(
          {},
          (x) => concat([x, x.argmax(1).cast("float32").expandDims(1) as Tensor], 1) as Operand as Tensor,
        ),
      ]),
    x: ids(3, 5),
  },
];
