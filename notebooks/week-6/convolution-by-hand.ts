/** Convolution by hand in the lesson of that name, forward and backward, each part with its check. */
import { random } from "gradbook";
import { areNumbers, type Check, filledIn, type Given } from "gradbook/exercise";
import { here } from "./convolution-checks.js";

const { exercise } = here;

/** The lesson, with all its exercises. */
export { here };

type Matrix = readonly (readonly number[])[];
/** The answers at all places. */
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
  title: "Forward",
  id: "exercise-3",
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

/** The slopes of a kernel, from the picture and what arrives at each answer. */
export type KernelSlopes = (picture: number[][], arriving: number[][]) => number[][];
/** The slopes of a picture, from the kernel and what arrives at each answer. */
export type PictureSlopes = (kernel: number[][], arriving: number[][]) => number[][];

/** Adds up something for each place and each weight, into rows of a given size. */
function gathered(
  [rows, columns]: readonly [number, number],
  { arriving, kernel }: { readonly arriving: Matrix; readonly kernel: readonly [number, number] },
  add: (into: number[][], i: number, j: number, u: number, v: number) => void,
): Matrix {
  const into = Array.from({ length: rows }, () => Array<number>(columns).fill(0));
  for (const [i, row] of arriving.entries())
    for (const j of row.keys())
      for (let u = 0; u < kernel[0]; u++) for (let v = 0; v < kernel[1]; v++) add(into, i, j, u, v);
  return into;
}

const size = (matrix: Matrix): readonly [number, number] => [matrix.length, matrix[0]?.length ?? 0];

/** ∂J/∂w for slopes that arrive: each weight gets something from every place. */
function slopesOfKernel({ picture, kernel: arriving }: Probe): Matrix {
  const [down, across] = size(picture);
  const kernel = [down - arriving.length + 1, across - size(arriving)[1] + 1] as const;
  return gathered(kernel, { arriving, kernel }, (into, i, j, u, v) => {
    into[u]![v]! += arriving[i]![j]! * picture[i + u]![j + v]!;
  });
}

/** ∂J/∂x: each pixel gets something from every place whose window covered it. In a probe the picture arrives. */
function slopesOfPicture({ picture: arriving, kernel }: Probe): Matrix {
  const [rows, columns] = size(kernel);
  const whole = [arriving.length + rows - 1, size(arriving)[1] + columns - 1] as const;
  return gathered(whole, { arriving, kernel: size(kernel) }, (into, i, j, u, v) => {
    into[i + u]![j + v]! += arriving[i]![j]! * kernel[u]![v]!;
  });
}

/** The same with only the last place that covered a pixel counted. */
function lastOfPicture({ picture: arriving, kernel }: Probe): Matrix {
  const [rows, columns] = size(kernel);
  const whole = [arriving.length + rows - 1, size(arriving)[1] + columns - 1] as const;
  return gathered(whole, { arriving, kernel: size(kernel) }, (into, i, j, u, v) => {
    into[i + u]![j + v] = arriving[i]![j]! * kernel[u]![v]!;
  });
}

const mean = (matrix: Matrix, places: number): Matrix =>
  matrix.map((row) => row.map((value) => value / places));
/** Picture slopes take the kernel first, and what arrives stands in a probe's picture. */
const swapped =
  (answer: PictureSlopes): Convolve =>
  (arriving, kernel) =>
    answer(kernel, arriving);
const isNoMatrix = (found: Matrix): boolean => !Array.isArray(found) || !Array.isArray(found[0]);
const hasNaN = (found: Matrix): boolean => found.flat().some(Number.isNaN);

