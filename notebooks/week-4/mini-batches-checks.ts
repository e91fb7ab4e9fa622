/** The checks of the lesson "How many examples at a time?": what is right, and a hint for each usual mistake. */
import { type Check, isNumber, lesson, roundedTooFar } from "gradbook/exercise";

export const here = lesson("week-4/mini-batches", "How many examples at a time?");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  smallest: {
    question: "Who has the smallest loss after one epoch, and after twenty?",
    result: "After one Ben, after twenty Cho.",
  },
  cloud: {
    question: "What happens to the cloud of slopes as the batch grows?",
    result: "It shrinks around the true slope, as 1/√m, and never moves off it.",
  },
});

/** Cuts an order of examples into batches of m. */
export type Split = (order: number[], m: number) => number[][];

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 0.01 * wanted;

export const checkUpdates: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (updates) => isNumber(updates, 2340),
  mistakes: [
    { when: (updates) => isNumber(updates, 468), hint: "That is one epoch. How many are there?" },
    {
      when: (updates) => isNumber(updates, 2345) || isNumber(updates, 469),
      hint: "You count the last batch of each epoch, too. It is not full and is left out.",
    },
    {
      when: (updates) => updates > 2340 && updates < 2345,
      hint: "A part of a batch makes no update. Round down in each epoch, before you multiply.",
    },
    {
      when: (updates) => isNumber(updates, 300_000) || isNumber(updates, 60_000),
      hint: "You count examples. An update uses 128 of them.",
    },
  ],
  otherwise: "First the number of full batches in one epoch, then five of these.",
  because: "468 full batches in each of five epochs.",
});

export const checkBatchSize: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (size) => isNumber(size, 256),
  mistakes: [
    {
      when: (size) => isNumber(size, 16),
      hint: "16 is how much the noise has to shrink. It shrinks like 1/√m, not like 1/m.",
    },
    {
      when: (size) => isNumber(size, 128),
      hint: "You mixed a variance with a standard deviation: 8²/m is compared with 0.5².",
    },
    { when: (size) => isNumber(size, 4), hint: "You took the root where the square belongs." },
    {
      when: (size) => size > 0 && size < 1,
      hint: "A batch holds one example or more. Is your fraction upside down?",
    },
  ],
  otherwise: "Put the numbers into σ/√m = 0.5 and solve for m.",
  because: "8/√256 = 0.5: sixteen times less noise costs 256 times the work.",
});

const orders: readonly (readonly [order: readonly number[], m: number])[] = [
  [[9, 4, 7, 1, 3], 2],
  [[8, 2, 6, 0, 5, 3], 3],
  [[5, 2, 9], 4],
  [[3, 8, 1, 6, 4], 4],
  [[7, 2, 5, 0, 9, 1, 8], 1],
];
const written = (batches: readonly (readonly number[])[]): string => JSON.stringify(batches);

/** Whether an answer cuts all the orders as another function does. */
const splitsLike = (answer: Split, other: Split): boolean =>
  orders.every(([order, m]) => written(answer([...order], m)) === written(other([...order], m)));

const ranges = (length: number, make: (k: number) => number[]): number[][] =>
  Array.from({ length }, (_, k) => make(k));

const cut: Split = (order, m) => ranges(Math.ceil(order.length / m), (k) => order.slice(k * m, k * m + m));

/** Windows that begin one example further each, as many as there are batches. */
const windows: Split = (order, m) => ranges(Math.ceil(order.length / m), (k) => order.slice(k, k + m));

export const checkSplit: Check<Split> = exercise<Split>({
  title: "Exercise 3",
  correct: (split) => splitsLike(split, cut),
  mistakes: [
    {
      when: (split) => splitsLike(split, (order, m) => cut(order, m).filter(({ length }) => length === m)),
      hint: "The last batch is missing where it is not full. Round the number of batches up.",
    },
    {
      when: (split) => splitsLike(split, windows),
      hint: "Your second batch begins one example after the first, so most examples come twice. How many further must it begin?",
    },
    {
      when: (split) => splitsLike(split, (order, m) => cut(order, Math.ceil(order.length / m))),
      hint: "You cut into m batches. It is the batches that hold m examples each.",
    },
    {
      when: (split) =>
        splitsLike(split, (order, m) =>
          cut(
            order.map((_, i) => i),
            m,
          ),
        ),
      hint: "Your batches hold places 0, 1, 2, …, not the examples that stand at these places of the order.",
    },
    {
      when: (split) =>
        splitsLike(split, (order, m) =>
          cut(
            [...order].sort((a, b) => a - b),
            m,
          ),
        ),
      hint: "You sorted the order. It is drawn at random and has to stay so.",
    },
  ],
  otherwise: (split) => {
    const [[order, m]] = orders as [(typeof orders)[number]];
    return `For ${written([order]).slice(1, -1)} and m = ${m} your function gives ${written(split([...order], m))}. Which example is missing, or too often there?`;
  },
  because: "Every example is in exactly one batch of an epoch.",
});

export const checkRate: Check<number> = exercise<number>({
  title: "Exercise 4",
  correct: (rate) => near(rate, 0.1 / 24),
  mistakes: [
    { when: (rate) => near(rate, 0.1), hint: "That is the rate that runs away." },
    {
      when: (rate) => near(rate, 2.4),
      hint: "The steps are too long already. This makes them longer still.",
    },
    {
      when: (rate) => near(rate, 0.1 / 240),
      hint: "The sum goes over the examples of one batch, not over all 240.",
    },
    {
      when: (rate) => near(rate, 0.01),
      hint: "There are ten batches in an epoch, but each step uses one of them. How many terms does its sum have?",
    },
    {
      when: (rate) => near(rate, 0.1 / Math.sqrt(24)),
      hint: "The root belongs to the noise. Here the slope itself is too large: by which factor?",
    },
    roundedTooFar(0.1 / 24),
  ],
  otherwise: "How many times longer than their mean is the sum of 24 slopes?",
  because: "The sum of 24 slopes is 24 times their mean; 0.1/24 times the sum is 0.1 times the mean.",
});
