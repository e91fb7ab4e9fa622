import { readFileSync } from "node:fs";
import { initializers, OptionError, type Shape, ShapeError } from "gradbook";
import { describe, expect, it } from "vitest";

interface Statistics {
  readonly fans: readonly { readonly shape: number[]; readonly fans: readonly [number, number] }[];
  readonly statistics: readonly {
    readonly initializer: initializers.InitializerName;
    readonly shape: number[];
    readonly options?: { readonly mean?: number; readonly stddev?: number };
    readonly std: number;
    readonly mean: number;
    readonly max: number;
  }[];
}

const reference = JSON.parse(
  readFileSync(new URL("./reference/statistics.json", import.meta.url), "utf8"),
) as Statistics;

function measure(data: Float32Array | Float64Array): { mean: number; std: number } {
  let total = 0;
  for (const value of data) total += value;
  const mean = total / data.length;
  let squares = 0;
  for (const value of data) squares += (value - mean) ** 2;
  return { mean, std: Math.sqrt(squares / data.length) };
}

const named = initializers as unknown as Readonly<
  Record<string, (options: object) => (shape: Shape) => { data: Float32Array }>
>;

/** Keras's names of options, where this library's are others. */
const ours: Readonly<Record<string, string>> = { minval: "minimum", maxval: "maximum" };

describe.each(reference.statistics)("$initializer $shape at 1e6 draws", (wanted) => {
  const given = Object.entries(wanted.options ?? {}).map(([name, value]) => [ours[name] ?? name, value]);
  const { data } = named[wanted.initializer]!({ ...Object.fromEntries(given), seed: 7 })(wanted.shape);
  const { mean, std } = measure(data);

  it("has Keras's standard deviation within 1 %", () => {
    expect(Math.abs(std / wanted.std - 1)).toBeLessThan(0.01);
  });
  it("has its mean within 0.01 σ", () => {
    expect(Math.abs(mean - (wanted.options?.mean ?? 0))).toBeLessThan(0.01 * wanted.std);
  });
  // Only the normal distribution has no limits.
  if (wanted.initializer === "randomNormal") return;
  it("stays within Keras's limits", () => {
    const center = wanted.options?.mean ?? 0;
    let max = 0;
    for (const value of data) max = Math.max(max, Math.abs(value - center));
    expect(max).toBeLessThan(wanted.max * 1.0005);
    // The largest of a million draws is near the limit.
    expect(max).toBeGreaterThan(wanted.max * 0.995);
  });
});

describe("variances by formula", () => {
  const shape = [400, 100];
  it.each([
    ["glorotNormal", 2 / 500],
    ["glorotUniform", 2 / 500],
    ["heNormal", 2 / 400],
    ["heUniform", 2 / 400],
    ["lecunNormal", 1 / 400],
    ["lecunUniform", 1 / 400],
  ])("%s", (name, variance) => {
    const { data } = named[name]!({ seed: 3 })(shape);
    expect(measure(data).std ** 2 / variance).toBeGreaterThan(0.97);
    expect(measure(data).std ** 2 / variance).toBeLessThan(1.03);
  });
});

describe("computeFans", () => {
  it.each(reference.fans)("gives Keras's fans for $shape", ({ shape, fans }) => {
    const { fanIn, fanOut } = initializers.computeFans(shape);
    expect([fanIn, fanOut]).toEqual(fans);
  });
  it("gives the numbers of the curriculum", () => {
    expect(initializers.computeFans([5, 5, 3, 6])).toEqual({ fanIn: 75, fanOut: 150, receptiveField: 25 });
    expect(initializers.computeFans([4, 1, 20])).toEqual({ fanIn: 4, fanOut: 80, receptiveField: 4 });
    expect(initializers.computeFans([3, 3, 6, 20])).toEqual({ fanIn: 54, fanOut: 180, receptiveField: 9 });
  });
  it("reads PyTorch's layout", () => {
    const options = { layout: "channelsFirst" } as const;
    expect(initializers.computeFans([6, 3, 5, 5], options)).toEqual(initializers.computeFans([5, 5, 3, 6]));
    expect(initializers.computeFans([512, 784], options)).toEqual(initializers.computeFans([784, 512]));
    expect(initializers.computeFans([20, 1, 4], options)).toEqual(initializers.computeFans([4, 1, 20]));
  });
});

