import { data, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { numbers, plain } from "./plain.js";

const order = (dataset: Iterable<unknown>): number[] => [...dataset].map((x) => plain(x) as number);
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const ten = Array.from({ length: 10 }, (_, i) => i);

describe("shuffle", () => {
  // Every lesson that shuffles prints numbers that hang on this order: it must not change.
  it("gives a frozen order: seed by seed, buffer by buffer, reading by reading", () => {
    const full = numbers(10).shuffle(10, { seed: 1 });
    expect(order(full)).toEqual([0, 6, 7, 8, 5, 4, 9, 3, 1, 2]);
    expect(order(full)).toEqual([6, 8, 1, 3, 4, 9, 7, 5, 0, 2]);
    expect(order(numbers(10).shuffle(3, { seed: 1 }))).toEqual([0, 2, 4, 5, 6, 7, 3, 9, 1, 8]);
    expect(order(numbers(10).shuffle(3))).toEqual([0, 1, 2, 5, 3, 6, 8, 9, 4, 7]);
  });

  it("gives the same order again from the same pipeline, made anew", () => {
    const make = () => numbers(100).shuffle(20, { seed: 7 }).repeat(3);
    expect(order(make())).toEqual(order(make()));
  });

  it("reads in a new order each time, unless told otherwise", () => {
    const fresh = numbers(50).shuffle(50, { seed: 1 });
    const [first, second] = [order(fresh), order(fresh)];
    expect(second).not.toEqual(first);
    const fixed = numbers(50).shuffle(50, { seed: 1, reshuffleEachIteration: false });
    expect(order(fixed)).toEqual(first);
    expect(order(fixed)).toEqual(first);
  });

  it("gives each round of repeat its own order, all elements in every round", () => {
    const rounds = order(numbers(10).shuffle(10, { seed: 1 }).repeat(2));
    expect(sorted(rounds.slice(0, 10))).toEqual(ten);
    expect(sorted(rounds.slice(10))).toEqual(ten);
    expect(rounds.slice(10)).not.toEqual(rounds.slice(0, 10));
  });

  it("mixes rounds when it follows repeat", () => {
    const mixed = order(numbers(10).repeat(2).shuffle(20, { seed: 1 }));
    expect(sorted(mixed)).toEqual(ten.flatMap((i) => [i, i]));
    expect(sorted(mixed.slice(0, 10))).not.toEqual(ten);
  });

  it.each([1, 2, 5, 10, 100])(
    "with a buffer of %i lets no element come before it was in the buffer",
    (size) => {
      const values = order(numbers(40).shuffle(size, { seed: 3 }));
      expect(sorted(values)).toEqual(Array.from({ length: 40 }, (_, i) => i));
      values.forEach((value, place) => {
        expect(value).toBeLessThan(place + size);
      });
    },
  );

  it("with a buffer of 1 changes nothing", () => {
    expect(order(numbers(10).shuffle(1))).toEqual(ten);
  });

  it("keeps images and labels together", () => {
    const x = tensor(ten.map((i) => [i, -i]));
    const pairs = data.Dataset.fromTensorSlices([x, Int32Array.from(ten)]).shuffle(10, { seed: 2 });
    for (const [image, label] of pairs) expect(image.toArray()).toEqual([label.item(), -label.item()]);
  });

  it("gives every order of a full buffer about as often", () => {
    const counts = new Map<string, number>();
    const three = numbers(3).shuffle(3, { seed: 11 });
    for (let i = 0; i < 6000; i++) {
      const key = order(three).join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Each is binomial with mean 1000 and standard deviation 29.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it("is the same over rows in memory, over made elements, and read asynchronously", async () => {
    const options = { seed: 5, reshuffleEachIteration: false };
    const rows = numbers(30).shuffle(8, options);
    const made = numbers(30)
      .map((x) => x.item())
      .shuffle(8, options);
    const slow = numbers(30)
      .map(async (x) => x.item())
      .shuffle(8, options);
    expect([...made]).toEqual(order(rows));
    expect(await slow.toArray()).toEqual(order(rows));
    expect((await rows.toArray()).map(plain)).toEqual(order(rows));
  });
});
