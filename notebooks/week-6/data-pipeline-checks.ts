/** The checks of the lesson "Data pipelines": what is right, and a hint for each usual mistake. */
import { data, type Tensor } from "gradbook";
import { type Check, isNumber, lesson } from "gradbook/exercise";

export const here = lesson("week-6/data-pipeline", "Data pipelines");
const { exercise } = here;

/** A pipeline of batches: pictures, and the class of each. */
export type Pairs = data.Dataset<[Tensor, Tensor<[number], "int32">]>;

export const { predict, predicted } = here.predictions({
  "two-lines": {
    question: "By how much do the test accuracies of the two programs differ?",
    result: "By 19 points for the plain network; with batch normalization it is ruined.",
  },
  one: { question: "What does a buffer of 1 do?", result: "Nothing is shuffled." },
});

export const checkBucket: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (id) => isNumber(id, 3),
  mistakes: [
    { when: (id) => isNumber(id, 6), hint: "That is the id with five buckets. Now there are two." },
    {
      when: (id) => isNumber(id, 0) || isNumber(id, 1),
      hint: "That is the number of a bucket, or the id of a word that is in the vocabulary. Where do the buckets begin?",
    },
    { when: (id) => isNumber(id, 4), hint: "Is the fingerprint even or odd? Look at its last digit." },
    {
      when: (id) => isNumber(id, 2),
      hint: "2 is the id of palmer. An unknown word never gets the id of a known one.",
    },
    { when: (id) => isNumber(id, 5), hint: "Three words and two buckets: the ids go from 0 to 4." },
  ],
  otherwise: "Take the fingerprint modulo the number of buckets, and add the size of the vocabulary.",
  because: "The fingerprint is even, so it is the first bucket, which stands right behind the three words.",
});

export const checkEarliest: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (place) => isNumber(place, 401),
  mistakes: [
    {
      when: (place) => isNumber(place, 400),
      hint: "One off. Try a buffer of 1, where nothing moves: which place does your rule give element 500?",
    },
    {
      when: (place) => isNumber(place, 500),
      hint: "That is its place without shuffling. It can come earlier.",
    },
    {
      when: (place) => isNumber(place, 0),
      hint: "With a buffer of 100 element 500 is not even read yet when the first goes out.",
    },
    {
      when: (place) => place >= 599 && place <= 601,
      hint: "Later is always possible: an element may wait in the buffer. How much earlier can it come?",
    },
    {
      when: (place) => isNumber(place, 402),
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

const elements = (): Rows => data.Dataset.fromTensorSlices(Array.from({ length: 40 }, (_, i) => i));

/** The numbers in each batch that a pipeline makes of 0 to 39. */
function batchesOf(pipeline: Pipeline): readonly (readonly number[])[] {
  const made: unknown = pipeline(elements());
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
];

/**
 * Whether the last element can come first, which it can only out of a buffer that holds all of them. Each reading
 * draws a new order; in 500 of them it comes first some twelve times.
 */
function drawsFromAll(pipeline: Pipeline): boolean {
  const batches = pipeline(elements());
  return Array.from({ length: 500 }).some(() => [...batches.take(1)][0]?.data[0] === 39);
}

const troubleOf = (pipeline: Pipeline): string | undefined => {
  const batches = batchesOf(pipeline);
  const trouble = looks.find(([fits]) => fits(batches))?.[1];
  if (trouble !== undefined || drawsFromAll(pipeline)) return trouble;
  return "Elements stay near their place: the buffer is smaller than the 40 elements.";
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

/** The lesson's program with its steps in another order: what it does in three epochs of seven elements. */
function program(steps: readonly Step[]): { readonly reads: number; readonly epochs: readonly string[] } {
  let reads = 0;
  const numbers = data.Dataset.fromTensorSlices([0, 1, 2, 3, 4, 5, 6]).map((n) => {
    reads += 1;
    return n;
  });
  const does = {
    batch: (rows: typeof numbers) => rows.batch(7) as unknown as typeof numbers,
    cache: (rows: typeof numbers) => rows.cache(),
    repeat: (rows: typeof numbers) => rows.repeat(3),
    shuffle: (rows: typeof numbers) => rows.shuffle(7, { seed: 1 }),
  };
  const made = steps.reduce((rows, step) => does[step](rows), numbers);
  const epochs = [...made].map((batch) => [...batch.data].join());
  return { reads, epochs };
}

/** Every epoch has all seven elements in an order of its own, and each was loaded once. */
function doesWhatWasMeant(steps: readonly Step[]): boolean {
  const known = ["batch", "cache", "repeat", "shuffle"];
  if ([...steps].sort().join() !== known.join()) return false;
  // The library warns of batch before shuffle; the hint says the same.
  if (before(steps, "batch", "shuffle")) return false;
  const { reads, epochs } = program(steps);
  const complete = epochs.every((epoch) => epoch.split(",").sort().join() === "0,1,2,3,4,5,6");
  return reads === 7 && epochs.length === 3 && complete && new Set(epochs).size === 3;
}

export const checkSteps: Check<readonly Step[]> = exercise<readonly Step[]>({
  title: "Exercise 4",
  correct: doesWhatWasMeant,
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
      when: (steps) => before(steps, "shuffle", "cache"),
      hint: "The cache still stands after the shuffle, and keeps its order.",
    },
    {
      when: (steps) => before(steps, "repeat", "shuffle"),
      hint: "With repeat before shuffle the epochs run into each other: a number may come twice before another comes once.",
    },
  ],
  otherwise: "Which steps must be done anew in each epoch? They stand after the cache.",
  because: "What stands before the cache happens once, what stands after it in every epoch.",
});
