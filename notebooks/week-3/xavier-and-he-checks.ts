/** The checks of the lesson "Xavier and He": what is right, and a hint for each usual mistake. */
import { areNumbers, type Check, isNumber, lesson, roundedTooFar } from "gradbook/exercise";

export const here = lesson("week-3/xavier-and-he", "Xavier and He");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  spread: {
    question: "What is the standard deviation of z with 100 inputs, and with 784?",
    result: "10 and 28: the root of their number.",
  },
  gains: {
    question: "At which gain does ReLU keep its mean square? And tanh?",
    result: "ReLU at √2, He's value. Tanh at none.",
  },
});

/** Whose rule it is. */
export type Author = "LeCun" | "Xavier" | "He";

/** The authors of the rules sqrt(1/n) and sqrt(2/(fan-in + fan-out)). */
export interface Authors {
  readonly oneOverN: Author;
  readonly twoOverSum: Author;
}

/** A uniform limit for a kernel's shape. */
export type Limit = (shape: number[]) => number;

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 0.01 * wanted;
const pair = (a: number, b: number) => (answer: readonly [number, number]) => areNumbers(answer, [a, b]);

export const checkFans: Check<readonly [number, number]> = exercise<readonly [number, number]>({
  title: "Exercise 1",
  correct: pair(54, 180),
  mistakes: [
    { when: pair(180, 54), hint: "Both numbers are right. Which of them counts what a unit reads?" },
    { when: pair(6, 20), hint: "These are the channels. A unit reads them at every position of its window." },
    { when: pair(18, 60), hint: "The window has a height and a width: multiply both." },
    {
      when: pair(1080, 1080),
      hint: "That is the number of all weights. A single unit has fewer, since there are 20 kinds of units.",
    },
    {
      when: ([fanIn, fanOut]) => isNumber(fanIn, 54) || isNumber(fanOut, 180),
      hint: "One of the two is right. The other is the receptive field times the other number of channels.",
    },
  ],
  otherwise: "First the receptive field, then times channels in for fan-in, times channels out for fan-out.",
  because: "9 positions times 6 channels in, and 9 positions times 20 channels out.",
});

export const checkLeaky: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (variance) => near(variance, 0.016),
  mistakes: [
    {
      when: (variance) => near(variance, 0.02),
      hint: "That is He's, for a negative side that is cut off. Here some of it comes through.",
    },
    {
      when: (variance) => near(variance, 0.01),
      hint: "That would keep all of E[z²]. Leaky ReLU still loses a part of the negative side.",
    },
    {
      when: (variance) => near(variance, 2 / 150),
      hint: "You added the slope 0.5 itself. What becomes of it in h²?",
    },
    {
      when: (variance) => near(variance, Math.sqrt(0.016)),
      hint: "That is the standard deviation. The variance is asked for.",
    },
    {
      when: (variance) => near(variance, 0.00625),
      hint: "The factor 0.625 says what is lost. To make good for it, divide by it.",
    },
    roundedTooFar(0.016),
  ],
  otherwise: "Work out E[h²] / Var(z) from the two halves first. For ReLU it was ½.",
  because: "2 / ((1 + 0.5²) · 100) = 0.016. With a slope of 0 it is He's 0.02, with a slope of 1 it is 0.01.",
});

/** Shapes to try a limit on: dense and convolution. */
const shapes: readonly (readonly number[])[] = [
  [784, 256],
  [5, 5, 3, 6],
  [4, 1, 20],
];

/** Fan-in and fan-out of a kernel, channels last. */
function fansOf(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const window = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { fanIn: window * (shape.at(-2) ?? 1), fanOut: window * (shape.at(-1) ?? 1) };
}

type Formula = (fanIn: number, fanOut: number) => number;

const follows = (limit: Limit, formula: Formula): boolean =>
  shapes.every((shape) => {
    const { fanIn, fanOut } = fansOf(shape);
    return near(limit([...shape]), formula(fanIn, fanOut));
  });

export const checkLimit: Check<Limit> = exercise<Limit>({
  title: "Exercise 3",
  correct: (limit) => follows(limit, (fanIn) => Math.sqrt(6 / fanIn)),
  mistakes: [
    {
      when: (limit) => follows(limit, (fanIn) => Math.sqrt(2 / fanIn)),
      hint: "That is He's standard deviation. The limit of evenly spread numbers is √3 times as large.",
    },
    {
      when: (limit) => follows(limit, (fanIn) => 6 / fanIn),
      hint: "The square root is missing.",
    },
    {
      when: (limit) => follows(limit, (fanIn, fanOut) => Math.sqrt(6 / (fanIn + fanOut))),
      hint: "That is Xavier's limit. He's rule does not look at fan-out.",
    },
    {
      when: (limit) => follows(limit, (_, fanOut) => Math.sqrt(6 / fanOut)),
      hint: "You took fan-out: the last size is the number of channels out.",
    },
    {
      when: (limit) => near(limit([784, 256]), Math.sqrt(6 / 784)),
      hint: (limit) =>
        `Right for the dense shape [784, 256]. For [5, 5, 3, 6] your function says ${limit([5, 5, 3, 6]).toFixed(4)}, but fan-in is 75 there.`,
    },
  ],
  otherwise: (limit) =>
    `For [784, 256] your function says ${String(limit([784, 256]))}. Fan-in is 784 there: what does section 4 make of it?`,
  because:
    "The limit is √3 times the standard deviation √(2 / fan-in), and fan-in leaves out the last size only.",
});

export const checkNames: Check<Authors> = exercise<Authors>({
  title: "Exercise 4",
  correct: ({ oneOverN, twoOverSum }) => oneOverN === "LeCun" && twoOverSum === "Xavier",
  mistakes: [
    {
      when: ({ oneOverN, twoOverSum }) => oneOverN === "Xavier" && twoOverSum === "He",
      hint: "So the notes say, and the signal died. Which rule looks at both ways, forward and back?",
    },
    {
      when: ({ oneOverN, twoOverSum }) => oneOverN === "He" || twoOverSum === "He",
      hint: "He's rule has a 2 and no fan-out. Neither of the two formulas is like that.",
    },
    {
      when: ({ oneOverN }) => oneOverN === "Xavier",
      hint: "Xavier Glorot thought of the gradient as well: fan-out must occur in his formula.",
    },
  ],
  otherwise: "Look up the three formulas in sections 2, 3 and 4, and compare.",
  because: "1/n is LeCun's, 2/(n_in + n_out) is Xavier's, and He's is 2/n_in.",
});