describe("orthogonal", () => {
  it.each([
    [[20, 20], 1],
    [[30, 10], 2],
    [[10, 30], 1],
    [[3, 3, 2, 10], 1],
  ])("has rows or columns of length gain at right angles: %j", (shape, gain) => {
    const q = initializers.orthogonal({ seed: 1, gain })(shape, { dtype: "float64" });
    const width = shape.at(-1)!;
    const height = q.size / width;
    const product = (i: number, j: number): number => {
      let dot = 0;
      for (let k = 0; k < Math.max(height, width); k++) {
        dot +=
          height >= width
            ? q.data[k * width + i]! * q.data[k * width + j]!
            : q.data[i * width + k]! * q.data[j * width + k]!;
      }
      return dot;
    };
    for (let i = 0; i < Math.min(height, width); i++) {
      for (let j = 0; j <= i; j++) expect(product(i, j)).toBeCloseTo(i === j ? gain * gain : 0, 12);
    }
  });
});

describe("orthogonal at 1e6 draws", () => {
  const { mean, std } = measure(initializers.orthogonal({ seed: 7, gain: 2 })([10_000, 100]).data);

  it("has the standard deviation gain / sqrt(height) within 1 %, its mean within 0.01 σ", () => {
    const sigma = 2 / Math.sqrt(10_000);
    expect(Math.abs(std / sigma - 1)).toBeLessThan(0.01);
    expect(Math.abs(mean)).toBeLessThan(0.01 * sigma);
  });
});

describe("constants, seeds and options", () => {
  it("zeros, ones, constant", () => {
    expect(initializers.zeros()([2]).toArray()).toEqual([0, 0]);
    expect(initializers.ones()([2]).toArray()).toEqual([1, 1]);
    expect(initializers.constant(0.5)([2]).toArray()).toEqual([0.5, 0.5]);
  });
  it("the same seed gives the same values, call after call other ones", () => {
    const a = initializers.heNormal({ seed: 5 });
    const b = initializers.heNormal({ seed: 5 });
    const first = a([10, 10]).toArray();
    expect(b([10, 10]).toArray()).toEqual(first);
    const second = a([10, 10]).toArray();
    expect(second).not.toEqual(first);
    expect(b([10, 10]).toArray()).toEqual(second);
  });
  it("without a seed the values differ", () => {
    expect(initializers.randomNormal()([5]).toArray()).not.toEqual(
      initializers.randomNormal()([5]).toArray(),
    );
  });
  it("takes a dtype, a name and requiresGrad", () => {
    const w = initializers.lecunNormal({ seed: 1 })([2, 2], {
      dtype: "float64",
      requiresGrad: true,
      name: "w",
    });
    expect([w.dtype, w.requiresGrad, w.name]).toEqual(["float64", true, "w"]);
  });
});

describe("messages", () => {
  it.each([
    [
      (): unknown => initializers.initializerNamed("he_normal"),
      OptionError,
      'got "he_normal"; try "heNormal"',
    ],
    [
      (): unknown => initializers.randomUniform({ minimum: 1, maximum: 1 }),
      OptionError,
      "randomUniform: expected minimum below maximum, got 1 and 1; try",
    ],
    [
      (): unknown => initializers.randomNormal({ stddev: -1 }),
      OptionError,
      "randomNormal: expected stddev of at least 0, got -1; try stddev: 0.05",
    ],
    [
      (): unknown => initializers.computeFans([2, 2], { layout: "HWIO" as "channelsLast" }),
      OptionError,
      'computeFans: expected layout "channelsLast" or "channelsFirst", got "HWIO"; try "channelsLast"',
    ],
    [
      (): unknown => initializers.orthogonal()([4]),
      ShapeError,
      "orthogonal: expected a shape with at least two axes, got [4]; try [100, 100]",
    ],
    [
      (): unknown => initializers.zeros()([-1]),
      ShapeError,
      "zeros: expected sizes that are whole numbers of at least 0",
    ],
  ] as const)("%#: %s", (run, kind, message) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });
});
