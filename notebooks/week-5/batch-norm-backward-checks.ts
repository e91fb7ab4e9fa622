/** The checks of the lesson "Batch normalization, backward": what is right, and a hint for each usual mistake. */
import { type Check, isNumber, lesson } from "gradbook/exercise";

export const here = lesson("week-5/batch-norm-backward", "Batch normalization, backward");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  sum: {
    question:
      "The loss is the sum of all answers. Is the slope of the first input positive, negative or zero?",
    result: "Zero.",
  },
  boat: {
    question: "If only the second answer counts, does the fourth input get a slope?",
    result: "Yes, through the mean and the variance.",
  },
  tenfold: {
    question: "Ten times larger weights: what becomes of their slopes?",
    result: "A tenth.",
  },
});

/** The slopes of one feature's inputs from those that arrive, its normalized values, γ and √(σ² + ε). */
export type Compact = (g: number[], hat: number[], gamma: number, s: number) => number[];

const near = (value: number, wanted: number, tolerance = 1e-6): boolean =>
  Math.abs(value - wanted) <= tolerance;

export const checkGamma: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (slope) => near(slope, 3),
  mistakes: [
    { when: (slope) => near(slope, 9), hint: "That is the sum of g, the slope of β. What does γ multiply?" },
    {
      when: (slope) => near(slope, 0.75),
      hint: "That is a mean. Every example uses γ, so the slopes add up.",
    },
    { when: (slope) => near(slope, 0), hint: "That is the sum of x̂. Each counts as much as its slope g." },
    {
      when: (slope) => near(slope, -3),
      hint: "Check the signs: the first example has x̂ = 1 and g = 4, which adds 4.",
    },
  ],
  otherwise: "Multiply each slope g by the x̂ of its example, and add up the four products.",
  because: "γ multiplies x̂ in every example, so its slope is Σ g x̂ = 4 - 1 + 2 - 2.",
});

export const checkTwo: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (slope) => near(slope, 0),
  mistakes: [
    {
      when: (slope) => near(slope, 7.5),
      hint: "That is the direct way alone, γ g / s. Two more ways lead through μ and σ².",
    },
    {
      when: (slope) => near(slope, 5.25),
      hint: "The mean is out. What is left has a trend along x̂, and that has to go, too.",
    },
    {
      when: (slope) => near(slope, 2.25),
      hint: "The trend is out. The mean of g, 1.5, has to go, too.",
    },
    {
      when: (slope) => near(slope, 3) || near(slope, -10.5),
      hint: "You took sums of g and g x̂ where the formula has means.",
    },
  ],
  otherwise: "Here x̂ is 1 and -1, and γ/s = 1.5. What is in the bracket of section 5?",
  because: "Two numbers are normalized to 1 and -1 whatever they are, so nothing can change the answers.",
});

const tried = { g: [4, 1, 2, 2], hat: [1.4, 0.2, -0.2, -1.4], gamma: 3, s: 2 } as const;
const center = 2.25;
const trend = (4 * 1.4 + 0.2 - 0.4 - 2.8) / 4;

/** What becomes of one arriving slope and its x̂. */
type Formula = (slope: number, hat: number) => number;

const run = (compact: Compact): number[] => compact([...tried.g], [...tried.hat], tried.gamma, tried.s);

const gives = (compact: Compact, formula: Formula): boolean => {
  const got = run(compact);
  return (
    Array.isArray(got) &&
    tried.g.every((slope, i) => near(got[i] ?? Number.NaN, formula(slope, tried.hat[i] ?? 0)))
  );
};

export const checkCompact: Check<Compact> = exercise<Compact>({
  title: "The one-line form",
  id: "exercise-3",
  correct: (compact) => gives(compact, (slope, hat) => 1.5 * (slope - center - hat * trend)),
  mistakes: [
    {
      when: (compact) => gives(compact, (slope) => 1.5 * slope),
      hint: "That is the direct way alone. Mean and trend of g have to go.",
    },
    {
      when: (compact) => gives(compact, (slope) => 1.5 * (slope - center)),
      hint: "The mean is out. The trend along x̂ is missing.",
    },
    {
      when: (compact) => gives(compact, (slope, hat) => 1.5 * (slope - hat * trend)),
      hint: "The trend is out. The mean of g is missing.",
    },
    {
      when: (compact) => gives(compact, (slope, hat) => slope - center - hat * trend),
      hint: "The bracket is right. The factor γ/s before it is missing.",
    },
    {
      when: (compact) => gives(compact, (slope, hat) => 6 * (slope - center - hat * trend)),
      hint: "γ is divided by s, not multiplied.",
    },
    {
      when: (compact) => gives(compact, (slope, hat) => 1.5 * (slope - 4 * center - hat * 4 * trend)),
      hint: "These are the sums of g and g x̂. The formula has their means.",
    },
    {
      when: (compact) => gives(compact, (slope) => 1.5 * (slope - center - trend)),
      hint: "The trend is multiplied by each example's own x̂.",
    },
    {
      when: (compact) => gives(compact, (slope, hat) => 1.5 * (slope + center + hat * trend)),
      hint: "Both are subtracted.",
    },
  ],
  otherwise: (compact) =>
    `For g = 4, 1, 2, 2, x̂ = 1.4, 0.2, -0.2, -1.4, γ = 3 and s = 2 your function gives ${String(run(compact))}. The results must add up to 0.`,
  because: "That is all six gradients' work for the inputs, in one line.",
});

export const checkExponent: Check<number> = exercise<number>({
  title: "Exercise 3",
  id: "exercise-4",
  correct: (exponent) => isNumber(exponent, -1.5),
  mistakes: [
    {
      when: (exponent) => isNumber(exponent, 1.5),
      hint: "That is what the cell has. Compare the two results.",
    },
    {
      when: (exponent) => isNumber(exponent, -0.5),
      hint: "That is the exponent of x̂ itself. Differentiating lowers it by 1.",
    },
    {
      when: (exponent) => isNumber(exponent, 0.5),
      hint: "Lowering -½ by 1 makes it more negative, and 1/√ is a power below 0.",
    },
    {
      when: (exponent) => isNumber(exponent, -1),
      hint: "The root halves the exponent: 1/√v is v to the power -½.",
    },
  ],
  otherwise: "Write x̂ as (x - μ) times a power of v, then use the rule for powers.",
  because: "The derivative of v^(-1/2) is -½ v^(-3/2).",
});
