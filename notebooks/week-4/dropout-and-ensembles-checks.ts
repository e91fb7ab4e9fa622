/** The checks of the lesson "Dropout and ensembles": what is right, and a hint for each usual mistake. */
import { type Check, isNumber, lesson } from "gradbook/exercise";

export const here = lesson("week-4/dropout-and-ensembles", "Dropout and ensembles");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  together: {
    question: "What do five real networks reach together: 96 %, 97 %, 99 %, 99.94 %?",
    result: "96.93 % with all 60,000 pictures: they err on the same ones.",
  },
  "half-off": {
    question: "What happens to a network if every second unit is switched off while it learns?",
    result: "It learns more slowly, ends as well, and is less sure of itself.",
  },
});

/** Inverted dropout of a list, with a random number from 0 to 1 for each value. */
export type Drop = (x: number[], u: number[], p: number) => number[];

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 1e-6;

export const checkInference: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (value) => near(value, 5),
  mistakes: [
    {
      when: (value) => near(value, 4),
      hint: "Multiplying by 1 - p at inference belongs to dropout that was not inverted. Ours made up for it in training.",
    },
    { when: (value) => near(value, 6.25), hint: "That is what a survivor hands on in training." },
    {
      when: (value) => isNumber(value, 0),
      hint: "That may happen in training. Are units switched off at inference?",
    },
    {
      when: (value) => near(value, 1) || near(value, 25),
      hint: "0.2 is the probability of being switched off, not a factor.",
    },
  ],
  otherwise: "Which of the two happens at inference: the mask, the division, or neither?",
  because: "At inference dropout hands on what it gets.",
});

export const checkMean: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (variance) => near(variance, 2.5),
  mistakes: [
    {
      when: (variance) => near(variance, 1),
      hint: "That would be so for independent networks. Ours have a covariance.",
    },
    {
      when: (variance) => near(variance, 40),
      hint: "That is the variance of the sum. What does dividing by 4 do to it?",
    },
    {
      when: (variance) => near(variance, 10),
      hint: "Dividing a number by 4 divides its variance by 4², not by 4.",
    },
    {
      when: (variance) => near(variance, 1.75),
      hint: "Each pair counts twice, as (i, k) and as (k, i): there are K (K - 1) covariances.",
    },
    {
      when: (variance) => near(variance, 3),
      hint: "There are 16 terms in the square of the sum: 4 are variances. How many are left for covariances?",
    },
    {
      when: (variance) => near(variance, 2),
      hint: "That is where it goes with ever more networks. Here are four.",
    },
    { when: (variance) => near(variance, 4), hint: "That is one network alone. Averaging helps a little." },
  ],
  otherwise: "Take 1/K² times the sum of K variances and K (K - 1) covariances.",
  because: "(4 · 4 + 12 · 2)/16 = 2.5, between 1 (independent) and 4 (all alike).",
});

const tries: readonly (readonly [x: readonly number[], u: readonly number[], p: number])[] = [
  [[6, -2, 1, 3], [0.1, 0.9, 0.5, 0.2], 0.25],
  [[1, 2, 3, 4], [0.7, 0.45, 0.1, 0.99], 0.6],
  [[5, 7], [0.3, 0.8], 0],
  // A random number that is just p is not below it.
  [[2, -4, 8], [0.5, 0.25, 0.75], 0.5],
];

const dropsLike = (answer: Drop, other: Drop, among = tries): boolean =>
  among.every(([x, u, p]) => {
    const [got, wanted] = [answer([...x], [...u], p), other([...x], [...u], p)];
    return got.length === wanted.length && got.every((value, i) => near(value, wanted[i] as number));
  });

/** The survivors times a factor, where a condition on the random number says who survives. */
const survivors =
  (survives: (u: number, p: number) => boolean, factor: (p: number) => number): Drop =>
  (x, u, p) =>
    x.map((value, i) => (survives(u[i] as number, p) ? value * factor(p) : 0));

const on = (u: number, p: number): boolean => u >= p;
const off = (u: number, p: number): boolean => u < p;
const inverse = (p: number): number => 1 / (1 - p);

export const checkDropout: Check<Drop> = exercise<Drop>({
  title: "Exercise 3",
  correct: (drop) => dropsLike(drop, survivors(on, inverse)),
  mistakes: [
    {
      when: (drop) =>
        dropsLike(
          drop,
          survivors(on, () => 1),
        ),
      hint: "The right units are off. The others have to be made larger, so that the mean stays.",
    },
    {
      when: (drop) =>
        dropsLike(drop, survivors(off, inverse)) ||
        dropsLike(
          drop,
          survivors(off, () => 1),
        ),
      hint: "You switch off those whose random number is above p. Off is where it is below.",
    },
    {
      when: (drop) =>
        dropsLike(
          drop,
          survivors(on, (p) => 1 - p),
        ),
      hint: "You made the survivors smaller. They have to make up for those that are off.",
    },
    {
      when: (drop) =>
        dropsLike(
          drop,
          survivors(on, (p) => 1 / p),
          tries.filter(([, , p]) => p > 0),
        ),
      hint: "You divide by p, the part that is off. Divide by the part that is on.",
    },
    {
      when: (drop) => tries.every(([x, u, p]) => drop([...x], [...u], p).length < x.length || p === 0),
      hint: "A unit that is off stays in the list, as a 0: the next layer expects it at its place.",
    },
  ],
  otherwise: (drop) => {
    const [[x, u, p]] = tries as [(typeof tries)[number]];
    return `For x = [${x.join(", ")}], u = [${u.join(", ")}] and p = ${p} your function gives [${drop([...x], [...u], p).join(", ")}]. Which units are off, and what should the others be?`;
  },
  because: "Off below p, else divided by 1 - p.",
});

export const checkFactor: Check<number> = exercise<number>({
  title: "Exercise 4",
  correct: (factor) => near(factor, 0.6),
  mistakes: [
    {
      when: (factor) => Math.abs(factor - 1 / 0.6) < 0.01,
      hint: "That factor was missing in training. Now training is over, and the weights are used to smaller sums.",
    },
    { when: (factor) => near(factor, 0.4), hint: "0.4 is the part that was off. Which part arrived?" },
    {
      when: (factor) => Math.abs(factor - 0.6031) < 1e-4,
      hint: "That is what these dice left. What would be left in the mean of many draws?",
    },
    {
      when: (factor) => near(factor, 1),
      hint: "That changes nothing: the sums stay larger than in training.",
    },
    {
      when: (factor) => near(factor, 2.5),
      hint: "The sums are too large already, and this makes them larger.",
    },
  ],
  otherwise:
    "Which part of each sum arrived in training, in the mean of many draws? The probability p tells.",
  because: "In training 1 - p = 0.6 of each sum arrived, so at inference the same part must arrive.",
});
