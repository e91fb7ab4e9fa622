/** The checks of the lesson "Data pipelines": what is right, and a hint for each usual mistake. */
import { data, type Tensor } from "gradbook";
import { type Check, exercise } from "gradbook/exercise";

export const checkBucket: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (id) => id === 3,
  mistakes: [
    { when: (id) => id === 6, hint: "That is the id with five buckets. Now there are two." },
    {
      when: (id) => id === 0 || id === 1,
      hint: "That is the number of a bucket, or the id of a word that is in the vocabulary. Where do the buckets begin?",
    },
    { when: (id) => id === 4, hint: "Is the fingerprint even or odd? Look at its last digit." },
    {
      when: (id) => id === 2,
      hint: "2 is the id of palmer. An unknown word never gets the id of a known one.",
    },
    { when: (id) => id === 5, hint: "Three words and two buckets: the ids go from 0 to 4." },
  ],
  otherwise: "Take the fingerprint modulo the number of buckets, and add the size of the vocabulary.",
  because: "The fingerprint is even, so it is the first bucket, which stands right behind the three words.",
});

export const checkEarliest: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (place) => place === 401,
  mistakes: [
    {
      when: (place) => place === 400,
      hint: "One off. Try a buffer of 1, where nothing moves: which place does your rule give element 500?",
    },
    { when: (place) => place === 500, hint: "That is its place without shuffling. It can come earlier." },
    {
      when: (place) => place === 0,
      hint: "With a buffer of 100 element 500 is not even read yet when the first goes out.",
    },
    {
      when: (place) => place >= 599 && place <= 601,
      hint: "Later is always possible: an element may wait in the buffer. How much earlier can it come?",
    },
    {
      when: (place) => place === 402,
      hint: "One off, the other way. Places count from 0, as elements do.",
    },
  ],
  otherwise: "Which element is the newest in the buffer when place 0 is drawn? And for place 1?",
  because: "For place k the newest element in the buffer is k + 99, and 401 + 99 = 500.",
});

type Rows = data.Dataset<Tensor<[]>>;
type Batches = data.Dataset<Tensor<[number]>>;
/** What exercise 3 asks for. */
export type Pipeline = (rows: Rows) => Batches;

const size = 16;
const perEpoch = 2;
/** More than any answer needs; what gives more than this never ends. */
const most = 100;

/** The numbers in each batch that a pipeline makes of 0 to 39. */
function batchesOf(pipeline: Pipeline): readonly (readonly number[])[] {
  const rows = data.Dataset.fromTensorSlices(Array.from({ length: 40 }, (_, i) => i));
  const made: unknown = pipeline(rows);
  if (!(made instanceof data.Dataset)) return [];
  const batches = [...(made as Batches).take(most)];
  return batches.map((batch) => (batch.shape.length === 1 ? batch.toArray() : []));
}

const isRun = (batch: readonly number[]): boolean => batch.every((n, i) => n === (batch[0] ?? 0) + i);
const epochsOf = (batches: readonly (readonly number[])[]): readonly (readonly number[])[] => [
  batches.slice(0, perEpoch).flat(),
  batches.slice(perEpoch).flat(),
];
const sameOrder = ([first = [], second = []]: readonly (readonly number[])[]): boolean =>
  first.join() === second.join();
/** A buffer of b lets nothing come more than b - 1 places early; out of all 40, something does. */
const reach = (epoch: readonly number[]): number => Math.max(...epoch.map((n, place) => n - place));
const repeats = (epoch: readonly number[]): boolean => new Set(epoch).size < epoch.length;

type Look = (batches: readonly (readonly number[])[]) => boolean;
const looks: readonly (readonly [Look, string])[] = [
  [(batches) => batches.length === 0, "That gives no batches. Does the function return the dataset?"],
  [(batches) => batches.length === most, "It never ends. How many epochs are asked for?"],
  [(batches) => batches.some((batch) => batch.length === 0), "Single elements come out: where is batch?"],
  [
    (batches) => batches.every(isRun) && sameOrder(epochsOf(batches)),
    "Nothing is shuffled: the elements come in their own order.",
  ],
  [
    (batches) => batches.every(isRun),
    "The same neighbors are together in every batch: whole batches were shuffled. Look at section 4.",
  ],
  [
    (batches) => batches.some((batch) => batch.length === 40 % size),
    "An epoch ends with a batch of 8. Which option leaves it out?",
  ],
  [(batches) => batches.some((batch) => batch.length !== size), "Not every batch has 16 elements."],
  [(batches) => batches.length === perEpoch, "That is one epoch. Two are asked for."],
  [
    (batches) => batches.length === 5,
    "Five batches of 16 are all 80 elements: batches cross from one epoch into the next. Which step must come last?",
  ],
  [(batches) => batches.length !== 2 * perEpoch, "Two epochs with two full batches each make four batches."],
  [
    (batches) => epochsOf(batches).some(repeats),
    "An element comes twice within an epoch: repeat stands before shuffle.",
  ],
  [
    (batches) => sameOrder(epochsOf(batches)),
    "Both epochs come in the same order. Something before repeat keeps it.",
  ],
  [
    (batches) => epochsOf(batches).every((epoch) => reach(epoch) < 16),
    "Elements stay near their place: the buffer is smaller than the 40 elements.",
  ],
];

const troubleOf = (pipeline: Pipeline): string | undefined => {
  const batches = batchesOf(pipeline);
  return looks.find(([fits]) => fits(batches))?.[1];
};

export const checkPipeline: Check<Pipeline> = exercise<Pipeline>({
  title: "Exercise 3",
  correct: (pipeline) => troubleOf(pipeline) === undefined,
  mistakes: [{ when: () => true, hint: (pipeline) => troubleOf(pipeline) ?? "" }],
  otherwise: "Shuffle, then batch, then repeat.",
  because: "Four full batches, all 40 elements in the draw, and a new order in the second epoch.",
});

/** The steps of exercise 4. */
export type Step = "batch" | "cache" | "repeat" | "shuffle";

const before = (steps: readonly Step[], one: Step, other: Step): boolean =>
  steps.indexOf(one) < steps.indexOf(other);

export const checkSteps: Check<readonly Step[]> = exercise<readonly Step[]>({
  title: "Exercise 4",
  correct: (steps) => steps.join() === "cache,shuffle,batch,repeat",
  mistakes: [
    {
      when: (steps) => steps.length !== 4 || new Set(steps).size !== 4,
      hint: "Name each of the four steps once.",
    },
    {
      when: (steps) => steps.join() === "shuffle,cache,batch,repeat",
      hint: "That is the program with the bug. Which step freezes the order?",
    },
    {
      when: (steps) => before(steps, "batch", "shuffle"),
      hint: "Now whole batches are shuffled, the mistake of section 4.",
    },
    {
      when: (steps) => before(steps, "repeat", "batch"),
      hint: "With repeat before batch, a batch may hold the end of one epoch and the beginning of the next.",
    },
    {
      when: (steps) => before(steps, "shuffle", "cache"),
      hint: "The cache still stands after the shuffle, and keeps its order.",
    },
  ],
  otherwise: "Which steps must be done anew in each epoch? They stand after the cache.",
  because: "What stands before the cache happens once, what stands after it in every epoch.",
});
