/*
 * Networks large enough to be shared between threads, trained as recorded steps. Given the library, so that it runs
 * from the source here and from built files in a browser or another process.
 */

/** The library, as an import of everything. */
export type Library = typeof import("gradbook");

/** A dense network with batch norm, and one of convolutions and pooling. */
export const networks = ["dense", "convolutions"] as const;

const batchSizes = { dense: 64, convolutions: 8 } as const;

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

/** Makes a network and the step that trains it. */
export function trainingStep(
  { losses, nn, optimizers, random, tensor, train }: Library,
  network: (typeof networks)[number],
  examples: number = batchSizes[network],
): TrainingStep {
  const isDense = network === "dense";
  const generator = random.generator(4);
  const x = isDense ? generator.normal([examples, 300]) : generator.normal([examples, 28, 28, 1]);
  const truth = tensor(Int32Array.from({ length: examples }, (_, i) => (i * 7) % 10));
  const layers = isDense
    ? [nn.dense(520), nn.batchNormalization(), nn.relu()]
    : [
        nn.conv2d(16, { kernelSize: 3, padding: "same", activation: "relu" }),
        nn.maxPooling2d(),
        nn.conv2d(32, { kernelSize: 3, activation: "relu" }),
        nn.maxPooling2d(),
        nn.flatten(),
      ];
  const model = nn.sequential([...layers, nn.dense(10, { activation: "softmax" })], { seed: 1 });
  const optimizer = optimizers.adam({ learningRate: 0.01 });
  const recorded = train.step((input: typeof x, labels: typeof truth) => {
    const loss = losses.sparseCategoricalCrossentropy(
      labels,
      model.apply(input as never, { training: true }),
    );
    loss.backward();
    optimizer.step(model.parameters());
    return { loss };
  });
  return { model, recorded, run: () => recorded(x, truth).loss };
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
