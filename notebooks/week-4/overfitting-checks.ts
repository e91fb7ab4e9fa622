/** The checks of the lesson "What training must not learn": what is right, and a hint for each usual mistake. */
import { type nn, random, type Tensor } from "gradbook";
import { type Check, isNumber, lesson, roundedTooFar } from "gradbook/exercise";

export const here = lesson("week-4/overfitting", "What training must not learn");
const { exercise } = here;

/** A network to train, and how. */
export interface Plan {
  /** How many units each hidden layer has. */
  hidden: number[];
  /** How many points there are to learn from; 100 where nothing is said. */
  count?: number;
  /** The strength of weight decay. */
  decay?: number;
  /** The probability with which dropout switches a hidden unit off. */
  dropout?: number;
}

/** Points of the moons, and what each should be called. */
export interface Points {
  points: Tensor<[number, number]>;
  target: Tensor<[number, number], "int32">;
}

/** What became of a plan. */
export interface Run {
  model: nn.Model;
  /** The loss on the points it learns from, after every tenth update. */
  training: number[];
  /** The same on points it has not seen. */
  validation: number[];
  /** Its accuracy on those at the end. */
  accuracy: number;
}

export const { predict, predicted } = here.predictions({
  lowest: {
    question: "Which network has the lowest loss on the 100 points, and which on new ones?",
    result: "On the 100 points the largest, on new ones the middle one.",
  },
  cure: {
    question: "Which cure shrinks the gap most: more data, weight decay, dropout?",
    result: "More data, to about 0; then weight decay, then dropout.",
  },
  ends: {
    question: "What do the two ends of the penalty look like?",
    result: "On the left folds, on the right a boundary so stiff that even the training loss is high.",
  },
});

/** How a network fits its data. */
export type Fit = "under" | "good" | "over";

/** The answer to exercise 1: a word for each of the networks A, B and C. */
export type Diagnosis = [a: Fit, b: Fit, c: Fit];

/** The look at which early stopping ends training. */
export type StopAt = (losses: number[], patience: number) => number;

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 1e-6;

export const checkDiagnosis: Check<Diagnosis> = exercise<Diagnosis>({
  title: "Exercise 1",
  correct: (words) => words.join() === "over,under,good",
  mistakes: [
    {
      when: (words) => words.length !== 3 || words.some((word) => !["under", "good", "over"].includes(word)),
      hint: 'Give three words, each "under", "good" or "over".',
    },
    {
      when: ([a]) => a !== "over",
      hint: "Look at A: on new examples it does worse than a coin toss (0.693), on old ones it is nearly perfect.",
    },
    {
      when: ([, b]) => b === "over",
      hint: "B has no gap at all. It cannot have memorized its training set: its loss there is high, too.",
    },
    {
      when: ([, b]) => b === "good",
      hint: "B has no gap, but its loss is twice the best possible one. Has it learned enough?",
    },
  ],
  otherwise: "Look at C: how far are its two losses from the best possible one?",
  because: "A large gap is overfitting; no gap with a high loss is underfitting.",
});

export const checkDecay: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (w) => near(w, 1.93),
  mistakes: [
    { when: (w) => near(w, 1.95), hint: "That is the step without the penalty." },
    { when: (w) => near(w, 1.98), hint: "That is the decay alone. The slope of the plain loss is missing." },
    {
      when: (w) => near(w, 1.94),
      hint: "The slope of λw² is not λw: which factor comes down from the exponent?",
    },
    {
      when: (w) => near(w, 1.97),
      hint: "Your weight grows before the step. The penalty is to make it smaller.",
    },
    {
      when: (w) => near(w, 1.9305),
      hint: "The slope of the plain loss is not decayed, only the weight is.",
    },
    {
      when: (w) => near(w, 1.75) || near(w, 1.3),
      hint: "Did you forget the learning rate in one of the two terms?",
    },
    roundedTooFar(1.93),
  ],
  otherwise: "First shrink the weight by 1 - 2αλ, then subtract α times the slope of the plain loss.",
  because: "0.99 · 2 - 0.1 · 0.5 = 1.93.",
});

