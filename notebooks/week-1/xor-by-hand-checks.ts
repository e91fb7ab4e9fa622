/** The checks of the lesson "XOR by hand-set weights": what is right, and a hint for each usual mistake. */
import { areNumbers, type Check, isNumber, lesson } from "gradbook/exercise";

export const here = lesson("week-1/xor-by-hand", "XOR by hand-set weights");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  "one-line": {
    question: "Which of AND, OR and XOR can one straight line separate?",
    result: "AND and OR. For XOR every line misses a corner.",
  },
  soft: {
    question: "At a tenth of the weights, how sure is the network still?",
    result: "Not at all: about 0.42 everywhere.",
  },
});

/** A gate with two inputs, by name. */
export type Gate = "AND" | "OR" | "NAND" | "NOR" | "XOR" | "XNOR";

/** A neuron of two inputs. */
export interface Unit {
  readonly w: readonly [number, number];
  readonly b: number;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** The four outputs of the lesson's network with another output unit, in the order (0,0), (0,1), (1,0), (1,1). */
export function networkOutputs({ w, b }: Unit): readonly number[] {
  return [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ].map(([x1 = 0, x2 = 0]) => {
    const k1 = sigmoid(5 * x1 + 5 * x2 - 8);
    const k2 = sigmoid(-7 * x1 - 7 * x2 + 3);
    return sigmoid(w[0] * k1 + w[1] * k2 + b);
  });
}

const answers = ({ w, b }: Unit): string =>
  networkOutputs({ w, b })
    .map((y) => (y > 0.5 ? "1" : "0"))
    .join("");

const list = (values: readonly number[]): string => values.map((y) => y.toFixed(3)).join(", ");

export const checkGate: Check<Gate> = exercise<Gate>({
  title: "Exercise 1",
  correct: (gate) => gate === "NOR",
  mistakes: [
    { when: (gate) => gate === "AND", hint: "AND is what k₁ answers. Read the row of k₂ instead." },
    {
      when: (gate) => gate === "NAND",
      hint: "NAND answers 1 at three points. At how many points is k₂ above 0.5?",
    },
    {
      when: (gate) => gate === "OR",
      hint: "OR is 0 at (0,0). What is k₂ there? Mind the minus signs of its weights.",
    },
    {
      when: (gate) => gate === "XOR" || gate === "XNOR",
      hint: "One neuron can compute neither XOR nor its opposite: section 3 proves it.",
    },
  ],
  otherwise: 'Choose one of "AND", "OR", "NAND", "NOR", "XOR", "XNOR".',
  because: "k₂ fires at (0,0) only: neither of the two inputs is on.",
});

export const checkBiasRange: Check<readonly [number, number]> = exercise<readonly [number, number]>({
  title: "Exercise 2",
  correct: (ends) => areNumbers(ends, [-10, -5]),
  mistakes: [
    {
      when: ([low, high]) => isNumber(low, -5) && isNumber(high, -10),
      hint: "Both numbers are right, but the smaller one comes first: -10 lies left of -5.",
    },
    {
      when: ([low, high]) => isNumber(low, 5) && isNumber(high, 10),
      hint: "Check the sign: put b = 7 into the neuron. What does it answer at (0,0)?",
    },
    {
      when: ([low, high]) => isNumber(low, -10) && isNumber(high, 0),
      hint: "That uses (0,0) and (1,1). What do (0,1) and (1,0) ask of b?",
    },
    {
      when: ([low, high]) => isNumber(low, -5) && isNumber(high, 0),
      hint: "With b between -5 and 0 the neuron is OR: it fires at (0,1), too. AND must not.",
    },
    {
      when: ([low, high]) => -10 < low && low <= high && high < -5,
      hint: "Inside: every bias between yours works, and more do. Give the two ends, where it stops working.",
    },
    {
      when: ([low, high]) => isNumber(low, -10) || isNumber(high, -5),
      hint: "One end is right. Each end comes from one row of the truth table: which row gives the other?",
    },
  ],
  otherwise: "Write z = 5x₁ + 5x₂ + b for each of the four points. Where must z be negative, where positive?",
  because:
    "(0,1) and (1,0) ask for 5 + b < 0, and (1,1) for 10 + b > 0. (0,0) asks for b < 0, which follows.",
});

export const checkXnor: Check<Unit> = exercise<Unit>({
  title: "Exercise 3",
  correct: (unit) => {
    const [none = 0, right = 1, left = 1, both = 0] = networkOutputs(unit);
    return none > 0.9 && right < 0.1 && left < 0.1 && both > 0.9;
  },
  mistakes: [
    {
      when: (unit) => answers(unit) === "0110",
      hint: (unit) => `These outputs are still XOR's: ${list(networkOutputs(unit))}. XNOR is the opposite.`,
    },
    {
      when: (unit) => answers(unit) === "1111",
      hint: "Every output is above 0.5. The weights may be right, but at (0,1) the bias alone decides: which sign?",
    },
    {
      when: (unit) => answers(unit) === "0000",
      hint: "Every output is below 0.5. At (0,0) and (1,1) a hidden unit is near 1: its weight must lift z above 0.",
    },
    {
      when: (unit) => answers(unit) === "1001",
      hint: (unit) =>
        `The right side of 0.5 everywhere: ${list(networkOutputs(unit))}. Now make it surer (above 0.9, below 0.1): steeper means larger weights.`,
    },
  ],
  otherwise: (unit) =>
    `Your outputs are ${list(networkOutputs(unit))}. Only the points (0,0) and (1,1) should come out near 1.`,
  because:
    "Sure at every corner, and 1 where the inputs are equal. One way to it is to turn every sign of XOR's output unit, since σ(-z) = 1 - σ(z).",
});

// The logit at (0,1) and (1,0) is b - 0.719532, at (1,1) b - 9.688952 and at (0,0) b - 10.482004.
export const checkBias: Check<number> = exercise<number>({
  title: "Exercise 4",
  correct: (b) => !isNumber(b, 6) && answers({ w: [-11, -11], b }) === "0110",
  mistakes: [
    {
      when: (b) => isNumber(b, 6),
      hint: "6 works, of course. How far can you move it before a corner turns over?",
    },
    { when: (b) => isNumber(b, -6), hint: "That is the printed bias, the one that fails." },
    {
      when: (b) => Number.isFinite(b) && answers({ w: [-11, -11], b }) === "0000",
      hint: (b) =>
        `At (0,1) the logit is -11(k₁ + k₂) + b = ${(b - 0.719532).toFixed(3)}: still negative. It must be positive.`,
    },
    {
      when: (b) => answers({ w: [-11, -11], b }) === "0111",
      hint: (b) =>
        `Too much: at (1,1) the logit is ${(b - 9.688952).toFixed(3)}, so the network answers 1 there as well.`,
    },
    {
      when: (b) => answers({ w: [-11, -11], b }) === "1111",
      hint: "Now every logit is positive: the network answers 1 at all four points.",
    },
  ],
  otherwise: "Give one number, for example 2.5.",
  because: "Any bias between 0.72 and 9.68 works, and 6 lies near the middle.",
});
