/** The checks of the lesson "Batch normalization, forward": what is right, and a hint for each usual mistake. */
import { type Check, lesson, roundedTooFar } from "gradbook/exercise";

export const here = lesson("week-5/batch-norm-forward", "Batch normalization, forward");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  alone: {
    question: "What does the layer answer when it is shown one example only?",
    result: "β, whatever the example was. So in use it works with remembered numbers.",
  },
  gamma: {
    question: "What does a large γ do to the answers of a sigmoid behind the layer?",
    result: "It saturates: nearly every answer is 0 or 1.",
  },
});

/** The parameters that exercise 1 chooses from. */
export type Needless = "A" | "B" | "C";

/** Batch normalization of one feature: its values in the batch in, as many out. */
export type Forward = (x: number[], gamma: number, beta: number, epsilon: number) => number[];

const near = (value: number, wanted: number, tolerance = 6e-4): boolean =>
  Math.abs(value - wanted) <= tolerance;

export const checkBias: Check<Needless> = exercise<Needless>({
  title: "Exercise 1",
  correct: (choice) => choice === "B",
  mistakes: [
    {
      when: (choice) => choice === "A",
      hint: "Without weights nothing of the input arrives. Normalizing only forgets how large a unit's weights are, not which way they point.",
    },
    {
      when: (choice) => choice === "C",
      hint: "Without β every unit has mean 0 over the batch, for good. Something else in the list is cancelled by the mean.",
    },
  ],
  otherwise: 'Choose one of "A", "B", "C".',
  because: "The mean takes away whatever is added to a whole column; β adds it back where it counts.",
});

export const checkPair: Check<readonly [number, number]> = exercise<readonly [number, number]>({
  title: "Exercise 2",
  correct: ([first, second]) => near(first, 1) && near(second, -1),
  mistakes: [
    {
      when: ([first, second]) => near(first, -1) && near(second, 1),
      hint: "The size is right. Which of the two examples lies above the mean?",
    },
    {
      when: ([first, second]) => near(first, 2) && near(second, -2),
      hint: "These are the distances from the mean. They are still to be divided by σ.",
    },
    {
      when: ([first, second]) => near(first, 0.5) && near(second, -0.5),
      hint: "You divided by the variance 4, or by the distance of the two. Divide by σ, its root.",
    },
    {
      when: ([first, second]) => near(first, Math.SQRT1_2) && near(second, -Math.SQRT1_2),
      hint: "That is the variance with n - 1 in place of n. Batch normalization divides by n.",
    },
    {
      when: ([first, second]) => near(first, 1) && near(second, 0),
      hint: "That is min-max scaling, from 0 to 1. Standardize: mean 0.",
    },
  ],
  otherwise: "The two results have mean 0, so they are opposite numbers.",
  because: "Both lie exactly one σ from their mean, however far apart they are.",
});

/** A batch to try a forward pass on, with options that tell the usual mistakes apart. */
const tried = { x: [3, 9, 11, 17], gamma: 2, beta: 1, epsilon: 11 } as const;

type Formula = (deviation: number) => number;

/** Whether a forward pass turns each value's distance from the mean into what a formula says. */
const gives = (forward: Forward, formula: Formula): boolean => {
  const { x, gamma, beta, epsilon } = tried;
  const got = forward([...x], gamma, beta, epsilon);
  return Array.isArray(got) && x.every((value, i) => near(got[i] ?? Number.NaN, formula(value - 10)));
};

export const checkForward: Check<Forward> = exercise<Forward>({
  title: "Exercise 3",
  correct: (forward) => gives(forward, (d) => (2 * d) / 6 + 1),
  mistakes: [
    {
      when: (forward) => gives(forward, (d) => d / 6),
      hint: "That is x̂. One line is left: γ x̂ + β.",
    },
    {
      when: (forward) => gives(forward, (d) => (2 * d) / 16 + 1),
      hint: "ε is added to the variance before the root is taken, not to σ.",
    },
    {
      when: (forward) => gives(forward, (d) => (2 * d) / 36 + 1),
      hint: "You divide by the variance. Take its root.",
    },
    {
      when: (forward) => gives(forward, (d) => (2 * d) / 5 + 1),
      hint: "ε is missing. With a column of equal numbers you would divide by 0.",
    },
    {
      when: (forward) => gives(forward, (d) => (2 * d) / Math.sqrt(100 / 3 + 11) + 1),
      hint: "The variance of a batch is divided by n, not by n - 1.",
    },
    {
      when: (forward) => gives(forward, (d) => d / 6 + 2),
      hint: "γ and β are exchanged: γ multiplies, β is added.",
    },
    {
      when: (forward) => gives(forward, (d) => 2 * (d / 6 + 1)),
      hint: "γ multiplies x̂ only, and β is added after.",
    },
    {
      when: (forward) => gives(forward, (d) => (2 * (d + 10)) / 6 + 1),
      hint: "The mean has not been subtracted from the values.",
    },
  ],
  otherwise: (forward) => {
    const { x, gamma, beta, epsilon } = tried;
    const got = forward([...x], gamma, beta, epsilon);
    return `For x = 3, 9, 11, 17 with γ = 2, β = 1 and ε = 11 your function gives ${String(got)}. There √(σ² + ε) is 6: what should become of 16, say?`;
  },
  because: "Mean, variance over n, ε under the root, then γ and β: the whole layer for one feature.",
});

export const checkAxis: Check<number> = exercise<number>({
  title: "Exercise 4",
  correct: (height) => near(height, -10 / Math.sqrt(200 / 3)),
  mistakes: [
    {
      when: (height) => near(Math.abs(height), 1, 1e-3),
      hint: "That has the size that the cell above gives to everybody, or divides by n - 1. Use the three heights alone, and n.",
    },
    {
      when: (height) => near(height, 10 / Math.sqrt(200 / 3)),
      hint: "The size is right. 160 lies below the mean.",
    },
    {
      when: (height) => near(height, -0.15, 1e-3),
      hint: "You divided by the variance. Divide by its root.",
    },
    {
      when: (height) => near(height, -10),
      hint: "That is the distance from the mean. Divide it by σ.",
    },
    {
      when: (height) => near(height, 0),
      hint: "That is min-max scaling: the least becomes 0. Standardize.",
    },
    roundedTooFar(-10 / Math.sqrt(200 / 3)),
  ],
  otherwise:
    "Take the column of heights, 160, 170, 180: its mean, its variance with n = 3, then the formula.",
  because: "The mean goes down a column, over the examples: heights are compared with heights.",
});
