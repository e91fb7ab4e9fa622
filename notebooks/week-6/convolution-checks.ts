/** The checks of the lesson "Convolution": what is right, and a hint for each usual mistake. */
import { random } from "gradbook";
import { areNumbers, type Check, exercise, isNumber } from "gradbook/exercise";

export const checkWeights: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (count) => isNumber(count, 1100),
  mistakes: [
    {
      when: (count) => isNumber(count, 1080),
      hint: "These are the weights. Each of the 20 kernels has a bias, too.",
    },
    {
      when: (count) => isNumber(count, 200) || isNumber(count, 180),
      hint: "A kernel reads all 6 maps at once, with other weights for each.",
    },
    {
      when: (count) => isNumber(count, 1086),
      hint: "One bias for each map it gives, not for each it reads.",
    },
    {
      when: (count) => isNumber(count, 1200),
      hint: "A kernel has a single bias, whatever the number of maps it reads.",
    },
    {
      when: (count) => isNumber(count, 55) || isNumber(count, 54),
      hint: "That is one kernel. How many are there?",
    },
    { when: (count) => isNumber(count, 380), hint: "The window has a height and a width: multiply both." },
  ],
  otherwise: "Count the weights of one kernel, add its bias, and multiply by the number of kernels.",
  because: "20 kernels with 54 weights and a bias each.",
});

export const checkField: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (width) => isNumber(width, 15),
  mistakes: [
    {
      when: (width) => isNumber(width, 7),
      hint: "That is right for stride 1, and for two layers with stride 2. How far apart are neighbours in the second map?",
    },
    {
      when: (width) => isNumber(width, 27),
      hint: "Windows of neighbours overlap, so widths do not multiply.",
    },
    {
      when: (width) => isNumber(width, 9),
      hint: "Windows of neighbours overlap. How much does a layer add?",
    },
    {
      when: (width) => isNumber(width, 11),
      hint: "The third layer's neighbours are further apart than the second's: both strides before it count.",
    },
    {
      when: (width) => isNumber(width, 31) || isNumber(width, 29),
      hint: "A layer's own stride does not widen what it sees; those before it do.",
    },
    {
      when: (width) => isNumber(width, 225),
      hint: "That is the number of pixels in the square. The width is asked for.",
    },
  ],
  otherwise: "Begin with 3. The second layer adds 2 times the first stride; what does the third add?",
  because: "3, then 3 + 4 = 7, then 7 + 8 = 15.",
});

type Matrix = readonly (readonly number[])[];
/** What exercise 3 asks for. */
export type Convolve = (picture: number[][], kernel: number[][]) => number[][];

/** A picture and a kernel to try a convolution on. */
interface Probe {
  readonly picture: Matrix;
  readonly kernel: Matrix;
}

const dice = random.generator(6);
/** Whole numbers from -4 to 4. */
const drawn = (rows: number, columns: number): Matrix =>
  dice
    .uniform([rows, columns])
    .toArray()
    .map((row) => row.map((value) => Math.round(8 * value) - 4));

/** The one that hints tell of. */
const told: Probe = {
  picture: [
    [1, 2, 0, 3, 1],
    [0, 1, 4, 2, 2],
    [3, 1, 1, 0, 5],
    [2, 2, 1, 3, 0],
  ],
  kernel: [
    [1, 0, -2],
    [3, 1, 0],
  ],
};
/** A square kernel on a picture that is not: both may be read row for column without an error. */
const square: Probe = { picture: drawn(4, 6), kernel: drawn(3, 3) };
const probes: readonly Probe[] = [
  told,
  square,
  { picture: drawn(6, 3), kernel: drawn(2, 2) },
  { picture: drawn(1, 4), kernel: drawn(1, 2) },
  { picture: drawn(5, 4), kernel: drawn(5, 1) },
];

const turned = (matrix: Matrix): Matrix => [...matrix].reverse().map((row) => [...row].reverse());
const mirrored = (matrix: Matrix): Matrix =>
  (matrix[0] ?? []).map((_, j) => matrix.map((row) => row[j] ?? 0));

/** The convolution without padding, as the lesson defines it. */
function convolved({ picture: x, kernel: w }: Probe): Matrix {
  const [height, width] = [w.length, w[0]?.length ?? 0];
  return Array.from({ length: x.length - height + 1 }, (_, i) =>
    Array.from({ length: (x[0]?.length ?? 0) - width + 1 }, (_, j) =>
      w
        .flatMap((row, u) => row.map((weight, v) => weight * (x[i + u]?.[j + v] ?? 0)))
        .reduce((sum, term) => sum + term, 0),
    ),
  );
}

const result = (answer: Convolve, { picture, kernel }: Probe = told): Matrix =>
  answer(
    picture.map((row) => [...row]),
    kernel.map((row) => [...row]),
  );
const isMatrix = (found: Matrix, wanted: Matrix): boolean =>
  found.length === wanted.length && wanted.every((row, i) => areNumbers(found[i] ?? [], row));
const gives =
  (wanted: (probe: Probe) => Matrix, among: readonly Probe[] = probes) =>
  (answer: Convolve): boolean =>
    among.every((probe) => isMatrix(result(answer, probe), wanted(probe)));
const sizes = (matrix: Matrix): string => `${matrix.length} rows of ${matrix[0]?.length ?? 0}`;
const right = convolved(told);

export const checkConvolve: Check<Convolve> = exercise<Convolve>({
  title: "Exercise 3",
  correct: gives(convolved),
  mistakes: [
    {
      when: (answer) => !Array.isArray(result(answer)) || !Array.isArray(result(answer)[0]),
      hint: "The function has to return rows of numbers.",
    },
    { when: gives(({ picture }) => picture), hint: "That returns the picture as it is." },
    {
      when: gives(({ picture, kernel }) => convolved({ picture, kernel: turned(kernel) })),
      hint: "Your kernel is turned around. Mathematicians do define it so, but our formula has x at i + u, j + v.",
    },
    {
      when: gives(({ picture, kernel }) => convolved({ picture, kernel: mirrored(kernel) }), [square]),
      hint: "u and v have changed places: u goes down the rows of kernel and picture, v along their columns.",
    },
    {
      when: (answer) => result(answer).flat().some(Number.isNaN),
      hint: "Some results are NaN: the window reaches beyond the picture. How many places has it?",
    },
    {
      when: (answer) =>
        sizes(result(answer)) === sizes(right) && sizes(result(answer, square)) === "2 rows of 2",
      hint: "You took the number of rows for the number of columns: a picture need not be square.",
    },
    {
      when: (answer) =>
        result(answer).length === right.length - 1 ||
        result(answer)[0]?.length === (right[0]?.length ?? 0) - 1,
      hint: "The last row or column of places is missing. A kernel as large as the picture has one place, not none.",
    },
    {
      when: (answer) => sizes(result(answer)) !== sizes(right),
      hint: (answer) =>
        `A picture of 4 rows of 5 and a kernel of 2 rows of 3 give ${sizes(right)}. Yours gives ${sizes(result(answer))}.`,
    },
    {
      when: gives(convolved, [told]),
      hint: "Right for a picture of 4 rows of 5. It is wrong for another size: which number in your code holds for this one only?",
    },
  ],
  otherwise: (answer) =>
    `The size is right. For the place (0, 0) of our example your function says ${String(result(answer)[0]?.[0])}, but the sum is ${right[0]?.[0]}.`,
  because: "Every place of the window, and the sum of all products at each.",
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
