/** The checks of the lesson "Training XOR": what is right, and a hint for each usual mistake. */
import { areNumbers, type Check, isNumber, lesson } from "gradbook/exercise";

export const here = lesson("week-1/training-xor", "Training XOR");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  "how-many": {
    question: "How many of 200 networks learn XOR?",
    result: "With two hidden neurons 136 of 200, about two of three. With ten, all.",
  },
  rate: {
    question: "What does a learning rate 4 times as large do, and one 16 times as large?",
    result: "At 16 it reaches the bottom in ten steps; at 64 it hops from side to side for ever.",
  },
});

const near = (value: number, wanted: number, tolerance = 0.006): boolean =>
  Math.abs(value - wanted) < tolerance;

export const checkLossOfHalf: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (loss) => near(loss, Math.log(2)),
  mistakes: [
    { when: (loss) => near(loss, -Math.log(2)), hint: "Check the sign: a loss is never negative." },
    {
      when: (loss) => near(loss, 4 * Math.log(2)),
      hint: "That is the sum over the corners. The loss is their mean.",
    },
    { when: (loss) => near(loss, 0.5), hint: "0.5 is the answer. What does it cost? Take the logarithm." },
    {
      when: (loss) => near(loss, Math.log10(2)),
      hint: "That is the logarithm to base 10. We use the natural one, ln.",
    },
    { when: (loss) => near(loss, 0), hint: "Zero would be the price of answers that are right and sure." },
  ],
  otherwise: "Read the curves of section 2 at y = 0.5: what does one corner cost there?",
  because: "Every corner costs ln 2, so their mean is ln 2 as well: the price of having no idea.",
});

export const checkRates: Check<readonly [number, number]> = exercise<readonly [number, number]>({
  title: "Exercise 2",
  correct: (ends) => areNumbers(ends, [0, 1]),
  mistakes: [
    {
      when: ([low, high]) => isNumber(low, 1) && isNumber(high, 0),
      hint: "Both numbers are right, but the smaller one comes first.",
    },
    {
      when: ([low, high]) => isNumber(low, 0) && isNumber(high, 0.5),
      hint: "Up to 0.5 it comes straight. Try 0.75 by hand: it changes sides. Does it still arrive?",
    },
    {
      when: ([low, high]) => isNumber(low, 0) && isNumber(high, 2),
      hint: "Try 1.5 from w = 4, by hand: the distance goes 1, -2, 4. Did you forget the 2 of the slope?",
    },
    {
      when: ([low]) => low < 0,
      hint: "A negative learning rate walks uphill.",
    },
    {
      when: ([low, high]) => 0 < low && low <= high && high < 1,
      hint: "Inside: every rate between yours arrives, and more do. Give the two ends, where it stops arriving.",
    },
    {
      when: ([low, high]) => isNumber(low, 0) || isNumber(high, 1),
      hint: "One end is right. At the other, the distance neither grows nor shrinks: it keeps its size.",
    },
  ],
  otherwise: "How long is the distance w - 3 after one step, compared with before?",
  because: "One step multiplies the distance by 1 - 2α, and that shrinks it for α between 0 and 1.",
});

/** The mean cross-entropy. */
export type Loss = (answers: number[], targets: number[]) => number;

const probes: readonly (readonly [number[], number[]])[] = [
  [
    [0.9, 0.2],
    [1, 0],
  ],
  [
    [0.3, 0.6, 0.8],
    [0, 0, 1],
  ],
];

type Cost = (y: number, t: number) => number;
const right: Cost = (y, t) => -(t * Math.log(y) + (1 - t) * Math.log(1 - y));
const sumOf = (cost: Cost, [answers, targets]: readonly [number[], number[]]): number =>
  answers.reduce((sum, y, i) => sum + cost(y, targets[i] ?? 0), 0);
const meanOf = (cost: Cost, probe: readonly [number[], number[]]): number =>
  sumOf(cost, probe) / probe[0].length;

