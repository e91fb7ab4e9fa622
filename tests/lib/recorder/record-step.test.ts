import { info, losses, nn, noGrad, optimizers, random, tensor, train } from "gradbook";
import { describe, expect, it } from "vitest";
import { currentEngine, withEngine } from "../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";
import { arenaOf } from "../../../lib/src/engine/wasm/arena.js";
import { recordingState, recordStep } from "../../../lib/src/recorder/record-step.js";
import { type AnyTensor, asTensor, valuesOf } from "../../../lib/src/tensor/base.js";

const x = asTensor(tensor([1, 2, 3]));

/** Runs a step on x some times and tells why it is not replayed; undefined when it is. */
function reasonOf(run: (x: AnyTensor) => Record<string, AnyTensor>): string | undefined {
  const step = recordStep(run);
  for (let i = 0; i < 6; i++) step(x);
  const state = recordingState(step);
  expect(state?.replayed).toBe(state?.reason === undefined);
  return state?.reason;
}

describe("what cannot be replayed runs as it is, with a reason", () => {
  it("a step that reads values", () => {
    expect(reasonOf((a) => ({ y: asTensor(a.mul(a.sum().item() as number)) }))).toBe(
      "it reads the values of a tensor of shape []",
    );
  });

  it("a step that draws random numbers", () => {
    const generator = random.generator(1);
    expect(reasonOf((a) => ({ y: asTensor(a.add(generator.normal([3]) as never)) }))).toBe(
      "it draws random numbers",
    );
  });

  it("a step with a number that changes", () => {
    let count = 0;
    expect(reasonOf((a) => ({ y: asTensor(a.mul(++count)) }))).toBe(
      "it uses a number that changes from run to run, beside its arguments",
    );
  });

  it("a step that takes another way each time", () => {
    let odd = false;
    const run = (a: AnyTensor) => {
      odd = !odd;
      return { y: asTensor(odd ? a.exp() : a.neg()) };
    };
    expect(reasonOf(run)).toBe("it does other operations from run to run");
  });

  it("a step with a tensor made anew outside", () => {
    const others = Array.from({ length: 6 }, (_, i) => tensor([i, i, i]));
    let next = 0;
    const fresh = () => others[next++]!;
    expect(reasonOf((a) => ({ y: asTensor(a.add(fresh())) }))).toBe(
      "it uses a tensor that is made anew outside of it for each run",
    );
  });

  it("a step that leaves gradients for later", () => {
    const w = tensor([1, 1, 1], { requiresGrad: true, name: "w" });
    const reason = reasonOf((a) => {
      const loss = asTensor(w.mul(a as never).sum());
      loss.backward();
      return { loss };
    });
    expect(reason).toBe("it adds to a gradient from before the step");
    // Six gradients of x were added up.
    expect(w.grad?.toArray()).toEqual([6, 12, 18]);
  });

  it("a step whose result still has its graph", () => {
    const w = tensor([1, 1, 1], { requiresGrad: true });
    expect(reasonOf((a) => ({ y: asTensor(w.mul(a as never)) }))).toBe(
      "a gradient can still be computed from its result y",
    );
  });

  it("a step that calls a hook", () => {
    const layer = nn.dense(2, { seed: 1 });
    let calls = 0;
    layer.onForward(() => calls++);
    const input = asTensor(tensor([[1, 2]]));
    const step = recordStep(() => noGrad(() => ({ y: asTensor(layer.apply(input)) })));
    for (let i = 0; i < 6; i++) step();
    expect(recordingState(step)?.reason).toBe("it calls a hook of Dense(2)");
    expect(calls).toBe(6);
  });
});

