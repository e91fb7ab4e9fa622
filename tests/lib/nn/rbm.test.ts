import { nn, OptionError, random, ShapeError, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

/** Two kinds of stripes over 6 visible units, with some noise. */
function stripes(count: number) {
  const generator = random.generator(2);
  const data = new Float32Array(count * 6);
  for (let i = 0; i < count; i++) {
    const left = generator.number() < 0.5;
    for (let j = 0; j < 6; j++) data[i * 6 + j] = (j < 3 === left) === generator.number() < 0.95 ? 1 : 0;
  }
  return tensor(data, { shape: [count, 6] });
}

describe("a restricted Boltzmann machine", () => {
  const rbm = nn.restrictedBoltzmannMachine(3, 2, { seed: 1, stddev: 0.5 });
  rbm.visibleBias = tensor([0.1, -0.2, 0.3]) as typeof rbm.visibleBias;
  rbm.hiddenBias = tensor([-0.4, 0.2]) as typeof rbm.hiddenBias;
  const states = (n: number) =>
    Array.from({ length: 2 ** n }, (_, s) => Array.from({ length: n }, (_, i) => (s >> i) & 1));

  it("has E(v, h) = -v·b - h·c - vᵀ W h", () => {
    const [b, c, W] = [rbm.visibleBias.data, rbm.hiddenBias.data, rbm.weights.data];
    for (const v of states(3)) {
      for (const h of states(2)) {
        let energy = 0;
        v.forEach((x, i) => {
          energy -= x * b[i]!;
          h.forEach((y, j) => {
            energy -= x * W[i * 2 + j]! * y;
          });
        });
        h.forEach((y, j) => {
          energy -= y * c[j]!;
        });
        expect(rbm.energy(tensor([v]), tensor([h])).data[0]).toBeCloseTo(energy, 5);
      }
    }
  });

  it("its conditional probabilities and free energy are those of the energy, by enumeration", () => {
    for (const v of states(3)) {
      const weights = states(2).map((h) => ({
        h,
        weight: Math.exp(-rbm.energy(tensor([v]), tensor([h])).data[0]!),
      }));
      const total = weights.reduce((sum, { weight }) => sum + weight, 0);
      expect(rbm.freeEnergy(tensor([v])).data[0]).toBeCloseTo(-Math.log(total), 5);
      for (const j of [0, 1]) {
        const on = weights.reduce((sum, { h, weight }) => sum + (h[j] === 1 ? weight : 0), 0);
        expect(rbm.hiddenProbabilities(tensor([v])).data[j]).toBeCloseTo(on / total, 5);
      }
    }
    const h = [1, 0];
    const weights = states(3).map((v) => ({
      v,
      weight: Math.exp(-rbm.energy(tensor([v]), tensor([h])).data[0]!),
    }));
    const total = weights.reduce((sum, { weight }) => sum + weight, 0);
    for (const i of [0, 1, 2]) {
      const on = weights.reduce((sum, { v, weight }) => sum + (v[i] === 1 ? weight : 0), 0);
      expect(rbm.visibleProbabilities(tensor([h])).data[i]).toBeCloseTo(on / total, 5);
    }
  });

  it("learns the data: it reconstructs it, and gives it less free energy than noise", async () => {
    const data = stripes(200);
    const machine = nn.restrictedBoltzmannMachine(6, 4, { seed: 3 });
    const errors = await machine.fit(data, { epochs: 60, learningRate: 0.3, batchSize: 20 });
    expect(errors.length).toBe(60);
    expect(errors.at(-1)!).toBeLessThan(0.35 * errors[0]!);
    const likely = machine.freeEnergy(
      tensor([
        [1, 1, 1, 0, 0, 0],
        [0, 0, 0, 1, 1, 1],
      ]),
    ).data;
    const unlikely = machine.freeEnergy(
      tensor([
        [1, 0, 1, 0, 1, 0],
        [0, 1, 0, 1, 1, 0],
      ]),
    ).data;
    expect(Math.max(...likely)).toBeLessThan(Math.min(...unlikely));
  });

  it("CD-k takes k steps, and the same seed gives the same machine", () => {
    const make = (k: number) => {
      const machine = nn.restrictedBoltzmannMachine(6, 4, { seed: 3 });
      machine.contrastiveDivergence(stripes(20), { k });
      return machine.weights.toArray();
    };
    expect(make(1)).toEqual(make(1));
    expect(make(3)).not.toEqual(make(1));
  });
});

describe("greedy layer-wise pre-training", () => {
  it("gives each layer the weights of a machine trained on what the layers below make of the data", async () => {
    const data = stripes(100);
    const first = nn.dense(5, { activation: "sigmoid" });
    const second = nn.dense(3, { activation: "sigmoid" });
    const results = await nn.pretrain([first, second], data, { epochs: 2, seed: 1 });
    expect(results.map(({ errors }) => errors.length)).toEqual([2, 2]);
    expect(first.kernel!.toArray()).toEqual(results[0]!.rbm.weights.toArray());
    expect(second.bias!.toArray()).toEqual(results[1]!.rbm.hiddenBias.toArray());
    expect(second.apply(first.apply(data)).shape).toEqual([100, 3]);
  });
});

describe("messages", () => {
  const rbm = nn.restrictedBoltzmannMachine(6, 4, { seed: 3 });
  it("name shapes and options", async () => {
    expect(() => rbm.hiddenProbabilities(tensor([[1, 0]]))).toThrow(ShapeError);
    expect(() => rbm.hiddenProbabilities(tensor([[1, 0]]))).toThrow(
      "rbm.hiddenProbabilities: expected rows [N, 6], got [1, 2]; try reshaping the data to [N, 6]",
    );
    expect(() => nn.restrictedBoltzmannMachine(0, 4)).toThrow(
      "restrictedBoltzmannMachine: expected visible to be a whole number of at least 1, got 0",
    );
    expect(() => rbm.contrastiveDivergence(stripes(2), { k: 0 })).toThrow(OptionError);
    await expect(nn.pretrain([nn.dense(3, { useBias: false })], stripes(4))).rejects.toThrow(
      "pretrain: expected dense layers with a bias, got Dense(3) without; try useBias: true",
    );
  });
});
