/** The checks of the lesson "The case of the 85 percent": what is right, and a hint for each usual mistake. */
import { type Check, lesson, roundedTooFar } from "gradbook/exercise";

export const here = lesson("week-3/mnist-initialization", "The case of the 85 percent");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  random: {
    question: 'Which standard deviation hides behind "Random"?',
    result: "1: the standard normal distribution.",
  },
  he: { question: "Which result would He have got?", result: "The same as Xavier, 96.5 % or so." },
  deep: {
    question: "Five hidden layers, two epochs: which accuracies?",
    result: "Two of the three have learned nothing, 10 or 11 %. ReLU with He's rule has.",
  },
  level: {
    question: "At which gain is the line level: tanh, sigmoid, ReLU?",
    result: "Tanh up to about √2, the sigmoid at none, ReLU at every one.",
  },
});

/** What may have cost the wide start its accuracy. */
export type Cause = "A" | "B" | "C" | "D";

/** The value in the middle of a list. */
export type Median = (values: number[]) => number;

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 0.01 * wanted;

export const checkCause: Check<Cause> = exercise<Cause>({
  title: "Exercise 1",
  correct: (cause) => cause === "C",
  mistakes: [
    {
      when: (cause) => cause === "A",
      hint: "Xavier's weights are drawn at random as well. Is there another random start that did well?",
    },
    {
      when: (cause) => cause === "B",
      hint: "Look for a normal start that did well: the line-up has one.",
    },
    {
      when: (cause) => cause === "D",
      hint: "Bad luck would show in one seed of five. How far apart are the five?",
    },
  ],
  otherwise: 'Choose one of "A", "B", "C", "D".',
  because: "N(0, 1) and N(0, 0.05²) differ in nothing but their width, and in ten points.",
});

export const checkFirstSigma: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (sigma) => near(sigma, 0.113),
  mistakes: [
    { when: (sigma) => near(sigma, 1 / 78.4), hint: "That is the variance σ². The root is left." },
    {
      when: (sigma) => near(sigma, 1 / Math.sqrt(784)),
      hint: "That would be right for inputs with E[x²] = 1. Pixels are smaller.",
    },
    {
      when: (sigma) => near(sigma, Math.sqrt(2 / 784)),
      hint: "That is He's σ. It expects inputs that another ReLU layer put out; here the pixels come first.",
    },
    {
      when: (sigma) => near(sigma, Math.sqrt(2 / 78.4)),
      hint: "No ReLU stands before the first weighted sum, so nothing is halved yet.",
    },
    {
      when: (sigma) => near(sigma, Math.sqrt(78.4)),
      hint: "That is the standard deviation of z₁ for σ = 1. How much narrower must the weights be?",
    },
    roundedTooFar(1 / Math.sqrt(78.4)),
  ],
  otherwise: "Put 784, 0.1 and 1 into Var(z₁) = n σ² E[x²] and solve for σ.",
  because:
    "1 / √(784 · 0.1) = 0.113: most pixels are black, so the first weights may be wider than He's rule says.",
});

/** Lists to try a median on: odd, even, with 10 before 9 as texts, and far apart. */
const lists: readonly (readonly number[])[] = [
  [3, 1, 2],
  [4, 1, 3, 2],
  [10, 9, 100, 1, 20],
  [0.000002, 2000, 0.5, 1, 0.1],
  [7],
];

type Formula = (values: readonly number[]) => number;

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const place = (values: readonly number[], index: number): number => values[Math.floor(index)] ?? 0;

const median: Formula = (values) => {
  const sorted = ascending(values);
  return (place(sorted, (sorted.length - 1) / 2) + place(sorted, sorted.length / 2)) / 2;
};

const follows = (answer: Median, formula: Formula): boolean =>
  lists.every((list) => near(answer([...list]), formula(list)));

export const checkMedian: Check<Median> = exercise<Median>({
  title: "Exercise 3",
  correct: (answer) => follows(answer, median),
  mistakes: [
    {
      when: (answer) => follows(answer, (values) => values.reduce((sum, x) => sum + x, 0) / values.length),
      hint: "That is the mean. One ratio of 2000 drags it far away from all the others.",
    },
    {
      when: (answer) => follows(answer, (values) => place(values, values.length / 2)),
      hint: "You took the place in the middle of the list as it stands. Sort first.",
    },
    {
      when: (answer) => follows(answer, (values) => place(ascending(values), values.length / 2)),
      hint: "Right for an odd number of values. With four of them, two are in the middle.",
    },
    {
      when: (answer) =>
        follows(answer, (values) => {
          const sorted = [...values].sort();
          return (place(sorted, (sorted.length - 1) / 2) + place(sorted, sorted.length / 2)) / 2;
        }),
      hint: "sort() alone compares texts: it puts 10 before 9. Tell it to compare numbers.",
    },
  ],
  otherwise: (answer) =>
    `For [4, 1, 3, 2] the median is 2.5. Your function says ${String(answer([4, 1, 3, 2]))}.`,
  because: "Half of the values lie below it and half above, however far away they are.",
});

export const checkSpread: Check<number> = exercise<number>({
  title: "Exercise 4",
  correct: (factor) => near(factor, Math.sqrt(3)),
  mistakes: [
    {
      when: (factor) => near(factor, 3),
      hint: "Three is the factor of the variance. The limit is a length.",
    },
    {
      when: (factor) => near(factor, 1 / Math.sqrt(3)),
      hint: "Turn it over: the weights are too narrow, the limit has to grow.",
    },
    {
      when: (factor) => near(factor, Math.SQRT2),
      hint: "He's 2 is in the σ already. What does spreading evenly cost?",
    },
    {
      when: (factor) => near(factor, Math.sqrt(6)),
      hint: "The limit √(6/n) as a whole has the root of 6. How much of that does √(2/n) have already?",
    },
    roundedTooFar(Math.sqrt(3)),
  ],
  otherwise: "Set the variance of the evenly spread numbers, limit² / 3, equal to σ².",
  because: "limit² / 3 = σ² gives a limit of √3 σ = 1.73 σ, which is √(6/n).",
});
