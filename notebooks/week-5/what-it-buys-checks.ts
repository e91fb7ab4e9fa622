/** The checks of the lesson "What batch normalization buys": what is right, and a hint for each usual mistake. */
import { type Check, isNumber, lesson } from "gradbook/exercise";

export const here = lesson("week-5/what-it-buys", "What batch normalization buys");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  range: {
    question: "Over which range of learning rates does each network learn? Which promise do you trust least?",
    result: "Plain from 0.1 to 0.3, with the layer from 0.03 to 3.",
  },
  start: {
    question: "At learning rate 0.1, which spreads of the first weights will do for each network?",
    result: "Plain: near He's 0.35. With the layer: 0.1 to 2, and smaller ones mostly.",
  },
  small: {
    question: "What does the layer do in batches of 2, 4 and 8?",
    result: "At 2 it is little better than chance, at 4 worse than plain, at 8 even.",
  },
});

/** Picks the rates with which every seed's accuracy is at least 0.95. */
export type Working = (rates: number[], accuracies: number[][]) => number[];

/** The repairs that exercise 4 chooses from. */
export type Repair = "A" | "B" | "C";

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 0.01 * wanted;

export const checkBenefit: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (promise) => isNumber(promise, 3),
  mistakes: [
    {
      when: (promise) => isNumber(promise, 1),
      hint: "Large weights get small slopes in any batch, so large steps stay safe. What needs the batches to differ?",
    },
    {
      when: (promise) => isNumber(promise, 2),
      hint: "A factor on all weights cancels in any batch. What needs the batches to differ?",
    },
  ],
  otherwise: "Choose 1, 2 or 3.",
  because: "The guard against overfitting is the noise of ever different batches.",
});

export const checkGrowth: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (factor) => near(factor, 32),
  mistakes: [
    { when: (factor) => near(factor, 2), hint: "That is one layer. There are five." },
    { when: (factor) => near(factor, 10), hint: "The factors of the layers multiply; you added them." },
    { when: (factor) => near(factor, 1024), hint: "That is the growth of E[h²], the square of the size." },
    {
      when: (factor) => near(factor, 8 ** 2.5),
      hint: "You left out what ReLU does: half of E[z²] is lost in each layer.",
    },
    { when: (factor) => near(factor, 0.5 ** 5), hint: "Each layer adds up 32 inputs. See section 3." },
  ],
  otherwise: "Take σ √(n/2) for one layer, five times as a factor.",
  because: "Each layer doubles the signal, and 2⁵ = 32.",
});

const rates = [0.1, 0.3, 1, 3] as const;
const accuracies = [
  [0.97, 0.96, 0.98],
  [1, 0.93, 1],
  [0.98, 0.5, 0.5],
  [0.95, 0.99, 0.97],
] as const;

const run = (working: Working): unknown =>
  working(
    [...rates],
    accuracies.map((seeds) => [...seeds]),
  );

const gives = (working: Working, wanted: unknown): boolean =>
  JSON.stringify(run(working)) === JSON.stringify(wanted);

export const checkWorking: Check<Working> = exercise<Working>({
  title: "Exercise 3",
  correct: (working) => gives(working, [0.1, 3]),
  mistakes: [
    {
      when: (working) => gives(working, [0.1, 0.3, 3]),
      hint: "You take the mean. With 0.3 one seed ends at 0.93, and the others hide it.",
    },
    {
      when: (working) => gives(working, [...rates]),
      hint: "One seed that arrives is not enough: every seed has to.",
    },
    { when: (working) => gives(working, [0.1]), hint: "0.95 itself is enough: 0.95 or more." },
    {
      when: (working) => gives(working, [0, 3]),
      hint: "These are the places in the list. The rates themselves are asked for.",
    },
    {
      when: (working) => gives(working, [true, false, false, true]),
      hint: "You say for each rate whether it works. Keep those that do: filter instead of map.",
    },
    {
      when: (working) => gives(working, [0.3, 1]),
      hint: "These are the rates that do not work.",
    },
  ],
  otherwise: (working) =>
    `For the rates 0.1, 0.3, 1, 3 with the results [0.97, 0.96, 0.98], [1, 0.93, 1], [0.98, 0.5, 0.5], [0.95, 0.99, 0.97] your function gives ${JSON.stringify(run(working))}.`,
  because: "All seeds, not the mean and not the best one: that is what a claim about training needs.",
});

export const checkRepair: Check<Repair> = exercise<Repair>({
  title: "Exercise 4",
  correct: (repair) => repair === "C",
  mistakes: [
    {
      when: (repair) => repair === "A",
      hint: "A batch of 200 points of one class is still of one class.",
    },
    {
      when: (repair) => repair === "B",
      hint: "The number would look right. But would a point get the same answer alone as among others?",
    },
  ],
  otherwise: 'Choose one of "A", "B", "C".',
  because: "In inference the layer uses what it remembered, and an answer depends on its point alone.",
});
