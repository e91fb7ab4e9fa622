import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  callbacks,
  DataError,
  type DType,
  formats,
  losses,
  nn,
  type Operand,
  OptionError,
  optimizers,
  random,
  type Shape,
  type Tensor,
  zeros,
} from "gradbook";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const x = random.generator(1).normal([24, 5]);
const y = random.generator(2).randint([24], { high: 3 });
const quiet = { batchSize: 8, seed: 4, progress: "none" } as const;

const make = (optimizer: optimizers.Optimizer, seed = 1) => {
  const model = nn.sequential(
    [
      nn.dense(6),
      nn.batchNormalization(),
      nn.relu(),
      nn.dropout(0.4),
      nn.dense(3, { activation: "softmax" }),
    ],
    { seed },
  );
  model.compile({ optimizer, loss: "sparseCategoricalCrossentropy" });
  model.apply(x);
  return model;
};

const kinds: readonly (readonly [string, () => optimizers.Optimizer])[] = [
  ["sgd", () => optimizers.sgd()],
  ["sgd with momentum", () => optimizers.sgd({ momentum: 0.9, nesterov: true })],
  ["rmsprop", () => optimizers.rmsprop({ momentum: 0.5, centered: true })],
  ["adagrad", () => optimizers.adagrad()],
  ["adam", () => optimizers.adam({ amsgrad: true })],
  ["adamW", () => optimizers.adamW()],
  ["nadam", () => optimizers.nadam()],
  [
    "adam on a schedule",
    () =>
      optimizers.adam({
        learningRate: optimizers.cosineDecay({ initialLearningRate: 0.01, decaySteps: 20 }),
      }),
  ],
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gradbook-checkpoint-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("training goes on from a checkpoint with the bits of an unbroken run", () => {
  it.each(kinds)("%s", async (_name, optimizer) => {
    const whole = make(optimizer());
    const { history } = await whole.fit([x, y], { ...quiet, epochs: 5 });

    const first = make(optimizer());
    await first.fit([x, y], { ...quiet, epochs: 2 });
    await nn.saveCheckpoint(join(folder, "run.safetensors"), first);

    const second = make(optimizer(), 99);
    await nn.loadCheckpoint(join(folder, "run.safetensors"), second);
    const rest = await second.fit([x, y], { ...quiet, epochs: 5, initialEpoch: 2 });
    expect(second.getWeights()).toEqual(whole.getWeights());
    expect(rest.epochs).toEqual([3, 4, 5]);
    expect(rest.history.loss).toEqual(history.loss!.slice(2));
  });

  it("also in the model that was trained, whose recorded steps go on", async () => {
    const model = make(optimizers.adam());
    await model.fit([x, y], { ...quiet, epochs: 2 });
    const bytes = nn.checkpointToBytes(model);
    const train = () => model.fit([x, y], { ...quiet, epochs: 4, initialEpoch: 2 });
    await train();
    const weights = model.getWeights();
    nn.restoreCheckpoint(bytes, model);
    await train();
    expect(model.getWeights()).toEqual(weights);
  });

  it("and in a hand-written loop over a module of one's own", () => {
    class Line extends nn.Module {
      readonly dense = nn.dense(1, { seed: 3 });
      forward(input: Tensor<Shape, DType>) {
        return this.dense.apply(input) as Tensor<Shape, DType>;
      }
    }
    const run = (model: Line, optimizer: optimizers.Optimizer) => {
      for (let i = 0; i < 3; i++) {
        losses.meanSquaredError(zeros([24, 1]), model.apply(x)).backward();
        optimizer.step(model.parameters());
      }
    };
    const [model, optimizer] = [new Line(), optimizers.adam()];
    run(model, optimizer);
    const bytes = nn.checkpointToBytes(model, { optimizer });
    const [later, other] = [new Line(), optimizers.adam()];
    later.apply(x);
    nn.restoreCheckpoint(bytes, later, { optimizer: other });
    run(model, optimizer);
    run(later, other);
    expect(later.getWeights()).toEqual(model.getWeights());
    expect(() => nn.checkpointToBytes(model)).toThrow(
      new OptionError(
        "checkpointToBytes: expected an optimizer beside Line, got none; try { optimizer } with the one that trains it",
      ),
    );
  });
});

describe("a checkpoint", () => {
  it("takes a learning rate that was changed with it", async () => {
    const model = make(optimizers.adam());
    model.compiled("test").optimizer.learningRate = 0.02;
    const later = make(optimizers.adam());
    nn.restoreCheckpoint(nn.checkpointToBytes(model), later);
    expect(later.compiled("test").optimizer.learningRate).toBe(0.02);
  });

  it("is written by the callback modelCheckpoint, one file or one for each epoch", async () => {
    const model = make(optimizers.adam());
    const each = callbacks.modelCheckpoint({
      saveBestOnly: false,
      path: join(folder, "{epoch}.safetensors"),
    });
    const last = callbacks.modelCheckpoint({ saveBestOnly: false, path: join(folder, "last.safetensors") });
    await model.fit([x, y], { ...quiet, epochs: 3, callbacks: [each, last] });
    expect((await readdir(folder)).sort()).toEqual(
      ["1", "2", "3", "last"].map((name) => `${name}.safetensors`),
    );
    const later = make(optimizers.adam(), 2);
    await nn.loadCheckpoint(join(folder, "last.safetensors"), later);
    expect(later.getWeights()).toEqual(model.getWeights());
    expect(later.compiled("test").optimizer.iterations).toBe(9);
  });

  it("that does not fit is refused and changes nothing", async () => {
    const model = make(optimizers.adam());
    await model.fit([x, y], quiet);
    const bytes = nn.checkpointToBytes(model);

    const sgd = make(optimizers.sgd());
    expect(() => nn.restoreCheckpoint(bytes, sgd)).toThrow(
      new OptionError("sgd.setState: expected a state of sgd, got adam; try optimizers.adam()"),
    );
    const amsgrad = make(optimizers.adam({ amsgrad: true }));
    expect(() => nn.restoreCheckpoint(bytes, amsgrad)).toThrow(
      "adam.setState: expected 3 arrays that fit batchNormalization.beta (Float32Array of 6), got Float32Array of 6, Float32Array of 6; try one made alike",
    );
    const other = nn.sequential([nn.dense(2)], { seed: 1 });
    other.compile({ optimizer: "adam", loss: "meanSquaredError" });
    expect(() => nn.restoreCheckpoint(bytes, other)).toThrow("expected a model that has seen an input");
    other.apply(x);
    const before = other.getWeights();
    expect(() => nn.restoreCheckpoint(bytes, other)).toThrow(
      "adam.setState: expected 2 arrays that fit batchNormalization.beta (which is not there), got Float32Array of 6, Float32Array of 6; try one made alike",
    );
    const frozen = nn.checkpointToBytes(make(optimizers.adam()));
    expect(() => nn.restoreCheckpoint(frozen, other)).toThrow(DataError);
    expect(other.compiled("test").optimizer.iterations).toBe(0);
    expect(other.getWeights()).toEqual(before);
  });

  const note = (notes: unknown) =>
    formats.toSafetensors({}, { metadata: { checkpoint: JSON.stringify(notes) } });
  const adam = { name: "adam", iterations: 1 };
  it.each([
    ["tensors alone", formats.toSafetensors({})],
    ["notes that are not JSON", formats.toSafetensors({}, { metadata: { checkpoint: "{" } })],
    ["notes of another form", note(null)],
    ["notes of another form", note({ optimizer: { ...adam, iterations: -1 }, random: {} })],
    ["notes of another form", note({ optimizer: { ...adam, iterations: 1e15 }, random: {} })],
    ["notes of another form", note({ optimizer: { ...adam, learningRate: "high" }, random: {} })],
    ["notes of another form", note({ optimizer: adam })],
    ["notes of another form", note({ optimizer: adam, random: { dropout: null } })],
    ["notes of another form", note({ optimizer: adam, random: { dropout: { seed: 1, position: 0.5 } } })],
  ])("that is none, %s, is refused", async (got, bytes) => {
    const path = join(folder, "bad.safetensors");
    await writeFile(path, bytes);
    await expect(nn.loadCheckpoint(path, make(optimizers.adam()))).rejects.toThrow(
      new DataError(`${path}: expected a checkpoint, got ${got}; try a file of nn.saveCheckpoint`),
    );
  });

  describe("that is damaged is refused, and changes nothing", () => {
    const saved = async () => {
      const model = make(optimizers.adam());
      await model.fit([x, y], quiet);
      const { tensors, metadata } = formats.fromSafetensors(nn.checkpointToBytes(model));
      return { tensors: new Map<string, Operand>(tensors), notes: JSON.parse(metadata.checkpoint!) };
    };
    type Saved = Awaited<ReturnType<typeof saved>>;
    const slot = "optimizer/dense.kernel/1";
    it.each<[string, (file: Saved) => void, string]>([
      [
        "a tensor missing",
        ({ tensors }) => tensors.delete(slot),
        "expected 2 arrays that fit dense.kernel (Float32Array of 30), got Float32Array of 30; try",
      ],
      [
        "all of a weight's missing",
        ({ tensors }) => [0, 1].map((i) => tensors.delete(`optimizer/dense.kernel/${i}`)),
        "expected the optimizer's memory of batchNormalization.beta, ",
      ],
      [
        "a tensor renamed",
        ({ tensors }) => {
          tensors.set("optimizer/dense.colonel/1", tensors.get(slot)!);
          tensors.delete(slot);
        },
        "expected the optimizer's memory of ",
      ],
      [
        "another dtype",
        ({ tensors }) => tensors.set(slot, zeros([30], { dtype: "float64" })),
        "expected 2 arrays that fit dense.kernel (Float32Array of 30), got Float32Array of 30, Float64Array of 30; try",
      ],
      [
        "another shape of as many values",
        ({ tensors }) => tensors.set(slot, zeros([5, 6])),
        `expected ${slot} as a list of numbers, got shape [5, 6]; the file is damaged: get it again`,
      ],
      [
        "a weight of another shape",
        ({ tensors }) => tensors.set("dense.kernel", zeros([30])),
        "expected dense.kernel as",
      ],
      [
        "a negative learning rate",
        ({ notes }) => (notes.optimizer.learningRate = -1),
        "got notes of another form",
      ],
      [
        "random state renamed",
        ({ notes }) => {
          notes.random = { dropout_9: notes.random.dropout };
        },
        "expected the random state of dropout, got that of dropout_9",
      ],
    ])("%s", async (_what, damage, message) => {
      const file = await saved();
      damage(file);
      const bytes = formats.toSafetensors(file.tensors, {
        metadata: { checkpoint: JSON.stringify(file.notes) },
      });
      const model = make(optimizers.adam());
      const before = model.getWeights();
      const restore = () => nn.restoreCheckpoint(bytes, model, { name: "run.safetensors" });
      expect(restore).toThrow(DataError);
      expect(restore).toThrow(message);
      expect(restore).toThrow(/^run\.safetensors: /);
      expect(model.getWeights()).toEqual(before);
      expect(model.compiled("test").optimizer.iterations).toBe(0);
    });
    it("a state that one gives by hand too", () => {
      const optimizer = optimizers.sgd();
      const state = { ...optimizer.getState([]), learningRate: -1 };
      expect(() => optimizer.setState([], state)).toThrow(
        new OptionError("sgd.setState: expected a learningRate of at least 0, got -1; try one made alike"),
      );
      // What JSON makes of NaN.
      expect(() => optimizer.setState([], { ...state, learningRate: null as unknown as number })).toThrow(
        "sgd.setState: expected a learningRate of at least 0, got null; try one made alike",
      );
      expect(() => optimizer.setState([], { ...state, learningRate: 1, iterations: -1 })).toThrow(
        new OptionError("sgd.setState: expected a whole number of iterations, got -1; try one made alike"),
      );
    });
  });

  it("with numbers of slots that are not there is refused", () => {
    const bytes = formats.toSafetensors(
      { "optimizer/dense.kernel/1": zeros([30]) },
      { metadata: { checkpoint: JSON.stringify({ optimizer: adam, random: {} }) } },
    );
    expect(() => nn.restoreCheckpoint(bytes, make(optimizers.adam()))).toThrow(
      "adam.setState: expected 2 arrays that fit dense.kernel (Float32Array of 30), got none, Float32Array of 30;",
    );
  });
});

it("fit wants an initialEpoch below epochs", async () => {
  const model = make(optimizers.adam());
  await expect(model.fit([x, y], { ...quiet, epochs: 2, initialEpoch: 2 })).rejects.toThrow(
    new OptionError("fit: expected initialEpoch from 0 to 1, got 2; try epochs: 3"),
  );
});