export const checkKernelSlopes: Check<KernelSlopes> = exercise<KernelSlopes>({
  title: "Backward: the kernel",
  id: "kernel-slopes",
  correct: gives(slopesOfKernel),
  mistakes: [
    {
      when: (answer) => isNoMatrix(result(answer)),
      hint: "The function has to return rows of numbers, one for each weight.",
    },
    {
      when: gives(({ kernel }) => kernel),
      hint: "That is what arrives. Each weight multiplied a pixel at every place.",
    },
    {
      when: gives(({ picture, kernel }) => slopesOfKernel({ picture, kernel: turned(kernel) })),
      hint: "What arrives is turned around: D at (i, j) belongs to the pixel at (i + u, j + v).",
    },
    {
      when: gives(({ picture, kernel }) => slopesOfKernel({ picture, kernel: mirrored(kernel) }), [square]),
      hint: "Rows and columns have changed places: i and u go down, j and v to the right.",
    },
    {
      when: gives(({ picture, kernel }) => mean(slopesOfKernel({ picture, kernel }), kernel.flat().length)),
      hint: "Nobody takes a mean here: what all places send back adds up.",
    },
    {
      when: (answer) => hasNaN(result(answer)),
      hint: "Some slopes are NaN: a pixel beyond the picture was read. How many weights are there?",
    },
    {
      when: (answer) => sizes(result(answer)) !== sizes(slopesOfKernel(told)),
      hint: (answer) =>
        `A picture of 4 rows of 5 and 2 rows of 3 answers belong to a kernel of ${sizes(slopesOfKernel(told))}. Yours gives ${sizes(result(answer))}.`,
    },
    {
      when: gives(slopesOfKernel, [told]),
      hint: "Right for a picture of 4 rows of 5. Which number in your code holds for this one only?",
    },
  ],
  otherwise: (answer) =>
    `The size is right. In our example the slope of the first weight is ${slopesOfKernel(told)[0]?.[0]}; yours is ${String(result(answer)[0]?.[0])}.`,
  because:
    "Each weight was used at every place, so the slopes of all places add up. It is a convolution again: of the picture with D.",
});

export const checkPictureSlopes: Check<PictureSlopes> = exercise<PictureSlopes>({
  title: "Backward: the picture",
  id: "picture-slopes",
  correct: (answer) => gives(slopesOfPicture)(swapped(answer)),
  mistakes: [
    {
      when: (answer) => isNoMatrix(result(swapped(answer))),
      hint: "The function has to return rows of numbers, one for each pixel.",
    },
    {
      when: (answer) => gives(lastOfPicture)(swapped(answer)),
      hint: "A pixel lay under several windows. Yours keeps what the last one sent: add, do not replace.",
    },
    {
      when: (answer) =>
        gives(({ picture, kernel }) => slopesOfPicture({ picture, kernel: turned(kernel) }))(swapped(answer)),
      hint: "Your kernel is turned around: the pixel at (i + u, j + v) met the weight at (u, v).",
    },
    {
      when: (answer) =>
        gives(
          ({ picture, kernel }) => slopesOfPicture({ picture, kernel: mirrored(kernel) }),
          [square],
        )(swapped(answer)),
      hint: "Rows and columns have changed places: i and u go down, j and v to the right.",
    },
    {
      when: (answer) => hasNaN(result(swapped(answer))),
      hint: "Some slopes are NaN. Begin with a 0 for every pixel, and add to it.",
    },
    {
      when: (answer) => sizes(result(swapped(answer))) !== sizes(slopesOfPicture(told)),
      hint: (answer) =>
        `A kernel of 2 rows of 3 that left 4 rows of 5 answers moved over ${sizes(slopesOfPicture(told))} pixels. Yours gives ${sizes(result(swapped(answer)))}.`,
    },
    {
      when: (answer) => gives(slopesOfPicture, [told])(swapped(answer)),
      hint: "Right for a kernel of 2 rows of 3. Which number in your code holds for this one only?",
    },
  ],
  otherwise: (answer) =>
    `The size is right. In our example the slope of the pixel in row 1, column 1 is ${slopesOfPicture(told)[1]?.[1]}; yours is ${String(result(swapped(answer))[1]?.[1])}.`,
  because:
    "Each pixel gets, from every window that covered it, what arrived there times the weight that it met.",
});

/** The three parts of a convolution by hand. */
export interface ByHand {
  convolve: Convolve;
  ofKernel: KernelSlopes;
  ofPicture: PictureSlopes;
}

const thawed = (matrix: Matrix): number[][] => matrix.map((row) => [...row]);
const ours: ByHand = {
  convolve: (picture, kernel) => thawed(convolved({ picture, kernel })),
  ofKernel: (picture, kernel) => thawed(slopesOfKernel({ picture, kernel })),
  ofPicture: (kernel, picture) => thawed(slopesOfPicture({ picture, kernel })),
};

/** The learner's convolution, with ours in place of parts that are not right yet. */
export function byHandFrom(mine: Given<ByHand>): ByHand {
  const checks = { convolve: checkConvolve, ofKernel: checkKernelSlopes, ofPicture: checkPictureSlopes };
  return filledIn(mine, { checks, ours });
}
