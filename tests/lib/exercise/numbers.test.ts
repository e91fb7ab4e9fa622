import { areNumbers, isNumber, roundedTooFar } from "gradbook/exercise";
import { describe, expect, it } from "vitest";

describe("isNumber", () => {
  it("takes a number however it was computed", () => {
    expect([0.1 ** 2, 1 / 100, 0.3 - 0.29].every((value) => isNumber(value, 0.01))).toBe(true);
    expect(isNumber(-70.00000000001, -70)).toBe(true);
    expect(isNumber(1e-12, 0)).toBe(true);
  });

  it("takes no other number, and nothing that is none", () => {
    for (const value of [0.0100001, 0.011, -0.01, Number.NaN, Number.POSITIVE_INFINITY])
      expect(isNumber(value, 0.01), String(value)).toBe(false);
    expect(isNumber(204_042.001, 204_042)).toBe(false);
  });
});

describe("areNumbers", () => {
  it("compares number by number", () => {
    expect(areNumbers([0.1 ** 2, 3 * (1 / 3)], [0.01, 1])).toBe(true);
    expect(areNumbers([1, 0.01], [0.01, 1])).toBe(false);
    expect(areNumbers([0.01], [0.01, 1])).toBe(false);
    expect(areNumbers([0.01, 1, 0], [0.01, 1])).toBe(false);
    expect(areNumbers(undefined as unknown as number[], [1])).toBe(false);
  });
});

describe("roundedTooFar", () => {
  it("sees a number that was rounded or cut off", () => {
    const cases: [wanted: number, given: readonly number[]][] = [
      [1 / 1024, [0.001, 0.00098, 0.0009]],
      [0.0125, [0.013, 0.012, 0.01]],
      [0.113, [0.11, 0.1]],
      [Math.sqrt(3), [1.7, 2, 1]],
      [-1.2247, [-1.2, -1.22, -1]],
    ];
    for (const [wanted, given] of cases)
      for (const value of given) expect(roundedTooFar(wanted).when(value), `${value}`).toBe(true);
  });

  it("sees no other number in it", () => {
    for (const value of [0, 0.014, 0.0115, 0.02, -0.013, Number.NaN])
      expect(roundedTooFar(0.0125).when(value), String(value)).toBe(false);
  });

  it("asks for more digits", () => expect(roundedTooFar(0.5).hint).toMatch(/^Nearly: .*more digits/));
});
