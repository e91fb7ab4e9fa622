/** The checks of the lesson "Backpropagation by hand": what is right, and a hint for each usual mistake. */
import type { Tensor } from "gradbook";
import { areNumbers, type Check, isNumber, lesson } from "gradbook/exercise";

export const here = lesson("week-2/backpropagation", "Backpropagation by hand");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  product: {
    question: "Which product of X and D has the shape of W₁?",
    result: "XᵀD: it is 2 × 2.",
  },
  nudge: {
    question: "How does the error change with the size of the nudge: is smaller always better?",
    result: "No: it is a valley, lowest near 1e-4 to 1e-5.",
  },
});

/** The lesson's network of two inputs, two hidden neurons and one output. */
export interface Network {
  readonly W1: Tensor<[2, 2], "float64">;
  readonly b1: Tensor<[2], "float64">;
  readonly W2: Tensor<[2, 1], "float64">;
  readonly b2: Tensor<[1], "float64">;
}

export const checkShape: Check<readonly [number, number]> = exercise<readonly [number, number]>({
  title: "Exercise 1",
  correct: (shape) => areNumbers(shape, [784, 128]),
  mistakes: [
    {
      when: ([rows, columns]) => isNumber(rows, 128) && isNumber(columns, 784),
      hint: "Turned round: the rows of W belong to the inputs, the columns to the units.",
    },
    {
      when: ([rows, columns]) => isNumber(rows, 32) && isNumber(columns, 128),
      hint: "That is the shape of D. What is it multiplied with?",
    },
    {
      when: ([rows, columns]) => isNumber(rows, 32) && isNumber(columns, 784),
      hint: "That is the shape of X. The examples are summed away.",
    },
  ],
  otherwise: "How many weights are there? Each has one slope.",
  because: "Each weight has one slope, so the shape is that of W.",
});

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 0.0005;

export const checkSlope: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (slope) => near(slope, 0.12),
  mistakes: [
    { when: (slope) => near(slope, 0.6), hint: "That is the example alone. J is the mean over five." },
    {
      when: (slope) => near(slope, -0.12),
      hint: "The right size. Answer minus target, not the other way round.",
    },
    { when: (slope) => near(slope, -0.08), hint: "That would be the slope for the target 1." },
    {
      when: (slope) => near(slope, 0.5) || near(slope, 2.5),
      hint: "That is the slope with respect to the answer. One more gate lies between it and the logit.",
    },
    {
      when: (slope) => near(slope, 0.144),
      hint: "The sigmoid's slope cancels: look at the third line of section 2.",
    },
  ],
  otherwise: "The answer minus the target, then its share in the mean of five.",
  because: "(0.6 - 0)/5: the answer minus the target, and one fifth of it in the mean.",
});

/** A slope for the answer p. */
export type SlopeOfAnswer = (p: number) => number;

const like = (slope: SlopeOfAnswer, wanted: SlopeOfAnswer): boolean =>
  [0.2, 0.7].every((p) => Math.abs(slope(p) - wanted(p)) < 1e-9);

export const checkBuggyCost: Check<SlopeOfAnswer> = exercise<SlopeOfAnswer>({
  title: "Exercise 3",
  id: "exercise-4",
  correct: (slope) => like(slope, (p) => -p),
  mistakes: [
    {
      when: (slope) => like(slope, (p) => p),
      hint: "That is the slope of the right cost. The noted one has another sign.",
    },
    {
      when: (slope) => like(slope, (p) => -1 / (1 - p)),
      hint: "That is ∂L/∂p. The sigmoid gate still lies between p and z.",
    },
    {
      when: (slope) => like(slope, (p) => 1 / (1 - p)),
      hint: "Mind the inner derivative: 1 - p falls when p grows. And the sigmoid gate is still to come.",
    },
    {
      when: (slope) => like(slope, (p) => -p * (1 - p)),
      hint: "That is the sigmoid gate alone. What does the logarithm's gate send it?",
    },
    {
      when: (slope) => like(slope, (p) => p - 1) || like(slope, (p) => 1 - p),
      hint: "1 - p belongs to the target 1. Here the target is 0.",
    },
  ],
  otherwise: (slope) => `At p = 0.5 the slope is -0.5; yours is ${slope(0.5)}.`,
  because: "The right cost has +p. With the minus missing, the step pushes the answer up instead of down.",
});
