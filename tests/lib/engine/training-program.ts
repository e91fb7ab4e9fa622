/*
 * Networks large enough to be shared between threads, trained as recorded steps. Given the library, so that it runs
 * from the source here and from built files in a browser or another process.
 */

import type { DType, Shape, Tensor } from "gradbook";

/** The library, as an import of everything. */
export type Library = typeof import("gradbook");

/** A dense network with batch norm, one of convolutions and pooling, and a character model. */
export const networks = ["dense", "convolutions", "characters"] as const;

const batchSizes = { dense: 64, convolutions: 8, characters: 1 } as const;

/** Trains a network for some steps and gives a hash of the bits of each loss and, last, of all weights. */
export function trainingProgram(
  library: Library,
  network: (typeof networks)[number],
  steps: number,
): string[] {
  const step = trainingStep(library, network);
  const lines = Array.from({ length: steps }, () => hash([step.run().data]));
  return [...lines, hash([...step.model.getWeights().values()])];
}

/** A step of training, ready to run again and again. */
export interface TrainingStep {
  readonly model: InstanceType<Library["nn"]["Model"]>;
  /** What `train.step` made of it. */
  readonly recorded: object;
  /** Trains for one step and gives the loss. */
  readonly run: () => { readonly data: ArrayLike<number> };
}

type AnyTensor = Tensor<Shape, DType>;

/** What is trained, and on what. */
interface Training {
  readonly layers: readonly InstanceType<Library["nn"]["Module"]>[];
  readonly x: unknown;
  readonly truth: unknown;
  readonly learningRate: number;
  /** Whether the model gives logits instead of probabilities. */
  readonly fromLogits: boolean;
}

/** What each network is and learns from. */
const trainings: Readonly<
  Record<(typeof networks)[number], (library: Library, examples: number) => Training>
> = {
  dense: ({ nn, random, tensor }, examples) => ({
    layers: [nn.dense(520), nn.batchNormalization(), nn.relu(), nn.dense(10, { activation: "softmax" })],
    x: random.generator(4).normal([examples, 300]),
    truth: tensor(Int32Array.from({ length: examples }, (_, i) => (i * 7) % 10)),
    learningRate: 0.01,
    fromLogits: false,
  }),
  convolutions: ({ nn, random, tensor }, examples) => ({
    layers: [
      nn.conv2d(16, { kernelSize: 3, padding: "same", activation: "relu" }),
      nn.maxPooling2d(),
      nn.conv2d(32, { kernelSize: 3, activation: "relu" }),
      nn.maxPooling2d(),
      nn.flatten(),
      nn.dense(10, { activation: "softmax" }),
    ],
    x: random.generator(4).normal([examples, 28, 28, 1]),
    truth: tensor(Int32Array.from({ length: examples }, (_, i) => (i * 7) % 10)),
    learningRate: 0.01,
    fromLogits: false,
  }),
  characters: (library, examples) => {
    const text = library.random.generator(4).randint([examples, 65], { high: 65 });
    return {
      layers: characterModel(library, { letters: 65 }),
      x: text.slice([null, [0, 64]]),
      truth: text.slice([null, [1, 65]]),
      learningRate: 1e-3,
      fromLogits: true,
    };
  },
};

/** The layers of a character model: 4 blocks of 4 heads, width 128, context 64. */
export function characterModel(
  { nn }: Library,
  { letters }: { readonly letters: number },
): readonly InstanceType<Library["nn"]["Module"]>[] {
  const [width, context] = [128, 64];
  return [
    nn.embedding(letters, { outputDim: width }),
    nn.positionalEmbedding(context),
    ...Array.from({ length: 4 }, () => nn.transformerBlock(width, { numHeads: 4, causal: true })),
    nn.layerNormalization({ epsilon: 1e-5 }),
    nn.dense(letters),
  ];
}

/** Makes a network and the step that trains it. */
export function trainingStep(
  library: Library,
  network: (typeof networks)[number],
  examples: number = batchSizes[network],
): TrainingStep {
  const { losses, nn, optimizers, train } = library;
  const { layers, x, truth, learningRate, fromLogits } = trainings[network](library, examples);
  const model = nn.sequential(layers, { seed: 1 });
  const optimizer = optimizers.adam({ learningRate });
  const recorded = train.step((input: AnyTensor, labels: AnyTensor) => {
    const outputs = model.apply(input as never, { training: true });
    const loss = losses.sparseCategoricalCrossentropy(labels, outputs, { fromLogits });
    loss.backward();
    optimizer.step(model.parameters());
    return { loss };
  });
  return { model, recorded, run: () => recorded(x as AnyTensor, truth as AnyTensor).loss };
}

/** FNV-1a over the bytes of float32 values. */
export function hash(arrays: readonly ArrayLike<number>[]): string {
  let h = 0x811c9dc5;
  const cell = new DataView(new ArrayBuffer(4));
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      cell.setFloat32(0, array[i]!);
      for (let byte = 0; byte < 4; byte++) h = Math.imul(h ^ cell.getUint8(byte), 0x01000193);
    }
  }
  return (h >>> 0).toString(16).padStart(8, "0");
}
