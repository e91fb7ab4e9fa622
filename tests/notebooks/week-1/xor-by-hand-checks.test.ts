import { describe, expect, it } from "vitest";
import {
  checkBias,
  checkBiasRange,
  checkGate,
  checkXnor,
  networkOutputs,
} from "../../../notebooks/week-1/xor-by-hand-checks.js";
import { expectHints } from "../expect-hints.js";

describe("exercise 1: the gate of the second hidden neuron", () => {
  it("accepts NOR only", () => {
    expect(checkGate("NOR").state).toBe("solved");
    expect(checkGate(null).state).toBe("open");
  });

  it("has a hint for each other gate", () => {
    expectHints(checkGate, [
      ["AND", "AND is what k₁ answers"],
      ["NAND", "At how many points"],
      ["OR", "OR is 0 at (0,0)"],
      ["XOR", "neither XOR nor its opposite"],
      ["nor" as "NOR", "Choose one of"],
    ]);
    expect(checkGate("XNOR").message).toBe(checkGate("XOR").message);
  });
});

describe("exercise 2: the biases that make an AND gate", () => {
  it("accepts -10 to -5", () => {
    expect(checkBiasRange([-10, -5]).state).toBe("solved");
    expect(checkBiasRange(null).state).toBe("open");
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkBiasRange, [
      [[-5, -10], "the smaller one comes first"],
      [[5, 10], "Check the sign"],
      [[-10, 0], "What do (0,1) and (1,0) ask"],
      [[-5, 0], "the neuron is OR"],
      [[-10, -8], "One end is right"],
      [[-9, -6], "Inside"],
      [[-3, 4], "Write z = 5x₁ + 5x₂ + b"],
    ]);
  });
});

describe("exercise 3: an output neuron for XNOR", () => {
  it("accepts any neuron that is sure at every corner", () => {
    expect(checkXnor({ w: [11, 11], b: -6 }).state).toBe("solved");
    expect(checkXnor({ w: [20, 18], b: -9 }).state).toBe("solved");
    expect(checkXnor(null).state).toBe("open");
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkXnor, [
      [{ w: [-11, -11], b: 6 }, "still XOR's: 0.011, 0.995, 0.995, 0.024"],
      [{ w: [11, 11], b: 6 }, "Every output is above 0.5"],
      [{ w: [-11, -11], b: -6 }, "Every output is below 0.5"],
      [{ w: [2, 2], b: -1 }, "make it surer"],
      [{ w: [11, -11], b: 0.2 }, "Only the points (0,0) and (1,1)"],
    ]);
  });
});

describe("exercise 4: another bias", () => {
  it("accepts any bias that gives XOR, except the one already known", () => {
    for (const bias of [0.72, 1, 5, 9, 9.68]) expect(checkBias(bias).state).toBe("solved");
    expect(checkBias(null).state).toBe("open");
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkBias, [
      [6, "6 works, of course"],
      [-6, "the printed bias, the one that fails"],
      [0, "= -0.720: still negative"],
      [10, "at (1,1) the logit is 0.311"],
      [20, "every logit is positive"],
      [Number.NaN, "Give one number"],
    ]);
  });

  it("says the logits that the network has", () => {
    // The rounded constants in the hints against the network itself: the sign turns where they say.
    for (const [bias, corner] of [
      [0.719532, 1],
      [9.688952, 3],
    ] as const) {
      expect(networkOutputs({ w: [-11, -11], b: bias })[corner]).toBeCloseTo(0.5, 6);
    }
  });
});
