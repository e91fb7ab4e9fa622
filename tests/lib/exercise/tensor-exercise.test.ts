import { type Tensor, tensor } from "gradbook";
import { tensorExercise } from "gradbook/exercise";
import { describe, expect, it } from "vitest";

type Answer = (D: Tensor<[number, number]>) => Tensor<readonly number[]>;
const D = tensor([
  [1, 2],
  [3, 5],
]) as Tensor<[number, number]>;
const check = tensorExercise<Answer>({
  title: "Rung 3",
  result: (answer) => answer(D),
  wanted: D.sum(0),
  slips: [{ gives: D.sum(1), hint: "One sum for each example." }],
  because: "A bias is added in every example.",
});

describe("tensorExercise", () => {
  it("takes every way to the wanted numbers, but for rounding", () => {
    expect(check(null).state).toBe("open");
    for (const answer of [(d) => d.sum(0), (d) => d.transpose().sum(1), (d) => d.mean(0).mul(2)] as Answer[])
      expect(check(answer).state).toBe("solved");
  });

  it.each<[string, Answer]>([
    ["One sum for each example.", (d) => d.sum(1)],
    ["The shape should be [2]; yours is [].", (d) => d.sum()],
    ["should be 4, yours is 5", (d) => d.sum(0).add(1)],
    ["gives no tensor back", (() => undefined) as never],
    ["gives no tensor back", (() => 4) as never],
    ["Your answer stopped with an error: sum", (d) => d.sum(7)],
  ])("says %s", (words, answer) => {
    const { state, message } = check(answer);
    expect(state).toBe("again");
    expect(message).toContain(words);
  });

  it("wants a slip, and no misspelt option", () => {
    const options = { title: "Rung 3", result: (answer: Answer) => answer(D), wanted: D.sum(0), because: "" };
    expect(() => tensorExercise({ ...options, slips: [], becuase: "" } as never)).toThrow("tensorExercise");
  });
});