const curves: readonly (readonly [losses: readonly number[], patience: number])[] = [
  [[0.9, 0.5, 0.6, 0.55, 0.7], 2],
  [[0.9, 0.8, 0.85, 0.7, 0.72, 0.75, 0.71, 0.6], 3],
  [[0.9, 0.8, 0.7, 0.6], 2],
  [[0.9, 0.5, 0.6], 2],
  [[0.4, 0.5, 0.6, 0.7, 0.8], 3],
  [[0.9, 0.5, 0.6, 0.7, 0.65, 0.8], 2],
  [[0.5, 0.6, 0.4, 0.45, 0.44, 0.43, 0.3], 3],
];

const stopsLike = (answer: StopAt, other: StopAt): boolean =>
  curves.every(([losses, patience]) => answer([...losses], patience) === other([...losses], patience));

/** Where the lowest loss up to each look stands. */
const bestUpTo = (losses: readonly number[], i: number): number =>
  losses.indexOf(Math.min(...losses.slice(0, i + 1)));

const firstOrLast = (losses: readonly number[], stops: (i: number) => boolean): number => {
  const found = losses.findIndex((_, i) => stops(i));
  return found < 0 ? losses.length - 1 : found;
};

const waiting: StopAt = (losses, patience) => firstOrLast(losses, (i) => i - bestUpTo(losses, i) >= patience);

export const checkStop: Check<StopAt> = exercise<StopAt>({
  title: "Exercise 3",
  correct: (stop) => stopsLike(stop, waiting),
  mistakes: [
    {
      when: (stop) => stopsLike(stop, (losses) => losses.indexOf(Math.min(...losses))),
      hint: "That is where the lowest loss of all stands. While training, nobody knows the looks that are still to come.",
    },
    {
      when: (stop) => stopsLike(stop, (losses, patience) => bestUpTo(losses, waiting([...losses], patience))),
      hint: "That is the best look. Asked for is the one at which training stops, some looks later.",
    },
    {
      when: (stop) => stopsLike(stop, (losses, patience) => waiting(losses, patience + 1)),
      hint: "One look too late: stop as soon as the lowest loss is exactly patience looks old.",
    },
    {
      when: (stop) => stopsLike(stop, (losses, patience) => waiting(losses, patience - 1)),
      hint: "One look too early: how old is the lowest loss when you stop?",
    },
    {
      when: (stop) =>
        stopsLike(stop, (losses, patience) =>
          firstOrLast(
            losses,
            (i) =>
              i >= patience &&
              losses
                .slice(i - patience + 1, i + 1)
                .every((loss, k) => loss > (losses[i - patience + k] as number)),
          ),
        ),
      hint: "You wait for a row of rises. A trembling curve goes down now and then: compare with the lowest loss, not with the one before.",
    },
    {
      when: (stop) =>
        stopsLike(stop, (losses, patience) =>
          losses.findIndex((_, i) => i - bestUpTo(losses, i) >= patience),
        ),
      hint: "When it never happens, the answer is the last look.",
    },
  ],
  otherwise: (stop) => {
    const [[losses, patience]] = curves as [(typeof curves)[number]];
    return `For the losses ${losses.join(", ")} and patience ${patience} your function says ${stop([...losses], patience)}. Where is the lowest loss, and when is it ${patience} looks old?`;
  },
  because: "It stops as soon as the lowest loss is patience looks old, and never looks ahead.",
});

/** The rows that the program of exercise 4 draws twice. */
const countLeaked = (): number => {
  const rows = Array.from({ length: 200 }, (_, i) => i);
  const training = random.generator(1).shuffle(rows).slice(0, 100);
  return random
    .generator(2)
    .shuffle(rows)
    .slice(100)
    .filter((row) => training.includes(row)).length;
};

export const checkLeak: Check<number> = exercise<number>({
  title: "Exercise 4",
  correct: (leaked) => isNumber(leaked, countLeaked()),
  mistakes: [
    {
      when: (leaked) => isNumber(leaked, 0),
      hint: "They would be apart if both lists were cut from one order. Are they?",
    },
    {
      when: (leaked) => isNumber(leaked, 100 - countLeaked()),
      hint: "That is how many of them are new. Count the others.",
    },
    { when: (leaked) => isNumber(leaked, 100), hint: "Not all of them: some rows are in one list only." },
    {
      when: (leaked) => isNumber(leaked, 50),
      hint: "That is what one expects on average. Count these very lists.",
    },
    {
      when: (leaked) => leaked > 0 && leaked < 1,
      hint: "That is a share. The number of points is asked for.",
    },
  ],
  otherwise: "Go through validationRows, and count the rows that are in trainingRows, too.",
  because: "About half of the validation set was trained on, so its loss says little about new points.",
});