describe("why a step is not recorded", () => {
  it("is told by the step, and by info()", () => {
    const step = train.step((a: AnyTensor) => ({ y: asTensor(a.mul(a.max().item() as number)) }));
    expect(step.recording).toEqual({ replayed: false, reason: undefined });
    for (let i = 0; i < 6; i++) step(asTensor(tensor([[1, 2]], { name: "pair" })));
    const reason = "it reads the values of a tensor of shape []";
    expect(step.recording).toEqual({ replayed: false, reason });
    expect(info().eager.filter((each) => each === reason)).toHaveLength(1);
    const replayed = train.step((a: AnyTensor) => ({ y: asTensor(a.mul(2)) }));
    for (let i = 0; i < 3; i++) replayed(x);
    expect(replayed.recording).toEqual({ replayed: true, reason: undefined });
  });
});

describe("model.predict", () => {
  const images = random.generator(8).normal([16, 60]);

  it("replays from the third call on, for each shape, and sees new weights", () => {
    const model = nn.sequential([nn.dense(70, { activation: "tanh" }), nn.dense(3)], { seed: 2 });
    const eager = (input: typeof images) =>
      noGrad(() => [...asTensor(model.apply(input, { training: false })).data]);
    const predicted = (input: typeof images) => [...asTensor(model.predict(input)).data];
    for (let i = 0; i < 5; i++) expect(predicted(images)).toEqual(eager(images));
    const [kernel] = model.weights();
    // Only replays work in an arena.
    expect(arenaOf(valuesOf(kernel!.tensor))).toBeDefined();
    const few = images.slice([[0, 3]]) as typeof images;
    for (let i = 0; i < 4; i++) expect(predicted(few)).toEqual(eager(few));
    kernel!.tensor.assign(kernel!.tensor.mul(2) as never);
    expect(predicted(images)).toEqual(eager(images));
    model.setWeights(new Map([...model.getWeights()].map(([name, values]) => [name, values.map((v) => -v)])));
    expect(predicted(images)).toEqual(eager(images));
  });

  it.each(["sigmoid", "softmax"] as const)(
    "tells losses the logits behind a %s on every call",
    (activation) => {
      const model = nn.sequential([nn.dense(2, { activation })], { seed: 2 });
      const far = images.mul(1000);
      const truth = tensor(Array.from({ length: 16 }, () => [1, 0]));
      const lossOf = { sigmoid: losses.binaryCrossentropy, softmax: losses.categoricalCrossentropy }[
        activation
      ];
      const eager = lossOf(truth, noGrad(() => model.apply(far)) as never).item();
      // Without the logits no example could cost more than -ln 1e-7 = 16.1.
      expect(eager).toBeGreaterThan(100);
      for (let i = 0; i < 5; i++) expect(lossOf(truth, model.predict(far) as never).item()).toBe(eager);
      expect(lossOf(truth, model.predict(far, { batchSize: 5 }) as never).item()).toBe(eager);
    },
  );

  it("does not keep what a model with code of one's own computed", () => {
    let factor = 1;
    const model = nn.sequential([nn.dense(70, { seed: 1 }), nn.activation((y) => y.mul(factor))]);
    const first = [1, 2, 3, 4, 5].map((value) => {
      factor = value;
      return asTensor(model.predict(images)).data[0]! / value;
    });
    for (const value of first) expect(value).toBeCloseTo(first[0]!, 5);
  });
});

describe("an interrupt", () => {
  it("inside withEngine puts the usual engine back", () => {
    const usual = currentEngine();
    const resets = Reflect.get(globalThis, Symbol.for("gradbook.onInterrupt")) as Set<() => void>;
    withEngine(referenceEngine, () => {
      // As after a termination, which runs no finally block.
      for (const reset of resets) reset();
      expect(currentEngine()).toBe(usual);
    });
  });
});

