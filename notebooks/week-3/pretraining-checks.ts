/** The checks of the lesson "Pre-training": what is right, and a hint for each usual mistake. */
import { type Check, isNumber, lesson, roundedTooFar } from "gradbook/exercise";

export const here = lesson("week-3/pretraining", "Pre-training");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  contest: {
    question: "Which copy reads digits better: pre-trained, or not?",
    result: "On drawn digits the pre-trained one, 98.9 % against 88.0 %. On MNIST they are alike.",
  },
});

/** The change of the weights by CD-1 for one example, without the learning rate: a row for each visible unit. */
export type Change = (v: number[], h: number[], v1: number[], h1: number[]) => number[][];

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 0.002;

export const checkProbability: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (probability) => near(probability, 0.8808),
  mistakes: [
    { when: (probability) => near(probability, 2), hint: "That is the weighted sum. The sigmoid is left." },
    { when: (probability) => near(probability, 0.9526), hint: "That is σ(3): the bias is missing." },
    {
      when: (probability) => near(probability, 0.7311),
      hint: "That is σ(1): you added up all three weights. A visible unit that is 0 adds nothing.",
    },
    {
      when: (probability) => near(probability, 0.1192),
      hint: "That is σ(-2), how likely the unit is to be 0. The energy has a minus, and e to the minus energy takes it back.",
    },
    roundedTooFar(0.880797),
    {
      when: (probability) => probability < 0 || probability > 1,
      hint: "A probability lies between 0 and 1.",
    },
  ],
  otherwise: "Add the bias and the weights of the visible units that are 1; then the sigmoid.",
  because: "σ(-1 + 2 + 1) = σ(2) = 0.881.",
});

export const checkBias: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (change) => near(change, 0.15),
  mistakes: [
    {
      when: (change) => near(change, -0.15),
      hint: "The size is right. Should a pixel that is too seldom white become whiter or darker?",
    },
    { when: (change) => near(change, 0.3), hint: "That is the difference of the averages. What about α?" },
    { when: (change) => near(change, 0.35), hint: "That is the data's part alone. What is taken away?" },
    {
      when: (change) => near(change, 0.55),
      hint: "The two averages are not added: one pulls up, the other down.",
    },
    {
      when: (change) => near(change, 0.14),
      hint: "You multiplied the averages. The rule takes their difference.",
    },
    roundedTooFar(0.15),
  ],
  otherwise: "α times the pixel's average in the data minus its average in the reconstructions.",
  because: "0.5 · (0.7 - 0.4) = 0.15: the pixel becomes whiter.",
});

/** Examples to try a change of weights on: v, h, v', h'. */
const examples: readonly (readonly (readonly number[])[])[] = [
  [
    [1, 0, 1],
    [0.75, 0.25],
    [0.5, 0.125, 0.25],
    [0.5, 1],
  ],
  [
    [1, 1],
    [0.5, 0, 1],
    [0.25, 0.75],
    [1, 0.5, 0],
  ],
];

type Formula = (v: number, h: number, v1: number, h1: number) => number;

function gives(change: Change, formula: Formula, turned = false): boolean {
  return examples.every((example) => {
    const [v = [], h = [], v1 = [], h1 = []] = example.map((list) => [...list]);
    const wanted = turned
      ? h.map((hj, j) => v.map((vi, i) => formula(vi, hj, v1[i] ?? 0, h1[j] ?? 0)))
      : v.map((vi, i) => h.map((hj, j) => formula(vi, hj, v1[i] ?? 0, h1[j] ?? 0)));
    const got = change(v, h, v1, h1);
    return (
      got.length === wanted.length &&
      wanted.every(
        (row, i) => got[i]?.length === row.length && row.every((value, j) => near(got[i]?.[j] ?? 9, value)),
      )
    );
  });
}

const rule: Formula = (v, h, v1, h1) => v * h - v1 * h1;

export const checkUpdate: Check<Change> = exercise<Change>({
  title: "Exercise 3",
  correct: (change) => gives(change, rule),
  mistakes: [
    {
      when: (change) => gives(change, (v, h, v1, h1) => v1 * h1 - v * h),
      hint: "The sign: this makes the machine forget the data and believe its own dreams.",
    },
    {
      when: (change) => gives(change, rule, true),
      hint: "The numbers are right, but rows and columns are exchanged: a row for each visible unit.",
    },
    {
      when: (change) => gives(change, (v, h) => v * h),
      hint: "That is the data's part. Without the other one the weights would grow for ever.",
    },
    {
      when: (change) => gives(change, (v, h, v1) => v * h - v1 * h),
      hint: "The second product needs the hidden units of the reconstruction, too.",
    },
    {
      when: (change) => gives(change, (v, h, v1, h1) => (v - v1) * (h - h1)),
      hint: "A product of differences is not a difference of products.",
    },
  ],
  otherwise: (change) =>
    `For v = [1, 1], h = [0.5, 0, 1], v' = [0.25, 0.75], h' = [1, 0.5, 0] the first row is [0.25, -0.125, 1]. Yours is ${JSON.stringify(change([1, 1], [0.5, 0, 1], [0.25, 0.75], [1, 0.5, 0])[0])}.`,
  because:
    "Each weight grows where its two units are on together in the data, and shrinks where in the dream.",
});

export const checkBudget: Check<number> = exercise<number>({
  title: "Exercise 4",
  correct: (epochs) => isNumber(epochs, 12),
  mistakes: [
    { when: (epochs) => isNumber(epochs, 6), hint: "So the report did. Is pre-training free?" },
    {
      when: (epochs) => isNumber(epochs, 8),
      hint: "Two epochs of pre-training are those of one machine. How many machines were there?",
    },
    {
      when: (epochs) => isNumber(epochs, 9),
      hint: "Three machines, yes. Each of them read all examples twice.",
    },
    {
      when: (epochs) => isNumber(epochs, 18),
      hint: "Each machine learned for two epochs before the 6, not through all of them.",
    },
  ],
  otherwise: "Add up the epochs of all machines and those of fine-tuning.",
  because: "3 layers times 2 epochs, and 6 epochs of fine-tuning.",
});
