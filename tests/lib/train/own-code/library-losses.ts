import { losses, nn, regularizers, tensor } from "gradbook";
import { type Loss, type Make, mse, scenario, type T, t, withLoss } from "./scenario.js";

type Anything = (y: unknown, p: unknown, options?: unknown) => T;
const all = losses as unknown as Readonly<Record<string, Anything>>;

/** Two units, between 0 and 1. */
const units = (count: number) => [
  nn.dense(count, { activation: "tanh" }),
  nn.dense(2, { activation: "softmax" }),
];

/** Losses of one's own that call the library's, and what is done to their options, weights and model beside them. */
export const libraryLosses: Readonly<Record<string, Make>> = {
  "each loss of the library's in turn, three steps of each"(size) {
    const names = [
      ...["meanSquaredError", "meanAbsoluteError", "huber", "hinge", "cosineSimilarity", "klDivergence"],
      ...["binaryCrossentropy", "categoricalCrossentropy", "binaryFocalCrossentropy"],
      "categoricalFocalCrossentropy",
    ];
    let step = -1;
    const loss: Loss = (y, p) => {
      const name = names[Math.floor(++step / 3) % names.length]!;
      return all[name]!(
        name === "hinge"
          ? t(y)
              .greater(0.5 as never)
              .cast("float32")
          : y,
        p,
      );
    };
    return scenario(size, { layers: units(size.units), compile: withLoss(loss), epochs: 20 });
  },
  "class numbers that are made of the labels"(size) {
    const loss: Loss = (y, p) => all.sparseCategoricalCrossentropy!(t(y).argmax(-1 as never), p);
    return scenario(size, { layers: units(size.units), compile: withLoss(loss) });
  },
  "options that are written to"(size) {
    const options = { labelSmoothing: 0, reduction: "mean" };
    return scenario(size, {
      layers: units(size.units),
      compile: withLoss((y, p) => t(all.categoricalCrossentropy!(y, p, options).sum())),
      epochs: 8,
      callback: {
        onEpochBegin(epoch) {
          options.labelSmoothing = epoch > 4 ? 0.3 : 0;
          options.reduction = epoch > 6 ? "sum" : "mean";
        },
      },
    });
  },
  "options that are an object of a class, and ones that read a variable"(size) {
    let delta = 0.1;
    class Options {
      get delta() {
        return delta;
      }
    }
    const reading = {
      get delta() {
        return delta / 2;
      },
    };
    return scenario(size, {
      compile: withLoss((y, p) => all.huber!(y, p, new Options()).add(all.huber!(y, p, reading) as never)),
      callback: {
        onEpochBegin(epoch) {
          delta = epoch / 10;
        },
      },
    });
  },
  "weights of examples that change"(size) {
    let weight = 1;
    return scenario(size, {
      compile: withLoss((y, p) => {
        const sampleWeight = tensor(
          Array.from({ length: p.shape[0]! }, (_, i) => (i % 2 === 0 ? weight : 1)),
        );
        return all.meanSquaredError!(y, p, { sampleWeight });
      }),
      callback: {
        onEpochBegin(epoch) {
          weight = epoch;
        },
      },
    });
  },
  "weights of examples that come and go"(size) {
    let step = 0;
    return scenario(size, {
      compile: withLoss((y, p) => {
        const sampleWeight = tensor(Array.from({ length: p.shape[0]! }, (_, i) => i));
        return all.meanSquaredError!(y, p, ++step % 4 === 0 ? { sampleWeight } : {});
      }),
      epochs: 12,
    });
  },
  "labels that a loss refuses, and its own that catches that"(size) {
    let isShifted = false;
    const seen: unknown[] = [];
    return scenario(size, {
      layers: units(size.units),
      compile: withLoss((y, p) => {
        try {
          return all.categoricalCrossentropy!(isShifted ? t(y).add(1 as never) : y, p);
        } catch (error) {
          seen.push((error as Error).message);
          return mse(y, p);
        }
      }),
      callback: {
        onEpochBegin(epoch) {
          isShifted = epoch % 4 === 0;
        },
      },
      epochs: 9,
      seen,
    });
  },
  "a labels' tensor that is written to, and a loss that catches the refusal"(size) {
    const labels = tensor(Array.from({ length: size.rows / 3 }, () => [0, 1]));
    const seen: unknown[] = [];
    return scenario(size, {
      layers: units(size.units),
      compile: withLoss((y, p) => {
        try {
          return all.categoricalCrossentropy!(labels, p);
        } catch (error) {
          seen.push((error as Error).message);
          return mse(y, p);
        }
      }),
      callback: {
        onEpochBegin(epoch) {
          labels.data[0] = epoch % 5 === 0 ? 3 : 0;
        },
      },
      epochs: 11,
      seen,
    });
  },
  "a loss of the library's that is used twice, and the other way round"(size) {
    return scenario(size, {
      compile: withLoss((y, p) =>
        mse(y, p)
          .add(mse(p, y) as never)
          .add(mse(y, p) as never),
      ),
    });
  },
  "what goes into a loss of the library's, and its gradient, kept"(size) {
    const seen: unknown[] = [];
    const kept: T[] = [];
    return scenario(size, {
      compile: withLoss((y, p) => {
        const scaled = t(t(p).mul(2 as never));
        kept.push(scaled);
        return mse(y, scaled as never);
      }),
      callback: {
        onBatchEnd: () => seen.push([...kept.at(-1)!.data], [...kept.at(-1)!.grad!.data]),
      },
      seen,
    });
  },
  "a weight that its loss freezes, from within"(size) {
    let step = 0;
    const layer = nn.dense(size.units, { activation: "tanh" });
    return scenario(size, {
      layers: [layer, nn.dense(2)],
      compile: withLoss((y, p) => {
        if (++step > 9) Object.assign(layer.weights()[1]!.tensor, { requiresGrad: false });
        return mse(y, p);
      }),
    });
  },
  "a gradient that its loss puts on a weight"(size) {
    let step = 0;
    const layer = nn.dense(2);
    return scenario(size, {
      layers: [nn.dense(size.units, { activation: "tanh" }), layer],
      compile: withLoss((y, p) => {
        const bias = layer.weights()[1]!.tensor;
        if (++step > 9) Object.assign(bias, { grad: tensor([1, step]) });
        return mse(y, p);
      }),
    });
  },
  "penalties of the library's beside it, and a module that the model gets as a property"(size) {
    const options = { kernelRegularizer: regularizers.l2(0.1), activation: "tanh" } as const;
    const layer = nn.dense(size.units, options);
    const further = nn.dense(3, { kernelRegularizer: regularizers.l1(0.2) });
    further.build([1, 3]);
    let step = 0;
    return scenario(size, {
      layers: [layer, nn.dense(2)],
      compile: withLoss((y, p) => {
        if (++step === 10) Object.assign(layer, { further });
        return mse(y, p);
      }),
    });
  },
};
