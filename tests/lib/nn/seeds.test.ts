import { initializers, nn, random } from "gradbook";
import { describe, expect, it } from "vitest";

const x = random.generator(1).normal([6, 4]);

describe("weights", () => {
  const drawing = [
    ["randomNormal", initializers.randomNormal],
    ["randomUniform", initializers.randomUniform],
    ["truncatedNormal", initializers.truncatedNormal],
    ["orthogonal", initializers.orthogonal],
    ["glorotUniform", initializers.glorotUniform],
    ["heNormal", initializers.heNormal],
  ] as const;
  it.each(drawing)("of %s without a seed are drawn from the model's, as by its name", (name, make) => {
    const shared = make();
    const kernels = (kernelInitializer: typeof name | initializers.Initializer) => {
      const made = nn.sequential([nn.dense(4, { kernelInitializer }), nn.dense(4, { kernelInitializer })], {
        seed: 3,
      });
      made.apply(x);
      return made.weights().map(({ tensor }) => tensor.toArray());
    };
    const first = kernels(shared);
    expect(kernels(shared)).toEqual(first);
    expect(kernels(make())).toEqual(first);
    expect(kernels(name)).toEqual(first);
    expect(first[2]).not.toEqual(first[0]);
  });
  it("of an initializer with a seed of its own do not depend on the model's", () => {
    const kernel = (seed: number) => {
      const kernelInitializer = initializers.heNormal({ seed: 5 });
      const made = nn.sequential([nn.dense(4, { kernelInitializer })], { seed });
      made.apply(x);
      return made.weights()[0]!.tensor.toArray();
    };
    expect(kernel(1)).toEqual(initializers.heNormal({ seed: 5 })([4, 4]).toArray());
    expect(kernel(2)).toEqual(kernel(1));
  });
  it("of an initializer without any seed differ", () => {
    const kernel = () => {
      const layer = nn.dense(4, { kernelInitializer: initializers.heNormal() });
      layer.apply(x);
      return layer.weights()[0]!.tensor.toArray();
    };
    expect(kernel()).not.toEqual(kernel());
  });
});

it("a functional model takes a seed and a name, as a sequence does", () => {
  const make = (seed: number) => {
    const layers = { a: nn.dense(4, { kernelInitializer: initializers.heNormal() }), b: nn.dropout(0.5) };
    const net = nn.model(layers, (input, { a, b }) => b.apply(a.apply(input)), { seed, name: "net" });
    return { net, output: net.apply(x, { training: true }).toArray() };
  };
  expect(make(1).output).toEqual(make(1).output);
  expect(make(1).output).not.toEqual(make(2).output);
  expect(make(1).net.name).toBe("net");
  expect(make(1).net.seed).toBe(1);
  expect(() => nn.model({}, (input) => input, 1 as never)).toThrow(
    "model: expected options in braces, got 1; try { seed: 1 }",
  );
});
