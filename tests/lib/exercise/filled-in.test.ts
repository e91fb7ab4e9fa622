import { exercise, filledIn } from "gradbook/exercise";
import { describe, expect, it } from "vitest";

type Sum = (a: number, b: number) => number;

const check = (title: string, wanted: number) =>
  exercise<Sum>({
    title,
    correct: (given) => given(2, 3) === wanted,
    mistakes: [{ when: (given) => given(2, 3) === 0, hint: "Not zero." }],
    otherwise: "Try 2 and 3.",
    because: "That is it.",
  });
const parts = {
  checks: { add: check("add", 5), multiply: check("multiply", 6) },
  ours: { add: (a: number, b: number) => a + b, multiply: (a: number, b: number) => a * b },
};

describe("filledIn", () => {
  it("keeps an answer that its check takes, whatever its form", () => {
    const mine: Sum = (a, b) => b - -a;
    expect(filledIn({ add: mine }, parts).add).toBe(mine);
  });

  it("puts ours in place of what is not given, wrong, or throws", () => {
    const stops: Sum = () => {
      throw new Error("stop");
    };
    for (const answer of [null, undefined, (a: number) => a, stops])
      expect(filledIn({ multiply: answer }, parts)).toEqual(parts.ours);
  });

  it("refuses a misspelt option", () => {
    expect(() => filledIn({}, { ...parts, our: parts.ours } as never)).toThrow("filledIn: expected options");
  });
});
