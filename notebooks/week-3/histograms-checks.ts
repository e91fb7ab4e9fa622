/** The checks of the lesson "Where the weights start": what is right, and a hint for each usual mistake. */
import { type Check, isNumber, lesson, roundedTooFar } from "gradbook/exercise";

export const here = lesson("week-3/histograms", "Where the weights start");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  "who-learns": {
    question: "Whose network learns to bend its boundary: Ann's, Ben's, Cho's?",
    result: "Only Cho's.",
  },
  hundredth: {
    question: "Random, but a hundred times smaller: better or worse in a deep network?",
    result: "Worse: all units say the same.",
  },
  "tanh-width": {
    question: "At which standard deviation of the weights does tanh look best?",
    result: "Around 0.15, with 300 inputs.",
  },
});

/** The starts that exercise 1 chooses from. */
export type Start = "A" | "B" | "C";

/** Counts the units of a layer that answer 0 to every input; a row for each input, a column for each unit. */
export type CountDead = (outputs: number[][]) => number;

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 0.02 * wanted;

export const checkStart: Check<Start> = exercise<Start>({
  title: "Exercise 1",
  correct: (start) => start === "C",
  mistakes: [
    {
      when: (start) => start === "A",
      hint: "The hidden units of A do start equal. But each hidden weight's gradient has the factor vⱼ: is it the same for all units?",
    },
    {
      when: (start) => start === "B",
      hint: "B's hidden weights stand still in the first step only: the output weights move by e·hⱼ, and the hⱼ differ.",
    },
  ],
  otherwise: 'Choose one of "A", "B", "C".',
  because: "Where neither the hⱼ nor the vⱼ differ, no gradient can: the size of the number does not matter.",
});

export const checkSpread: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (sigma) => near(sigma, 0.0125),
  mistakes: [
    {
      when: (sigma) => near(sigma, 0.05),
      hint: "That is the standard deviation of the weighted sum. One step is left: the sigmoid's slope.",
    },
    {
      when: (sigma) => near(sigma, 0.025),
      hint: "That holds for inputs of 1. Here each weight is multiplied by 0.5.",
    },
    {
      when: (sigma) => near(sigma, 0.125) || near(sigma, 0.5),
      hint: "You added up 100 standard deviations. It is the variances that add up; the root comes last.",
    },
    {
      when: (sigma) => near(sigma, 0.00125) || near(sigma, 0.005),
      hint: "That is one term only. The weighted sum has 100 of them.",
    },
    {
      when: (sigma) => near(sigma, 0.0025) || near(sigma, 0.000625),
      hint: "0.0025 is the variance of the weighted sum. Which number belongs to a standard deviation?",
    },
    roundedTooFar(0.0125),
  ],
  otherwise:
    "First the variance of 0.5·wᵢ, then of the sum of 100 of these, then its root, then the slope ¼.",
  because: "√(100 · 0.005²) · ¼ = 0.0125, and the second layer's histogram is about that wide.",
});

/** Layers to try a counting function on, with their number of dead units. */
const layers: readonly (readonly [outputs: readonly (readonly number[])[], dead: number])[] = [
  [
    [
      [0, 2, 0, 1],
      [0, 0, 0, 3],
      [0, 1, 0, 0],
      [0, 0, 0, 0],
    ],
    2,
  ],
  [
    [
      [0, 1, 2, 0, 0, 0],
      [0, 0, 1, 0, 4, 0],
    ],
    3,
  ],
  [[[1, 1]], 0],
];

const isAnswered = (count: CountDead, wanted: readonly number[]): boolean =>
  layers.every(([outputs], i) => count(outputs.map((row) => [...row])) === wanted[i]);

export const checkDead: Check<CountDead> = exercise<CountDead>({
  title: "Exercise 3",
  correct: (count) =>
    isAnswered(
      count,
      layers.map(([, dead]) => dead),
    ),
  mistakes: [
    {
      when: (count) => isAnswered(count, [1, 0, 0]),
      hint: "You count the inputs to which every unit answers 0: rows. A unit is a column.",
    },
    {
      when: (count) => isAnswered(count, [4, 5, 0]),
      hint: "One 0 is not enough: a dead unit answers 0 to every input.",
    },
    {
      when: (count) => isAnswered(count, [12, 8, 0]),
      hint: "You count zeros. Count units, each once.",
    },
    {
      when: (count) => isAnswered(count, [2, 3, 2]),
      hint: "You count the units that are alive somewhere. It is the others that are asked for.",
    },
    {
      when: (count) => isAnswered(count, [0.5, 0.5, 0]),
      hint: "That is the share of dead units. Their number is asked for.",
    },
  ],
  otherwise: (count) =>
    `For the outputs [[0, 2, 0, 1], [0, 0, 0, 3], [0, 1, 0, 0], [0, 0, 0, 0]] your function says ${String(
      count(layers[0]?.[0].map((row) => [...row]) ?? []),
    )}. Which columns are 0 all the way down?`,
  because: "A unit that is 0 for every input passes no gradient back, so its weights never move.",
});

export const checkNotation: Check<number> = exercise<number>({
  title: "Exercise 4",
  correct: (stddev) => isNumber(stddev, 0.01),
  mistakes: [
    {
      when: (stddev) => near(stddev, 0.1),
      hint: "That is √0.01, what the cell above did: it keeps its spread.",
    },
    {
      when: (stddev) => near(stddev, 0.0001),
      hint: "That is the variance. The option stddev wants the standard deviation.",
    },
    {
      when: (stddev) => isNumber(stddev, 1),
      hint: "With 1, tanh saturates: its values gather at the ends, not in the middle.",
    },
    { when: (stddev) => stddev <= 0, hint: "A standard deviation is a positive number." },
  ],
  otherwise: "It is a number that you have already seen in the name of a row of the charts.",
  because: "N(0, 0.01²) has the standard deviation 0.01; N(0, 0.01), read as a textbook does, has 0.1.",
});
