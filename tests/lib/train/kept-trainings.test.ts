import { data, losses, nn, optimizers, type Tensor, tensor, train } from "gradbook";
import { afterEach, describe, expect, it } from "vitest";

afterEach(() => train.keepTrainings(undefined));

const points = Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const x = tensor(points);
const y = tensor(points.map(([a = 0, b = 0]) => [a * b > 0 ? 1 : 0]));

/** Everything that a training may draw from: the order, masks, an optimizer's memory, a running mean. */
function begin() {
  const model = nn.sequential(
    [
      nn.dense(6, { activation: "tanh" }),
      nn.batchNormalization(),
      nn.dropout(0.3),
      nn.dense(1, { activation: "sigmoid" }),
    ],
    { seed: 1 },
  );
  model.compile({ optimizer: optimizers.adam(), loss: "meanSquaredError", metrics: ["accuracy"] });
  const source = data.Dataset.fromTensorSlices([x, y]).shuffle(20, { seed: 3 }).batch(8);
  return { model, source, validation: source.take(1) };
}

class Own extends nn.Module {
  forward(given: Tensor): Tensor {
    return given.mul(2);
  }
}

type Begun = ReturnType<typeof begin>;

const fitTwice = async ({ model, source, validation }: Begun) => {
  const first = await model.fit(source, { epochs: 3, validationData: validation, progress: "none" });
  const second = await model.fit(source, { epochs: 2, progress: "none" });
  // The order of the data goes on as well.
  const [next] = await firstOf(source);
  return { first, second, next: [...next.data], answers: [...model.predict(x).data] };
};

async function firstOf<T>(source: AsyncIterable<T> | Iterable<T>): Promise<T> {
  for await (const one of source) return one;
  throw new Error("no batch");
}

describe("what calls of fit came to", () => {
  it("is taken from where it was kept, and all that follows is as it was, to the bit", async () => {
    const plain = await fitTwice(begin());

    const kept: train.KeptTraining[] = [];
    train.keepTrainings(() => ({ known: undefined, keep: (training) => kept.push(training) }));
    expect(await fitTwice(begin())).toEqual(plain);
    expect(kept.map(({ epochs }) => epochs)).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);

    for (const known of [[kept[0]], kept]) {
      const left = [...known];
      train.keepTrainings(() => ({ known: left.shift(), keep: () => {} }));
      expect(await fitTwice(begin())).toEqual(plain);
      expect(left).toEqual([]);
    }
  });

  it("is put into the model without training", async () => {
    const made = () => {
      const model = nn.sequential([nn.dense(2), nn.dense(1)]);
      model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
      return model;
    };
    const kept: train.KeptTraining[] = [];
    train.keepTrainings(() => ({ known: undefined, keep: (training) => kept.push(training) }));
    const one = made();
    await one.fit([x, y], { epochs: 4, progress: "none" });
    // Without a seed another training would come to other weights.
    train.keepTrainings(() => ({ known: kept[0], keep: () => {} }));
    const other = made();
    const history = await other.fit([x, y], { epochs: 4, progress: "none" });
    expect(history.epochs).toEqual([1, 2, 3, 4]);
    expect(other.weights().map(({ tensor }) => [...tensor.data])).toEqual(
      one.weights().map(({ tensor }) => [...tensor.data]),
    );
  });

  it.each<[string, train.FitOptions, Partial<train.CompileOptions>, nn.Module[]]>([
    ["callbacks", { callbacks: [{}] }, {}, []],
    ["a signal", { signal: new AbortController().signal }, {}, []],
    ["limited validation", { validationData: [x, y], validationSteps: 1 }, {}, []],
    ["a metric of the user's", {}, { metrics: [() => 1] }, []],
    ["a loss of the user's", {}, { loss: (yTrue, yPred) => losses.meanSquaredError(yTrue, yPred) }, []],
    ["a layer of the user's", {}, {}, [new Own()]],
  ])("is not asked for with %s, which may leave something behind", async (_, options, compiled, layers) => {
    let asked = 0;
    train.keepTrainings(() => {
      asked++;
      return { known: undefined, keep: () => {} };
    });
    const model = nn.sequential([...layers, nn.dense(1)], { seed: 1 });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError", ...compiled });
    await model.fit([x, y], { progress: "none", ...options });
    expect(asked).toBe(0);
  });

  it("says what fit says of a model that is not compiled, and of options that are none", async () => {
    train.keepTrainings(() => ({ known: undefined, keep: () => {} }));
    const model = nn.sequential([nn.dense(1)]);
    await expect(model.fit([x, y])).rejects.toThrow("fit: expected a compiled model");
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    await expect(model.fit([x, y], null as never)).rejects.toThrow(/^fit: expected /);
  });
});
