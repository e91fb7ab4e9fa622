import {
  DataError,
  losses,
  metrics,
  nn,
  noGrad,
  type Operand,
  random,
  type Tensor,
  tensor,
  train,
} from "gradbook";
import { describe, expect, it, vi } from "vitest";
import { type AnyTensor, asTensor } from "../../../lib/src/tensor/base.js";
import { memoryInUse } from "../../support/memory-in-use.js";

/* Code of the user's in predict, evaluate and train.step: what it does now counts, not what it did. */

type T = Tensor;

class Scaled extends nn.Module {
  factor = 1;
  readonly calls: number[] = [];
  forward(x: T): T {
    this.calls.push(this.factor);
    return x.mul(this.factor);
  }
}

describe("predict sees", () => {
  it("a kernel that is replaced after three calls", () => {
    const layer = nn.dense(1, { useBias: false, kernelInitializer: "ones" });
    const model = nn.sequential([layer]);
    const x = tensor([[1]]);
    for (let i = 0; i < 3; i++) expect(asTensor(model.predict(x)).item()).toBe(1);
    layer.kernel = asTensor(tensor([[100]]));
    for (let i = 0; i < 4; i++) expect(asTensor(model.predict(x)).item()).toBe(100);
  });

  it("a property of an own layer, whose code runs once for each call", () => {
    const own = new Scaled();
    const model = nn.sequential([nn.dense(64, { seed: 1 }), own, nn.dense(3, { seed: 2 })]);
    const x = random.generator(1).normal([40, 50]);
    const factors = [1, 1, 1, 2, 2, 3, 1, 4];
    for (const factor of factors) {
      own.factor = factor;
      const eager = noGrad(() => [...asTensor(model.apply(x)).data]);
      expect([...asTensor(model.predict(x)).data]).toEqual(eager);
    }
    expect(own.calls).toEqual(factors.flatMap((factor) => [factor, factor]));
  });

  it("layers that come, and a function among them", () => {
    const layers: nn.Module[] = [nn.dense(2, { seed: 1 })];
    const model = nn.sequential(layers);
    const x = tensor([[1, 2]]);
    const predicted = () => [...asTensor(model.predict(x)).data];
    const once = predicted();
    for (let i = 0; i < 3; i++) predicted();
    let factor = 2;
    layers.push(nn.activation((y) => y.mul(factor)));
    for (let i = 0; i < 5; i++, factor++)
      expect(predicted()).toEqual(once.map((v) => Math.fround(v * factor)));
  });

  it("names and options of library layers that are written to", () => {
    const norm = nn.batchNormalization();
    const model = nn.sequential([norm]);
    const x = tensor([[1, 2]]);
    for (let i = 0; i < 4; i++) model.predict(x);
    Object.assign(norm, { epsilon: 3 });
    expect([...asTensor(model.predict(x)).data]).toEqual([0.5, 1]);
  });
});

describe("evaluate", () => {
  it("runs an own loss in every step", async () => {
    const model = nn.sequential([nn.dense(1, { seed: 1 })]);
    let calls = 0;
    const loss = (y: Operand, p: Operand) =>
      asTensor(losses.meanSquaredError(y, p as never))
        .mul(0 as never)
        .add(++calls as never);
    model.compile({ optimizer: "adam", loss: loss as never });
    const logs = await model.evaluate(
      [random.generator(1).normal([10, 2]), random.generator(2).normal([10, 1])],
      {
        batchSize: 1,
      },
    );
    expect(logs.loss).toBe(5.5);
    expect(calls).toBe(10);
  });

  it("tells own metrics the logits behind the predictions in every step", async () => {
    const model = nn.sequential([
      nn.dense(1, { activation: "sigmoid", useBias: false, kernelInitializer: "ones" }),
    ]);
    const seen: number[] = [];
    const measure = (y: Operand, p: Operand) => {
      seen.push(losses.binaryCrossentropy(y, p as never).item() as number);
      return 0;
    };
    model.compile({
      optimizer: "adam",
      loss: "binaryCrossentropy",
      metrics: [metrics.meanOf("seen", measure)],
    });
    await model.evaluate([tensor([[100], [100], [100], [100], [100]]), tensor([[0], [0], [0], [0], [0]])], {
      batchSize: 1,
    });
    // From the probabilities it would be 16.1 at most.
    expect(seen).toEqual([100, 100, 100, 100, 100]);
  });
});

