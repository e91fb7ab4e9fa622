import { OptionError, random } from "gradbook";
import { describe, expect, test } from "vitest";
import { philox } from "../../../lib/src/random/philox.js";

describe("Philox4x32-10", () => {
  // The known answers that come with the authors' Random123 library.
  test.each([
    [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      "d16cfe09 94fdcceb 5001e420 24126ea1",
    ],
  ])("counter %o, key %o", (counter, [key0, key1], words) => {
    const out = new Uint32Array(4);
    philox(new Uint32Array(counter), key0!, key1!, out);
    expect([...out].map((w) => w.toString(16).padStart(8, "0")).join(" ")).toBe(words);
  });
});

/** Mean and standard deviation. */
function moments(values: ArrayLike<number>): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    squares += values[i]! ** 2;
  }
  const mean = sum / values.length;
  return { mean, deviation: Math.sqrt(squares / values.length - mean ** 2) };
}

describe("draws", () => {
  test("the same seed gives the same numbers, another seed others", () => {
    const draw = (seed: number) => random.generator(seed).normal([5]).toArray();
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });
  test("these very numbers, on every platform", () => {
    const generator = random.generator(42);
    expect(generator.word()).toMatchInlineSnapshot(`2632642643`);
    expect(generator.uniform([3]).toArray()).toMatchInlineSnapshot(`
      [
        0.4685865044593811,
        0.07323169708251953,
        0.3408614993095398,
      ]
    `);
    expect(generator.normal([3]).toArray()).toMatchInlineSnapshot(`
      [
        -0.07318150997161865,
        0.13913749158382416,
        -1.106665015220642,
      ]
    `);
    expect(generator.normal([2], { dtype: "float64" }).toArray()).toMatchInlineSnapshot(`
      [
        -1.4934674775718375,
        -1.12491099993181,
      ]
    `);
    expect(generator.permutation(8).toArray()).toMatchInlineSnapshot(`
      [
        7,
        0,
        2,
        6,
        1,
        3,
        4,
        5,
      ]
    `);
  });
  test("seeds beyond 32 bits count", () => {
    expect(random.generator(2 ** 32).word()).not.toBe(random.generator(0).word());
  });
  test("uniform: moments and bounds", () => {
    const { data } = random.generator(1).uniform([200_000], { low: -1, high: 3 });
    const { mean, deviation } = moments(data);
    expect(Math.abs(mean - 1)).toBeLessThan(0.01);
    expect(Math.abs(deviation - 4 / Math.sqrt(12))).toBeLessThan(0.01);
    expect(data.every((x) => x >= -1 && x < 3)).toBe(true);
  });
  test("normal: moments and tails", () => {
    const { data } = random.generator(2).normal([200_000], { mean: 5, stddev: 2 });
    const { mean, deviation } = moments(data);
    expect(Math.abs(mean - 5)).toBeLessThan(0.02);
    expect(Math.abs(deviation - 2)).toBeLessThan(0.02);
    const beyondTwo = data.filter((x) => Math.abs(x - 5) > 4).length / data.length;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.002);
  });
  test("truncated normal: within two deviations, its own deviation 0.8796", () => {
    const { data } = random.generator(3).truncatedNormal([200_000]);
    expect(data.every((x) => Math.abs(x) <= 2)).toBe(true);
    expect(Math.abs(moments(data).deviation - 0.8796)).toBeLessThan(0.005);
  });
  test("bernoulli and randint", () => {
    const coins = random.generator(4).bernoulli([100_000], { probability: 0.3 }).data;
    expect(Math.abs(moments(coins).mean - 0.3)).toBeLessThan(0.005);
    expect(
      random
        .generator(4)
        .bernoulli([50], { probability: 1 })
        .data.every((x) => x === 1),
    ).toBe(true);
    expect(
      random
        .generator(4)
        .bernoulli([50], { probability: 0 })
        .data.every((x) => x === 0),
    ).toBe(true);
    const dice = random.generator(5).randint([60_000], { low: 1, high: 7 }).data;
    for (let face = 1; face <= 6; face++) {
      expect(Math.abs(dice.filter((x) => x === face).length - 10_000), `face ${face}`).toBeLessThan(400);
    }
  });
  test("permutation and shuffle hold every item once", () => {
    const order = random.generator(6).permutation(1000).toArray();
    expect(order.slice().sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(random.generator(6).shuffle(["a", "b", "c"]).sort()).toEqual(["a", "b", "c"]);
  });
  test("every order of three is equally likely", () => {
    const generator = random.generator(7);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const key = generator.shuffle([0, 1, 2]).join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const [key, count] of counts) expect(Math.abs(count - 2000), key).toBeLessThan(180);
  });
  test("forks differ from one another and do not move their parent", () => {
    const parent = random.generator(8);
    const a = parent.fork(0).word();
    expect(parent.fork(0).word()).toBe(a);
    expect(parent.fork(1).word()).not.toBe(a);
    expect(parent.word()).toBe(random.generator(8).word());
  });
});

describe("messages", () => {
  const generator = random.generator(0);
  test.each([
    [
      "random.generator: expected a whole number of at least 0 as seed, got -1; try 1",
      () => random.generator(-1),
    ],
    [
      "below: expected a whole number from 1 to 2^32, got 0; try the length of a list",
      () => generator.below(0),
    ],
    [
      "uniform: expected low ≤ high, both finite, got 1 and 0; try low: 0, high: 1",
      () => generator.uniform([1], { low: 1, high: 0 }),
    ],
    [
      "normal: expected a standard deviation of at least 0, got -1; try stddev: 1",
      () => generator.normal([1], { stddev: -1 }),
    ],
    [
      "truncatedNormal: expected a standard deviation of at least 0, got NaN; try stddev: 1",
      () => generator.truncatedNormal([1], { stddev: Number.NaN }),
    ],
    [
      "bernoulli: expected a probability from 0 to 1, got 2; try 0.5",
      () => generator.bernoulli([1], { probability: 2 }),
    ],
    [
      "randint: expected whole numbers low < high that int32 holds, got 3 and 3; try { high: 10 }",
      () => generator.randint([1], { low: 3, high: 3 }),
    ],
    [
      "randint: expected whole numbers low < high that int32 holds, got 0 and 4294967296; try { high: 10 }",
      () => generator.randint([1], { high: 2 ** 32 }),
    ],
  ])("%s", (message, call) => {
    expect(call).toThrow(OptionError);
    expect(call).toThrow(message);
  });
});

describe("the place in a sequence", () => {
  test.each([0, 1, 3, 4, 5, 1001])("after %d words can be found again", (words) => {
    const draws = random.generator(3);
    for (let i = 0; i < words; i++) draws.word();
    expect(draws.position).toBe(words);
    const next = [draws.word(), draws.word(), draws.word()];
    const other = random.generator(3);
    other.seek(words);
    expect([other.word(), other.word(), other.word()]).toEqual(next);
    expect(other.position).toBe(words + 3);
  });

  test("may lie beyond the first of the counter's four parts", () => {
    const draws = random.generator(3);
    draws.seek(2 ** 34 + 2);
    expect(draws.position).toBe(2 ** 34 + 2);
    const word = draws.word();
    draws.seek(2);
    expect(draws.word()).not.toBe(word);
  });

  test("is a whole number", () => {
    expect(() => random.generator(1).seek(-1)).toThrow(
      new OptionError("seek: expected a whole number of at least 0, got -1; try the position of a generator"),
    );
  });
});
