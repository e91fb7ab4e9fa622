import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-4/optimizers")!;

/** The numbers that follow a name in a line, such as `RMSProp 2.4e-7`. */
function named(line: string): Record<string, number> {
  const pairs = line.matchAll(/(plain|momentum|RMSProp|Adam) (\d\.\de[+-]\d+)/g);
  return Object.fromEntries([...pairs].map(([, name, value]) => [name, Number(value)]));
}

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("plain descent in the valley", () => {
  it("formula, autograd and nudge agree on the slopes, formula and library after 60 steps", () => {
    const lines = printed(notebook, "walk-check").map((line) => line.match(/-?\d+\.\d{4}/g)!.map(Number));
    expect(lines.slice(0, 3)).toEqual(new Array(3).fill([-1.8, 40]));
    expect(lines[3]![0]).toBeCloseTo(-1.8 * 0.981 ** 60, 4);
    expect(lines[4]).toEqual(lines[3]);
  });
});

describe("momentum", () => {
  it("the notes' form walks the classical path when its rate is ten times as large, at β = 0.9", () => {
    const [same, constant, zigzag] = printed(notebook, "forms-code");
    expect(same).toBe("notes at 0.1, classical at 0.01: 60 steps, same path: true");
    expect(constant).toBe("V for slopes 1, 1, 1: 0.100  0.190  0.271");
    expect(zigzag).toBe("V for slopes 1, -1, 1, -1: 0.100  -0.010  0.091  -0.018");
  });

  it("helps up to a point: the best β lies inside, the largest is the worst", () => {
    const losses = printed(notebook, "beta-chart").map((line) => Number(line.split(/ +/).at(-1)));
    expect(losses).toHaveLength(6);
    expect(Math.min(...losses)).toBe(losses[2]);
    expect(Math.max(...losses)).toBe(losses[5]);
    expect(losses[3]).toBeLessThan(losses[0]! / 10);
  });
});

describe("Adam", () => {
  it("by hand is the library's, and its first step is one rate long in each weight", () => {
    const [first, same] = printed(notebook, "adam-code");
    expect(first).toBe("first step: 0.2000  -0.2000");
    expect(same).toMatch(/less than 1e-5 apart: true$/);
  });

  it("without its hats takes steps that are too long", () => {
    const [line = ""] = printed(notebook, "bug");
    const lengths = line.split(": ")[1]!.split(/ +/).map(Number);
    expect(lengths).toEqual([3.16, 4.25, 4.95, 6.53, 5.57, 3.24]);
  });
});

describe("all four in one valley", () => {
  const [straight = {}, , , turned = {}, anew = {}] = printed(notebook, "turn-code").map(named);

  it("each at its best rate: plain is last, momentum better, RMSProp and Adam ahead", () => {
    const { plain, momentum, Adam, RMSProp } = straight;
    expect(plain! / momentum!).toBeGreaterThan(10);
    expect(momentum!).toBeGreaterThan(Adam!);
    expect(Adam! / RMSProp!).toBeGreaterThan(1000);
    const race = printed(notebook, "race-code").map((line) => Number(/loss (\S+)$/.exec(line)?.[1]));
    expect(race).toEqual([plain, momentum, RMSProp, Adam]);
  });

  it("turned by 45° only plain descent and momentum keep their losses, and momentum is ahead", () => {
    expect(turned.plain).toBe(straight.plain);
    expect(turned.momentum).toBe(straight.momentum);
    expect(turned.RMSProp! / straight.RMSProp!).toBeGreaterThan(10_000);
    expect(turned.Adam! / straight.Adam!).toBeGreaterThan(10);
    expect(Math.min(...Object.values(turned))).toBe(turned.momentum);
  });

  it("with rates chosen anew Adam draws level at 45°, RMSProp does not", () => {
    expect(anew.Adam).toBeLessThan(anew.momentum!);
    expect(anew.RMSProp! / anew.momentum!).toBeGreaterThan(5);
  });
});

describe("on a network", () => {
  it("momentum and Adam end level over five starts, at rates a factor of ten apart", () => {
    const rows = printed(notebook, "network-chart").map((line) => {
      const [, name, rate, mean, low, high] = /^(\w+) +rate (\S+): (\S+), from (\S+) to (\S+)$/.exec(line)!;
      return { name, rate: Number(rate), mean: Number(mean), low: Number(low), high: Number(high) };
    });
    const [plain, momentum, rmsprop, adam] = rows;
    expect(rows.map(({ name }) => name)).toEqual(["plain", "momentum", "RMSProp", "Adam"]);
    expect(momentum!.mean).toBe(0.0004);
    expect(adam!.mean).toBe(0.0005);
    expect(momentum!.rate / adam!.rate).toBeCloseTo(10);
    expect(rmsprop!.mean).toBeGreaterThan(adam!.high);
    expect(plain!.low).toBeGreaterThan(rmsprop!.mean);
  });
});