describe("train.step says what it saw change, and runs anew:", () => {
  const x = asTensor(random.generator(3).normal([6, 4]));

  function prepared(layers: readonly nn.Module[]) {
    const model = nn.sequential(layers, { seed: 1 });
    const plain = (a: AnyTensor) => noGrad(() => ({ y: asTensor(model.apply(a, { training: true })) }));
    const step = train.step(plain);
    return { step, same: () => expect([...step(x).y.data]).toEqual([...plain(x).y.data]) };
  }

  const dense = () => nn.dense(3);
  const pool = nn.maxPooling2d();
  const own = new Scaled();
  const cases: Readonly<Record<string, readonly [nn.Module[], (layers: nn.Module[]) => void, string]>> = {
    "a weight": [
      [dense()],
      ([l]) => Object.assign(l!, { kernel: random.generator(1).normal([4, 3]) }),
      "Dense(3).kernel",
    ],
    "no bias": [[dense()], ([l]) => Object.assign(l!, { bias: undefined }), "Dense(3).bias"],
    "a layer more": [[dense()], (layers) => layers.push(nn.relu()), "Sequential.layers"],
    "another layer": [[dense(), nn.tanh()], (layers) => (layers[1] = nn.relu()), "Sequential.layers[1]"],
    "an epsilon": [
      [nn.batchNormalization()],
      ([l]) => Object.assign(l!, { epsilon: 1 }),
      "BatchNormalization().epsilon",
    ],
    "a window's stride": [
      [nn.reshape([2, 2, 1]), pool],
      () => Object.assign(pool.windows, { strides: [1, 1] }),
      "maxPooling2d(2x2).windows.strides",
    ],
    "a property of an own layer": [[own], () => Object.assign(own, { factor: 5 }), "Scaled.factor"],
    "a method": [[nn.relu()], ([l]) => Object.assign(l!, { forward: (y: T) => y.neg() }), "relu().forward"],
    "a frozen layer": [[dense()], ([l]) => Object.assign(l!, { trainable: false }), "Dense(3).trainable"],
  };

  it.each(Object.keys(cases))("%s", (name) => {
    const [layers, change, renewed] = cases[name]!;
    const { step, same } = prepared(layers);
    for (let i = 0; i < 4; i++) same();
    // An own layer that writes its calls down changes by being called outside of the step.
    if (name !== "a property of an own layer")
      expect(step.recording).toMatchObject({ replayed: true, renewed: undefined });
    own.calls.length = 0;
    change(layers);
    step(x);
    expect(step.recording?.replayed).toBe(false);
    if (name !== "a property of an own layer") expect(step.recording?.renewed).toBe(renewed);
    for (let i = 0; i < 4; i++) same();
  });

  it("what changes every time makes it run as it is", () => {
    const layer = nn.dense(2, { seed: 1 });
    const step = train.step((a: AnyTensor) => noGrad(() => ({ y: asTensor(layer.apply(a)) })));
    for (let i = 0; i < 12; i++) {
      const { y } = step(x);
      expect([...y.data]).toEqual(noGrad(() => [...asTensor(layer.apply(x)).data]));
      layer.bias = asTensor(tensor([i, i]));
    }
    expect(step.recording?.reason).toBe("it uses a tensor that is made anew outside of it for each run");
  });

  it("arguments that it writes to, and tensors it reads before it writes to them, are not replayed", () => {
    const a = asTensor(tensor([1, 2]));
    const writes = train.step((b: AnyTensor) => {
      b.assign(b.add(1 as never) as never);
      return { y: asTensor(b.mul(1 as never)) };
    });
    for (let i = 0; i < 6; i++) writes(a);
    expect([...a.data]).toEqual([7, 8]);
    expect(writes.recording?.reason).toBe("it changes one of its arguments");
    const reads = train.step((b: AnyTensor) => {
      const sum = asTensor(tensor([0, 0]));
      const before = sum.add(b as never);
      sum.assign(before as never);
      return { y: asTensor(sum.add(before as never)) };
    });
    for (let i = 0; i < 6; i++) expect([...reads(a).y.data]).toEqual([14, 16]);
    expect(reads.recording?.reason).toBe("it changes a tensor that it made and read");
  });
});

