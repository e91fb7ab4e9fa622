/** The checks of the lesson "Down the valley": what is right, and a hint for each usual mistake. */
import { type Check, lesson } from "gradbook/exercise";

export const here = lesson("week-4/optimizers", "Down the valley");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  downhill: {
    question: "Where does the slope point, and what does the path look like?",
    result: "At the walls. The path zigzags, or creeps along the floor.",
  },
  order: {
    question: "Who gets furthest: plain, momentum, RMSProp, Adam?",
    result: "RMSProp, then Adam, momentum, plain.",
  },
  turned: {
    question: "What happens when the valley does not lie along the axes?",
    result: "RMSProp and Adam lose their lead; plain and momentum do not care.",
  },
});

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 0.005 * Math.abs(wanted);

export const checkForms: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (rate) => near(rate, 0.1),
  mistakes: [
    { when: (rate) => near(rate, 0.5), hint: "With the same rate the classical form takes longer steps." },
    {
      when: (rate) => near(rate, 2.5),
      hint: "Turned round: the classical slope is not made smaller, so its rate must be.",
    },
    { when: (rate) => near(rate, 0.4), hint: "That is β · α. Which factor does the notes' slope have?" },
  ],
  otherwise: "By which factor do the two forms differ where the slope comes in?",
  because: "(1 - 0.8) · 0.5 = 0.1, step for step the same path.",
});

export const checkAdamStep: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (change) => near(change, 0.001),
  mistakes: [
    {
      when: (change) => near(change, -0.001),
      hint: "The right length. Which way does w go when the slope is negative?",
    },
    {
      when: (change) => near(Math.abs(change), 0.25),
      hint: "That is plain gradient descent: α times the slope.",
    },
    {
      when: (change) => near(Math.abs(change), 0.001 * Math.sqrt(10)),
      hint: "That is the step without the hats. What do they make of m and v at t = 1?",
    },
    {
      when: (change) => near(Math.abs(change), 1),
      hint: "That is the quotient. It is still multiplied by α.",
    },
  ],
  otherwise: "Compute m and v after one step, put the hats on, then divide.",
  because: "Adam's first step is α long, whatever the slope's size, and goes against its sign.",
});

/** One step of momentum with α = 0.1 and β = 0.9: from w, V and the slope, the new w and V. */
export type Step = (w: number, V: number, g: number) => readonly [w: number, V: number];

const sameStep = (step: Step, wanted: Step): boolean =>
  [
    [1, 0.5, 2],
    [-3, 0, 4],
    [0.2, -1, 0],
  ].every(([w = 0, V = 0, g = 0]) => {
    const [found, expected] = [step(w, V, g), wanted(w, V, g)];
    return Math.abs(found[0] - expected[0]) < 1e-9 && Math.abs(found[1] - expected[1]) < 1e-9;
  });

const average = (V: number, g: number): number => 0.9 * V + 0.1 * g;

export const checkMomentum: Check<Step> = exercise<Step>({
  title: "Exercise 3",
  correct: (step) => sameStep(step, (w, V, g) => [w - 0.1 * average(V, g), average(V, g)]),
  mistakes: [
    {
      when: (step) => sameStep(step, (w, V, g) => [w - 0.1 * V, average(V, g)]),
      hint: "w moves with the old V. First the new V, then w.",
    },
    {
      when: (step) => sameStep(step, (w, V, g) => [w - 0.1 * (0.9 * V + g), 0.9 * V + g]),
      hint: "The slope enters V times 1 - β.",
    },
    {
      when: (step) => sameStep(step, (w, V, g) => [w + 0.9 * V - 0.1 * g, 0.9 * V - 0.1 * g]),
      hint: "That is the classical form. The notes' V is a mean of slopes; the rate comes with w.",
    },
    {
      when: (step) => sameStep(step, (w, V, g) => [w + 0.1 * average(V, g), average(V, g)]),
      hint: "Down, not up: w moves against V.",
    },
    {
      when: (step) => sameStep(step, (w, V, g) => [w - average(V, g), average(V, g)]),
      hint: "V is right. Where is the learning rate?",
    },
  ],
  otherwise: (step) =>
    `From w = 1, V = 0 and g = 2 it goes to 0.98 and 0.2; yours to ${step(1, 0, 2).join(" and ")}.`,
  because: "First the average, then the step along it.",
});

/** How many learning rates long Adam's step t is, from m and v. */
export type Length = (m: number, v: number, t: number) => number;

const sameLength = (length: Length, wanted: Length): boolean =>
  [
    [0.3, 0.009, 1],
    [0.5, 0.02, 3],
    [-1, 0.4, 20],
  ].every(([m = 0, v = 0, t = 0]) => Math.abs(length(m, v, t) - wanted(m, v, t)) < 1e-6);

const part = (beta: number, t: number): number => 1 - beta ** t;

export const checkCorrection: Check<Length> = exercise<Length>({
  title: "Exercise 4",
  correct: (length) => sameLength(length, (m, v, t) => m / part(0.9, t) / Math.sqrt(v / part(0.999, t))),
  mistakes: [
    { when: (length) => sameLength(length, (m, v) => m / Math.sqrt(v)), hint: "That is without the hats." },
    {
      when: (length) => sameLength(length, (m, v) => m / part(0.9, 1) / Math.sqrt(v / part(0.999, 1))),
      hint: "Right for the first step. β stands there to the power of t: at step 3 the first hat divides by 1 - 0.9³.",
    },
    {
      when: (length) => sameLength(length, (m, v, t) => m / part(0.9, t) / Math.sqrt(v)),
      hint: "m has its hat. v starts at 0, too.",
    },
    {
      when: (length) => sameLength(length, (m, v, t) => m / Math.sqrt(v / part(0.999, t))),
      hint: "v has its hat. m starts at 0, too.",
    },
    {
      when: (length) => sameLength(length, (m, v, t) => m / part(0.9, t) / (Math.sqrt(v) / part(0.999, t))),
      hint: "The hat belongs on v, under the root: first divide, then take the root.",
    },
    {
      when: (length) => sameLength(length, (m, v, t) => m / part(0.999, t) / Math.sqrt(v / part(0.9, t))),
      hint: "0.9 belongs to m, 0.999 to v.",
    },
    {
      when: (length) => sameLength(length, (m, v, t) => (m * part(0.9, t)) / Math.sqrt(v * part(0.999, t))),
      hint: "The averages are too small. Divide by their share, do not multiply.",
    },
    {
      when: (length) => sameLength(length, (m, v, t) => m / part(0.9, t) / (v / part(0.999, t))),
      hint: "The hats are right. Below stands the root of v's.",
    },
  ],
  otherwise: (length) =>
    `At t = 3 with m = 0.5 and v = 0.02 the length is 0.7142; yours is ${Number(length(0.5, 0.02, 3)).toFixed(4)}.`,
  because: "Each average is divided by what its weights sum to so far.",
});