/** True when a loss gives on every probe what `expected` gives. */
const agrees = (loss: Loss, expected: (probe: readonly [number[], number[]]) => number): boolean =>
  probes.every((probe) => near(loss([...probe[0]], [...probe[1]]), expected(probe), 1e-6));

const mistaken =
  (cost: Cost) =>
  (loss: Loss): boolean =>
    agrees(loss, (probe) => meanOf(cost, probe));

export const checkCrossEntropy: Check<Loss> = exercise<Loss>({
  title: "Exercise 3",
  correct: mistaken(right),
  mistakes: [
    {
      when: mistaken((y, t) => -right(y, t)),
      hint: "The right size with the wrong sign: logarithms of numbers below 1 are negative, a loss is not.",
    },
    {
      when: mistaken((y, t) => -t * Math.log(y) + (1 - t) * Math.log(1 - y)),
      hint: "Your minus holds for the first half only, so a wrong answer to target 0 is rewarded. Where does the bracket open?",
    },
    {
      when: (loss) => agrees(loss, (probe) => sumOf(right, probe)),
      hint: "That is the sum. The loss is the mean: how many answers are there?",
    },
    {
      when: mistaken((y, t) => -t * Math.log(y)),
      hint: "You count the targets that are 1. What do the targets that are 0 cost?",
    },
    {
      when: mistaken((y, t) => right(1 - y, t)),
      hint: "The two halves have changed places: which of y and 1 - y belongs to target 1?",
    },
    {
      when: mistaken((y, t) => right(y, t) / Math.LN10),
      hint: "Math.log10 has another base: ln is Math.log.",
    },
    {
      when: mistaken((y, t) => right(y, t) / Math.LN2),
      hint: "Math.log2 has another base: ln is Math.log.",
    },
    {
      when: (loss) => !Number.isFinite(loss([0.9, 0.2], [1, 0])),
      hint: "Your function does not give a number. Does it end with a return?",
    },
  ],
  otherwise: (loss) =>
    `For [0.9, 0.2] and [1, 0] yours gives ${loss([0.9, 0.2], [1, 0]).toFixed(6)}; the two costs are 0.105361 and 0.223144.`,
  because:
    "Each target picks its half of the bracket, and the mean makes losses of short and long lists alike.",
});

/** One step of gradient descent. */
export type Update = (b: number, slope: number, alpha: number) => number;

/** Two places where no two of the usual mistakes give the same. */
const gives = (update: Update, expected: Update): boolean =>
  near(update(2, 0.5, 0.1), expected(2, 0.5, 0.1), 1e-9) &&
  near(update(-6, -3, 0.2), expected(-6, -3, 0.2), 1e-9);

export const checkUpdate: Check<Update> = exercise<Update>({
  title: "Exercise 4",
  correct: (update) => gives(update, (b, slope, alpha) => b - alpha * slope),
  mistakes: [
    {
      when: (update) => gives(update, (b, slope, alpha) => b + alpha * slope),
      hint: "That is the loop as it stands: it climbs.",
    },
    {
      when: (update) => gives(update, (b, slope) => b - slope),
      hint: "The right direction. How far it goes should depend on alpha, too.",
    },
    {
      when: (update) =>
        gives(update, (_, slope, alpha) => -alpha * slope) ||
        gives(update, (_, slope, alpha) => alpha * slope),
      hint: "That is the step. Where does it start from?",
    },
    {
      when: (update) => gives(update, (b, slope, alpha) => b - slope / alpha),
      hint: "A larger alpha must make a larger step: multiply.",
    },
    {
      when: (update) =>
        gives(update, (b, _, alpha) => b - alpha) || gives(update, (b, _, alpha) => b + alpha),
      hint: "This step ignores the slope: it cannot know which way is down.",
    },
  ],
  otherwise: (update) =>
    `From b = 2 with slope 0.5 and alpha 0.1 yours goes to ${update(2, 0.5, 0.1)}. How long should the step be, and which way?`,
  because: "The slope points uphill, so the step is subtracted.",
});
