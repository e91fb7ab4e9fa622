/** The checks of the lesson "The Fashion-MNIST classifier": what is right, and a hint for each usual mistake. */
import { type Tensor, tensor } from "gradbook";
import { type Check, isNumber, lesson, roundedTooFar } from "gradbook/exercise";

export const here = lesson("week-6/fashion-mnist", "The Fashion-MNIST classifier");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  right: {
    question: "How many of the test pictures does it get right: 50 %, 70 %, 85 %, 99 %?",
    result: "About 84 %: 85 % is the nearest.",
  },
  confused: {
    question: "Which two kinds will it confuse most?",
    result: "Coats are called pullovers: 346 of 1,000.",
  },
  untrained: {
    question: "What is the loss of an untrained network?",
    result: "ln 10, about 2.3, and a little more.",
  },
  threshold: {
    question:
      "At a threshold of 0.9, how many pictures does it still answer, and how many of these are right?",
    result: "65 %, and of these 97.1 % are right.",
  },
});

export const checkCount: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (count) => isNumber(count, 204_042),
  mistakes: [
    {
      when: (count) => isNumber(count, 204_554),
      hint: "You counted the running mean and variance, too. Training does not change them.",
    },
    { when: (count) => isNumber(count, 203_530), hint: "Batch normalization has something to learn, too." },
    {
      when: (count) => isNumber(count, 203_786),
      hint: "Batch normalization learns two numbers for each unit, and you counted one.",
    },
    {
      when: (count) => isNumber(count, 203_776) || isNumber(count, 203_264),
      hint: "The units of the dense layers have biases.",
    },
    { when: (count) => isNumber(count, 408_074), hint: "That is the network with 512 units." },
    {
      when: (count) => isNumber(count, 204_037),
      hint: "Half of 512's count is nearly right. Which part does not depend on the hidden units?",
    },
  ],
  otherwise: "Count the first layer, γ and β, and the last layer on their own, and add up.",
  because: "200,960 + 512 + 2,570.",
});

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 0.002;

export const checkProbability: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (share) => near(share, Math.exp(-0.4338)),
  mistakes: [
    {
      when: (share) => near(share, 1 - 0.4338),
      hint: "1 - loss is close for very small losses only. Undo the logarithm.",
    },
    {
      when: (share) => near(share, Math.exp(0.4338)),
      hint: "A share above 1 cannot be. Mind the minus sign in -ln p.",
    },
    {
      when: (share) => near(share, 10 ** -0.4338),
      hint: "That is the inverse of the logarithm to base 10. The loss uses the natural one.",
    },
    {
      when: (share) => near(share, 0.8436),
      hint: "That is the accuracy: how often the truth has the largest share, not how large it is.",
    },
    { when: (share) => near(share, -Math.log(0.4338)), hint: "You took the logarithm of the loss. Go back." },
    { when: (share) => share > 1 && share < 100, hint: "A share lies between 0 and 1." },
    roundedTooFar(Math.exp(-0.4338)),
  ],
  otherwise: "Write -ln p = 0.4338 and solve it for p.",
  because: "e to the power of -0.4338. The share of the truth is 65 %, in the geometric mean.",
});

/** What exercise 3 asks for. */
export type TopTwo = (rows: number[][], labels: number[]) => number;

const rows: readonly (readonly number[])[] = [
  [0.7, 0.2, 0.08, 0.02, 0],
  [0.2, 0.11, 0.6, 0.09, 0],
  [0.3, 0.5, 0.14, 0.05, 0.01],
  [0.1, 0.19, 0.3, 0.4, 0.01],
  [0.25, 0.3, 0.4, 0.03, 0.02],
  [0.05, 0.6, 0.24, 0.1, 0.01],
  [0.4, 0.3, 0.19, 0.1, 0.01],
  [0.5, 0.2, 0.15, 0.1, 0.05],
  [0.1, 0.15, 0.45, 0.25, 0.05],
];
/** Their labels stand in the first place four times, twice in the second and in the third, once in the last. */
const labels: readonly number[] = [0, 2, 1, 1, 2, 2, 2, 4, 3];

const placeOf = (row: readonly number[], label: number): number =>
  row.filter((share) => share > (row[label] ?? 0)).length;
const places = rows.map((row, i) => placeOf(row, labels[i] ?? 0));
const share = (fits: (place: number) => boolean): number => places.filter(fits).length / places.length;

const result = (answer: TopTwo): number =>
  answer(
    rows.map((row) => [...row]),
    [...labels],
  );
const gives = (wanted: number) => (answer: TopTwo) => Math.abs(result(answer) - wanted) < 1e-9;

export const checkTopTwo: Check<TopTwo> = exercise<TopTwo>({
  title: "Exercise 3",
  correct: gives(share((place) => place < 2)),
  mistakes: [
    { when: (answer) => typeof result(answer) !== "number", hint: "The function has to return a number." },
    {
      when: gives(rows.length * share((place) => place < 2)),
      hint: "That is how many. The share is that number divided by the number of rows.",
    },
    {
      when: gives(share((place) => place === 0)),
      hint: "That is the accuracy. A second place counts as well here.",
    },
    {
      when: gives(share((place) => place === 1)),
      hint: "You count second places only. First places count as well.",
    },
    {
      when: gives(share((place) => place < 3)),
      hint: "One place too many: with at most one larger share the label is among the two largest.",
    },
    {
      when: gives(share((place) => place >= 3)),
      hint: "You sorted from the smallest share up, and took the two smallest. Sort from the largest down.",
    },
    {
      when: gives(share((place) => place >= 2)),
      hint: "Those are the rows where the label is not among the two largest.",
    },
  ],
  otherwise: (answer) =>
    `For ${rows.length} rows whose labels are in the places ${places.map((place) => place + 1).join(", ")} your function says ${String(result(answer))}.`,
  because: "A label is among the two largest if at most one share in its row is larger.",
});

/** What exercise 4 asks for. */
export type Repair = (pixels: Tensor) => Tensor;

/** Two rows of bytes, neither with the brightest that there is. */
const bytes = [
  [0, 51, 102, 204],
  [0, 0, 153, 51],
];

const repaired = (answer: Repair): readonly number[] => [...answer(tensor(bytes) as Tensor).data];
const like = (wanted: (byte: number) => number) => (answer: Repair) => {
  const values = repaired(answer);
  return (
    values.length === 8 && bytes.flat().every((byte, i) => Math.abs((values[i] ?? 9) - wanted(byte)) < 1e-6)
  );
};

export const checkRepair: Check<Repair> = exercise<Repair>({
  title: "Exercise 4",
  correct: like((byte) => byte / 255),
  mistakes: [
    { when: like((byte) => byte), hint: "That leaves the pictures as they are." },
    {
      when: like((byte) => byte / 256),
      hint: "Close. A byte has 256 values, but which is the largest, and what should become of it?",
    },
    {
      when: like((byte) => byte / 204),
      hint: "You divide by the brightest pixel that is there. That is another factor for other pictures.",
    },
    { when: like((byte) => byte * 255), hint: "The wrong way: now they are larger still." },
    {
      when: like((byte) => byte / 127.5 - 1),
      hint: "From -1 to 1 is common, too, but our network was trained on 0 to 1.",
    },
    {
      when: (answer) => repaired(answer).every((value) => value === 0 || value === 1),
      hint: "Now every pixel is black or white, and the greys are lost.",
    },
  ],
  otherwise: (answer) =>
    `The pixel 102 becomes ${String(repaired(answer)[2])}. In the training pictures the same grey is 0.4.`,
  because: "The same preparation as in training: bytes divided by 255.",
});
