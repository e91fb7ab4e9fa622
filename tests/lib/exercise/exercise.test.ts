import { CheckResult, exercise } from "gradbook/exercise";
import { describe, expect, it } from "vitest";

const check = exercise<number | (() => number)>({
  title: "Exercise 1",
  correct: (answer) => (typeof answer === "function" ? answer() : answer) === 4,
  mistakes: [
    { when: (answer) => answer === 2, hint: "Count the corners." },
    { when: (answer) => answer === 2 || answer === 3, hint: (answer) => `${String(answer)} is close.` },
  ],
  otherwise: "Write down all inputs.",
  because: "Two values twice.",
});

describe("exercise", () => {
  it("leaves an unanswered exercise open", () => {
    expect(check(null).state).toBe("open");
    expect(check(null).toString()).toBe(
      "○ Exercise 1: not answered yet. Put your answer in place of null and run the cell again.",
    );
  });

  it("says why a right answer is right", () => {
    expect(check(4).toString()).toBe("✓ Exercise 1: solved. Two values twice.");
    expect(check(() => 4).state).toBe("solved");
  });

  it("gives the first fitting mistake's hint, and the general one otherwise", () => {
    expect(check(2).message).toBe("Count the corners.");
    expect(check(3).message).toBe("3 is close.");
    expect(check(5).message).toBe("Write down all inputs.");
    expect(check(5).state).toBe("again");
  });

  it("turns an answer that throws into a hint", () => {
    const result = check(() => {
      throw new Error("x is not a number");
    });
    expect(result.state).toBe("again");
    expect(result.message).toBe("Your answer stopped with an error: x is not a number");
  });

  it("refuses an exercise without usual mistakes", () => {
    const options = { title: "E", correct: () => true, mistakes: [], otherwise: "", because: "" };
    expect(() => exercise(options)).toThrow(
      'exercise("E"): expected at least one usual mistake, got none; try { when, hint } for a likely one',
    );
  });
});

describe("CheckResult", () => {
  const result = new CheckResult("Exercise 2", "again", "Is a < b & b > c?");

  it("is shown in Jupyter with mark, word and escaped text", () => {
    const show = Reflect.get(result, Symbol.for("Jupyter.display")) as () => Record<string, string>;
    const bundle = show.call(result);
    expect(bundle["text/plain"]).toBe("→ Exercise 2: not yet. Is a < b & b > c?");
    expect(bundle["text/html"]).toContain("Is a &lt; b &amp; b &gt; c?");
    expect(bundle["text/html"]).toContain('role="status"');
  });

  it("is one line of text in a console", async () => {
    const { inspect } = await import("node:util");
    expect(inspect(result)).toBe(result.toString());
  });
});
