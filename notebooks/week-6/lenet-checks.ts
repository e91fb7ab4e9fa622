/** The checks of the lesson "LeNet-5, and what convolution buys": what is right, and a hint for each usual mistake. */
import { areNumbers, type Check, isNumber, lesson } from "gradbook/exercise";

export const here = lesson("week-6/lenet", "LeNet-5, and what convolution buys", {
  moved: { "exercise-4": "week-6/convolution/exercise-4" },
});
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  shuffled: {
    question: "With the pixels of all pictures in another order: how much worse does a dense network get?",
    result: "Not at all: 80.3 % instead of 80.5 %.",
  },
  moved: {
    question:
      "Of a hundred pictures moved by two pixels, how many does a network still know that never saw such ones?",
    result: "The dense one 57, LeNet-5 77.",
  },
});

export const checkSecond: Check<number> = exercise<number>({
  title: "Exercise 1",
  id: "second-weights",
  correct: (count) => isNumber(count, 2416),
  mistakes: [
    {
      when: (count) => isNumber(count, 2400),
      hint: "These are the weights. Each of the 16 kernels has a bias, too.",
    },
    {
      when: (count) => isNumber(count, 416),
      hint: "That would read one map. A kernel reads all 6 maps at once.",
    },
    {
      when: (count) => isNumber(count, 2406),
      hint: "One bias for each map it gives, not for each it reads.",
    },
    {
      when: (count) => isNumber(count, 151) || isNumber(count, 150),
      hint: "That is one kernel. How many are there?",
    },
    {
      when: (count) => isNumber(count, 2496),
      hint: "A kernel has a single bias, whatever the number of maps it reads.",
    },
  ],
  otherwise: "Count the weights of one kernel, add its bias, and multiply by the number of kernels.",
  because: "16 kernels with 150 weights and a bias each. The whole network has 61,706.",
});

export const checkProducts: Check<number> = exercise<number>({
  title: "Exercise 2",
  id: "second-products",
  correct: (count) => isNumber(count, 240_000),
  mistakes: [
    {
      when: (count) => isNumber(count, 2400),
      hint: "Each weight is used at every place of the window. How many places are there?",
    },
    { when: (count) => isNumber(count, 40_000), hint: "Each answer adds up products from all 6 maps." },
    { when: (count) => isNumber(count, 15_000), hint: "That is one map. The layer gives 16." },
    {
      when: (count) => isNumber(count, 470_400),
      hint: "Without padding a window of 5 has 10 places in a row of 14, not 14.",
    },
    {
      when: (count) => isNumber(count, 1600),
      hint: "That is the number of answers. How many products is each made of?",
    },
    { when: (count) => isNumber(count, 241_600), hint: "Biases are added, not multiplied." },
  ],
  otherwise: "The number of answers, times the products that each is made of.",
  because: "10 · 10 · 16 answers of 5 · 5 · 6 products each: more than half of LeNet's work.",
});

type Matrix = readonly (readonly number[])[];
/** A picture moved to the right. */
export type MovePicture = (picture: number[][], by: number) => number[][];

/** Two pictures that are not square, and how far they are moved. */
const probes: readonly (readonly [Matrix, number])[] = [
  [
    [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ],
    1,
  ],
  [
    [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ],
    -2,
  ],
  [[[3, 0, 2, 5, 1]], 0],
  [[[3, 0, 2, 5, 1]], 7],
];
const moved: MovePicture = (picture, by) => picture.map((row) => row.map((_, j) => row[j - by] ?? 0));
const run = (answer: MovePicture, [picture, by]: readonly [Matrix, number]): Matrix =>
  answer(
    picture.map((row) => [...row]),
    by,
  );
const isSame = (got: Matrix, wanted: Matrix): boolean =>
  Array.isArray(got) &&
  got.length === wanted.length &&
  wanted.every((row, i) => areNumbers(got[i] ?? [], row));
const gives =
  (wanted: MovePicture, among = probes) =>
  (answer: MovePicture): boolean =>
    among.every((probe) => isSame(run(answer, probe), run(wanted, probe)));
const [first] = probes as [readonly [Matrix, number]];
const turned = (by: number, length: number): number => ((by % length) + length) % length;

export const checkMove: Check<MovePicture> = exercise<MovePicture>({
  title: "Exercise 3",
  id: "move-picture",
  correct: gives(moved),
  mistakes: [
    {
      when: (answer) => !Array.isArray(run(answer, first)) || !Array.isArray(run(answer, first)[0]),
      hint: "The function has to return rows of numbers.",
    },
    { when: gives((picture) => picture), hint: "That returns the picture as it is." },
    { when: gives((picture, by) => moved(picture, -by)), hint: "That moves it to the left." },
    {
      when: gives((picture, by) =>
        picture.map((row) => row.map((_, j) => row[turned(j - by, row.length)] ?? 0)),
      ),
      hint: "What leaves at one edge comes in at the other. Black should come in.",
    },
    {
      when: gives(
        (picture, by) => picture.map((row, i) => row.map((_, j) => picture[i - by]?.[j] ?? 0)),
        [first],
      ),
      hint: "That moves it down. To the right means along each row.",
    },
    {
      when: (answer) => run(answer, first)[0]?.length !== 4,
      hint: (answer) => `The picture should keep its 4 columns; yours has ${run(answer, first)[0]?.length}.`,
    },
    {
      when: (answer) =>
        run(answer, first)
          .flat()
          .some((value) => typeof value !== "number" || Number.isNaN(value)),
      hint: "Where there is no pixel to take, 0 should come in.",
    },
    {
      when: gives(moved, [first]),
      hint: "Right for one to the right. What about a negative number, or more than the picture is wide?",
    },
  ],
  otherwise: (answer) =>
    `The row 1, 2, 3, 4 moved by 1 should be 0,1,2,3; yours is ${String(run(answer, first)[0])}.`,
  because: "Column j takes what stood in column j - by.",
});

const is = (wanted: readonly number[]) => (shape: readonly number[]) => areNumbers(shape, wanted);

export const checkShape: Check<readonly number[]> = exercise<readonly number[]>({
  title: "Exercise 4",
  correct: is([28, 28, 1]),
  mistakes: [
    { when: is([1, 28, 28]), hint: "That is what stands there: one row, 28 columns, 28 channels." },
    { when: is([28, 28]), hint: "Height and width are right. The third number is missing." },
    {
      when: is([28, 1, 28]),
      hint: "Now it is 28 high and 1 wide, with 28 channels. Which number comes last?",
    },
    {
      when: (shape) => shape.length === 4,
      hint: "The batch is not part of it: reshape speaks of one example.",
    },
    {
      when: (shape) => shape.reduce((product, size) => product * size, 1) !== 784,
      hint: "The shape must have room for 784 pixels, no more and no less.",
    },
  ],
  otherwise: "Which is the height, which the width, and how many channels has a grey picture?",
  because: "Height, width, channels: the window moves over both axes of the picture.",
});
