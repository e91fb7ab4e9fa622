/** The checks of the lesson "The chain rule, gate by gate": what is right, and a hint for each usual mistake. */
import { areNumbers, type Check, isNumber, lesson } from "gradbook/exercise";

export const here = lesson("week-2/chain-rule", "The chain rule, gate by gate");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  most: {
    question: "Which of w, x and b, raised by 0.1, changes f most, and which way does f go?",
    result: "w: f goes up by 0.5.",
  },
  gate: {
    question:
      "When z is far from 0, which gate makes the slope of the sigmoid small? The same on both sides?",
    result: "No: far below 0 it is 1/s, far above 0 it is exp.",
  },
});

/** ∂f/∂w, ∂f/∂x and ∂f/∂b. */
export type Partials = readonly [number, number, number];

export const checkPartials: Check<Partials> = exercise<Partials>({
  title: "Exercise 1",
  correct: (given) => areNumbers(given, [-3, 4, 1]),
  mistakes: [
    {
      when: (given) => areNumbers(given, [4, -3, 1]),
      hint: "The first two have changed places: what does a times gate hand back to w?",
    },
    {
      when: (given) => areNumbers(given, [-3, 4, 7]),
      hint: "7 is the value of b. How far does f move when b moves by 1?",
    },
    {
      when: (given) => areNumbers(given, [-3, 4, 0]),
      hint: "Zero would mean that f does not care about b. Move b by 1 and look.",
    },
    {
      when: (given) => areNumbers(given, [-12, -12, 1]),
      hint: "-12 is the value of w times x. The gate hands back one of the two, not their product.",
    },
    {
      when: (given) => areNumbers(given, [3, 4, 1]),
      hint: "Mind the sign of x.",
    },
  ],
  otherwise: "Nudge in your head: if w grows by 1, how far does w·x + b go? Then the same for x and for b.",
  because: "A times gate hands back the value on its other input, a plus gate hands back 1.",
});

export const checkSquare: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (slope) => isNumber(slope, -70),
  mistakes: [
    { when: (slope) => isNumber(slope, -14), hint: "That is ∂q/∂f. How does the slope get from f on to w?" },
    { when: (slope) => isNumber(slope, 70), hint: "The right size. What sign has f itself?" },
    { when: (slope) => isNumber(slope, 10), hint: "The square gate hands back 2f, not 2. What is f here?" },
    { when: (slope) => isNumber(slope, -35), hint: "Nearly: the derivative of a square has a factor 2." },
    {
      when: (slope) => isNumber(slope, 28),
      hint: "That is ∂q/∂x: the times gate hands w back to x. We ask for w.",
    },
    { when: (slope) => isNumber(slope, 49), hint: "49 is the value of q. We ask how fast it changes." },
  ],
  otherwise: "Two factors: the local derivative of the square, and the slope of f from section 3.",
  because: "∂q/∂w = 2f · x = -14 · 5.",
});

/** The backward pass of a gate. */
export type Gate = (z: number, arriving: number) => number;

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Two functions of two numbers agree where no two of the usual mistakes give the same. */
const same = (given: Gate, wanted: Gate): boolean =>
  [
    [2, 3],
    [-1, 0.5],
    [0.3, -1.7],
  ].every(([a = 0, b = 0]) => Math.abs(given(a, b) - wanted(a, b)) < 1e-6);

export const checkGate: Check<Gate> = exercise<Gate>({
  title: "Exercise 3",
  correct: (gate) => same(gate, (z, arriving) => arriving * sigmoid(z) * (1 - sigmoid(z))),
  mistakes: [
    {
      when: (gate) => same(gate, (z) => sigmoid(z) * (1 - sigmoid(z))),
      hint: "That is the local derivative. What becomes of the slope that arrives?",
    },
    {
      when: (gate) => same(gate, (z, arriving) => arriving + sigmoid(z) * (1 - sigmoid(z))),
      hint: "Along a way slopes are multiplied; only ways that meet are added.",
    },
    {
      when: (gate) => same(gate, (z, arriving) => arriving * sigmoid(z)),
      hint: "That is the gate's value times the slope. The backward pass needs its derivative.",
    },
    {
      when: (gate) => same(gate, (z, arriving) => arriving * z * (1 - z)),
      hint: "The formula y(1 - y) is meant for y, the sigmoid of z.",
    },
    {
      when: (gate) => same(gate, (_, arriving) => arriving * sigmoid(arriving) * (1 - sigmoid(arriving))),
      hint: "The local derivative belongs where the gate is, at z, not at the arriving slope.",
    },
  ],
  otherwise: (gate) => `For z = 0 and an arriving slope of 1 the answer is 0.25; yours is ${gate(0, 1)}.`,
  because: "What arrives is multiplied by the local derivative y(1 - y).",
});

/** A slope at w and x. */
export type Slope = (w: number, x: number) => number;

export const checkTwoPaths: Check<Slope> = exercise<Slope>({
  title: "Exercise 4",
  correct: (slope) => same(slope, (w, x) => x + 2 * w),
  mistakes: [
    {
      when: (slope) => same(slope, (w) => 2 * w),
      hint: "That is what the code computes: the way through w · x is forgotten.",
    },
    { when: (slope) => same(slope, (_, x) => x), hint: "That is one way. w reaches r by another one, too." },
    {
      when: (slope) => same(slope, (w, x) => x * 2 * w),
      hint: "Multiply along a way, but here are two ways side by side.",
    },
    {
      when: (slope) => same(slope, (w, x) => x + w),
      hint: "Two ways, added: good. Nudge w² alone: is its slope w?",
    },
    {
      when: (slope) => same(slope, (w, x) => w * x + w ** 2),
      hint: "That is the value of r. We ask for its slope.",
    },
    { when: (slope) => same(slope, () => 11), hint: "Right for w = 3 and x = 5. Now for any w and x." },
  ],
  otherwise: (slope) => `At w = 3 and x = 5 the nudge says 11; yours says ${slope(3, 5)}.`,
  because: "Both ways count, and they add: x through the product, 2w through the square.",
});
