import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { parseOutputNumbers, printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-3/histograms")!;

/** Pooled σ and σ across inputs of layer 5, by activation and start. */
const table = Object.fromEntries(
  printed(notebook, "table").flatMap((line) => {
    const found = /^(sigmoid|tanh|relu), +(.+?) +(\S+) +(\S+)$/.exec(line.replaceAll("−", "-"));
    return found ? [[`${found[1]} ${found[2]}`, { pooled: Number(found[3]), across: Number(found[4]) }]] : [];
  }),
);
const of = (name: string) => table[name]!;

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("equal units stay equal", () => {
  it("have equal gradients, by autograd and by finite differences", () => {
    const [, zeros = "", , halves = ""] = printed(notebook, "zeros-gradient");
    for (const [line, value] of [
      [zeros, 0],
      [halves, -0.010376],
    ] as const) {
      expect(line.match(/-?\d\.\d{6}/g)?.map(Number)).toEqual(new Array(5).fill(value));
    }
  });

  it("zeros never move, equal weights stop early, five random starts go on", () => {
    const [zeros, equal, random] = printed(notebook, "loss-chart");
    expect(parseOutputNumbers([zeros!])[0]).toBeCloseTo(Math.LN2, 4);
    expect(parseOutputNumbers([equal!])[0]).toBeGreaterThan(0.2);
    const [, low, high] = random!.match(/0\.\d{4}/g)!.map(Number);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.06);
  });

  it("four equal units are still equal after training", () => {
    for (const line of printed(notebook, "surface-chart")) {
      const weights = line.match(/-?\d+\.\d{4}/g)!;
      expect(weights).toHaveLength(4);
      expect(new Set(weights).size).toBe(1);
    }
  });
});

describe("what five layers leave of the input", () => {
  it("has both standard deviations of all twelve combinations", () => {
    expect(Object.keys(table)).toHaveLength(12);
  });

  it("Xavier with sigmoid: a wide histogram that hardly depends on the input", () => {
    expect(of("sigmoid Xavier").pooled).toBeGreaterThan(0.11);
    expect(of("sigmoid Xavier").pooled).toBeLessThan(0.14);
    expect(of("sigmoid Xavier").across).toBeGreaterThan(0.0005);
    expect(of("sigmoid Xavier").across).toBeLessThan(0.0007);
  });

  it("Xavier with tanh keeps a spread that is about the input", () => {
    expect(of("tanh Xavier").across).toBeGreaterThan(0.3);
    expect(of("tanh Xavier").across / of("tanh Xavier").pooled).toBeGreaterThan(0.95);
  });

  it("ReLU: He keeps its spread, Xavier leans to 0, N(0, 1) explodes, N(0, 0.01²) vanishes", () => {
    expect(of("relu He").pooled).toBeGreaterThan(0.7);
    expect(of("relu Xavier").pooled).toBeLessThan(0.2);
    expect(of("relu N(0, 1)").pooled).toBeGreaterThan(10_000);
    expect(of("relu N(0, 0.01²)").pooled).toBeLessThan(1e-5);
  });

  it("N(0, 1) saturates sigmoid and tanh, N(0, 0.01²) squeezes them", () => {
    expect(of("sigmoid N(0, 1)").pooled).toBeGreaterThan(0.4);
    expect(of("tanh N(0, 1)").pooled).toBeGreaterThan(0.9);
    expect(of("sigmoid N(0, 0.01²)").pooled).toBeLessThan(0.02);
    expect(of("tanh N(0, 0.01²)").pooled).toBeLessThan(1e-4);
  });
});

describe("find the bug", () => {
  it("N(0, 0.01) read as a variance is Xavier's width: tanh keeps its spread", () => {
    const pooled = parseOutputNumbers(printed(notebook, "bug"));
    expect(pooled).toHaveLength(5);
    expect(pooled[4]).toBeGreaterThan(0.3);
    expect(Math.abs(pooled[4]! - of("tanh Xavier").pooled)).toBeLessThan(0.02);
  });
});