describe("a replayed step", () => {
  it("sees weights changed and layers frozen between runs", () => {
    const run = (recorded: boolean) => {
      const net = nn.sequential([nn.dense(40, { activation: "tanh" }), nn.dense(1)], { seed: 4 });
      const optimizer = optimizers.adam({ learningRate: 0.1 });
      const input = asTensor(random.generator(3).normal([64, 30]));
      const plain = (a: AnyTensor) => {
        const loss = asTensor(
          net
            .apply(a as never, { training: true })
            .square()
            .mean(),
        );
        loss.backward();
        optimizer.step(net.parameters());
        return { loss };
      };
      const step = recorded ? recordStep(plain) : plain;
      const losses: number[] = [];
      for (let i = 0; i < 24; i++) {
        if (i === 8) net.layers[0]!.trainable = false;
        if (i === 12) net.setWeights(net.getWeights());
        if (i === 14) net.weights()[2]!.tensor.assign(net.weights()[2]!.tensor.mul(2) as never);
        if (i === 18) optimizer.learningRate = 0.01;
        losses.push(step(input).loss.data[0]!);
      }
      return [...losses, ...[...net.getWeights().values()].flatMap((values) => [...values])];
    };
    expect(run(true)).toEqual(run(false));
  });

  it("gives results of its own each time", () => {
    const step = recordStep((a: AnyTensor) => ({ y: asTensor(a.mul(2)) }));
    const results = [1, 2, 3, 4, 5].map((value) => step(asTensor(tensor([value, 0]))).y);
    expect(results.map((y) => y.data[0])).toEqual([2, 4, 6, 8, 10]);
  });

  it("adds to a gradient that was left before it, as the step itself does", () => {
    const w = tensor([1], { requiresGrad: true });
    const optimizer = optimizers.sgd({ learningRate: 1 });
    const step = recordStep((a: AnyTensor) => {
      const loss = asTensor(w.mul(a as never).sum());
      loss.backward();
      optimizer.step([w]);
      return { loss };
    });
    for (let i = 0; i < 4; i++) step(asTensor(tensor([1])));
    expect(recordingState(step)?.replayed).toBe(true);
    expect(w.item()).toBe(-3);
    w.mul(10).sum().backward();
    step(asTensor(tensor([1])));
    expect(recordingState(step)?.replayed).toBe(false);
    expect(w.item()).toBe(-14);
  });

  it("is part of a step that calls it", () => {
    const inner = recordStep((a: AnyTensor) => ({ y: asTensor(a.mul(3)) }));
    const outer = recordStep((a: AnyTensor) => ({ z: asTensor(inner(a).y.add(1)) }));
    for (let i = 0; i < 4; i++) expect([...outer(x).z.data]).toEqual([4, 7, 10]);
    expect(recordingState(outer)?.replayed).toBe(true);
  });

  it("follows the engine in use", () => {
    const step = recordStep((a: AnyTensor) => ({ y: asTensor(a.exp()) }));
    for (let i = 0; i < 4; i++) step(x);
    const { y } = withEngine(referenceEngine, () => step(x));
    expect(recordingState(step)?.replayed).toBe(false);
    expect([...y.data]).toEqual([...step(x).y.data]);
  });

  it("leaves small values on JavaScript's heap and keeps large ones in WebAssembly's memory", () => {
    const small = tensor([1, 2, 3]);
    const large = tensor(new Float32Array(10_000).fill(1));
    const steps = [small, large].map((w) =>
      recordStep((a: AnyTensor) => ({ y: asTensor(w.mul(a as never).sum()) })),
    );
    for (let i = 0; i < 3; i++) for (const step of steps) step(asTensor(tensor(2)));
    expect(arenaOf(valuesOf(asTensor(small)))).toBeUndefined();
    expect(arenaOf(valuesOf(asTensor(large)))).toBeDefined();
    expect(steps[1]!(asTensor(tensor(3))).y.item()).toBe(30_000);
  });

  it("is what train.step prepares", () => {
    const step = train.step((a: AnyTensor) => ({ y: asTensor(a.exp()) }));
    for (let i = 0; i < 3; i++) step(x);
    expect(recordingState(step)?.replayed).toBe(true);
  });
});