describe("a step of fit with code of the user's", () => {
  const x = random.generator(4).normal([32, 40]);
  const y = random.generator(5).normal([32, 2]);

  /** Trains for some epochs of one batch with an own loss; gives the model's weights. */
  async function trained(loss: (y: Operand, p: Operand, epoch: number) => unknown, epochs = 6) {
    const dropout = nn.dropout(0.5, { seed: 1 });
    const model = nn.sequential([nn.dense(80), dropout, nn.batchNormalization(), nn.dense(2)], { seed: 1 });
    let epoch = 0;
    model.compile({ optimizer: "adam", loss: ((a: Operand, b: Operand) => loss(a, b, epoch)) as never });
    const done = model.fit([x, y], {
      epochs,
      batchSize: 32,
      progress: "none",
      callbacks: [
        {
          onEpochBegin(now) {
            epoch = now;
          },
        },
      ],
    });
    return { model, dropout, done };
  }

  it("has done what came before when that code throws", async () => {
    const failing = (a: Operand, b: Operand, epoch: number) => {
      if (epoch === 6) throw new Error("enough");
      return losses.meanSquaredError(a, b as never);
    };
    const { model, dropout, done } = await trained(failing);
    await expect(done).rejects.toThrow("enough");
    const former = train.setStepRunner(undefined);
    const eager = await trained(failing);
    await expect(eager.done).rejects.toThrow("enough");
    train.setStepRunner(former);
    expect(dropout.randomState()).toEqual(eager.dropout.randomState());
    expect([...model.getWeights().values()]).toEqual([...eager.model.getWeights().values()]);
  });

  it("says so when a value is read later that only its layers saw", async () => {
    let hidden: AnyTensor | undefined;
    const { done } = await trained((a, b) => {
      hidden = asTensor(b).node!.inputs[0]!.node!.inputs[0];
      return losses.meanSquaredError(a, b as never);
    });
    await done;
    expect(() => hidden!.data).toThrow(DataError);
    expect(() => hidden!.data).toThrow(
      "data: expected a tensor whose values are kept, got one of shape [32, 80], which a layer made inside a recorded step that is over; try returning it from code of your own, or reading it within the step",
    );
  });

  it("leaves the library's layers out once it follows a program", async () => {
    const compute = vi.spyOn(Object.getPrototypeOf(nn.dense(1)), "compute");
    let calls = 0;
    const { done } = await trained((a, b) => {
      calls++;
      return losses.meanSquaredError(a, b as never);
    }, 20);
    await done;
    // Two such layers; the first run makes their weights, and a way is known once it was taken twice.
    expect([calls, compute.mock.calls.length]).toEqual([20, 2 * 3]);
    compute.mockRestore();
  });

  it("leaves memory flat", async () => {
    const { done } = await trained(
      (a, b) => asTensor(losses.meanSquaredError(a, b as never)).mul(Math.random() as never),
      3000,
    );
    await done;
    const before = memoryInUse();
    const more = await trained(
      (a, b) => asTensor(losses.meanSquaredError(a, b as never)).mul(Math.random() as never),
      3000,
    );
    await more.done;
    await expect.poll(memoryInUse).toBeLessThan(before + 2 ** 22);
  });
});
