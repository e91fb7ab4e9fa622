import type { Check } from "gradbook/exercise";
import { expect } from "vitest";

/** Each usual wrong answer with words of the hint that it must get; no two kinds get the same hint. */
export function expectHints<Answer>(
  check: Check<Answer>,
  cases: readonly (readonly [NoInfer<Answer>, string])[],
): void {
  const hints = cases.map(([answer, words]) => {
    const result = check(answer);
    expect(result.state, String(answer)).toBe("again");
    expect(result.message).toContain(words);
    return result.message;
  });
  expect(new Set(hints).size, "every kind of mistake has a hint of its own").toBe(cases.length);
}

/** A right answer is accepted, and no answer is no mistake. */
export function expectSolved<Answer>(check: Check<Answer>, ...answers: readonly NoInfer<Answer>[]): void {
  expect(check(null).state).toBe("open");
  for (const answer of answers) {
    const { state, message } = check(answer);
    expect(state, message).toBe("solved");
  }
}
