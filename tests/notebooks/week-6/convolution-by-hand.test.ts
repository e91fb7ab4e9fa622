import { conv2d, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  byHandFrom,
  type Convolve,
  checkConvolve,
  checkKernelSlopes,
  checkPictureSlopes,
  type KernelSlopes,
  type PictureSlopes,
} from "../../../notebooks/week-6/convolution-by-hand.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("forward", () => {
  type Options = { readonly turned?: boolean; readonly missing?: number };
  const loops =
    ({ turned = false, missing = 0 }: Options = {}): Convolve =>
    (x, w) => {
      const [height, width] = [w.length, w[0]!.length];
      const weight = (u: number, v: number) => (turned ? w[height - 1 - u]![width - 1 - v]! : w[u]![v]!);
      const answer: number[][] = [];
      for (let i = 0; i <= x.length - height - missing; i++) {
        const row: number[] = [];
        for (let j = 0; j <= x[0]!.length - width - missing; j++) {
          let sum = 0;
          for (let u = 0; u < height; u++) {
            for (let v = 0; v < width; v++) sum += weight(u, v) * x[i + u]![j + v]!;
          }
          row.push(sum);
        }
        answer.push(row);
      }
      return answer;
    };

  it("accepts loops and the library's own", () => {
    const library: Convolve = (x, w) => {
      const picture = tensor(x).reshape([1, x.length, x[0]!.length, 1]);
      const kernel = tensor(w).reshape([w.length, w[0]!.length, 1, 1]);
      const [rows] = conv2d(picture, kernel).toArray() as number[][][][];
      return rows!.map((row) => row.map(([value]) => value!));
    };
    expectSolved(checkConvolve, loops(), library);
  });

  it("has a hint for each usual mistake", () => {
    expectHints<Convolve>(checkConvolve, [
      [(() => 3) as never, "rows of numbers"],
      [(x) => x, "the picture as it is"],
      [loops({ turned: true }), "turned around"],
      [(x) => x.map((row) => row.map(() => Number.NaN)), "are NaN"],
      [loops({ missing: 1 }), "The last row or column"],
      [(x) => x.map((row) => row.map(() => 1)), "Yours gives 4 rows of 5"],
      [(x, w) => loops()(x, w).map((row) => row.map((value) => value + 1)), "but the sum is"],
      [(x) => [[x[9]![0]!]], "stopped with an error"],
    ]);
  });
});

const { convolve, ofKernel, ofPicture } = byHandFrom({});
const turn = (rows: number[][]) => [...rows].reverse().map((row) => [...row].reverse());
const mirror = (rows: number[][]) => rows[0]!.map((_, j) => rows.map((row) => row[j]!));
const add = (rows: number[][], by: number) => rows.map((row) => row.map((value) => value + by));

describe("backward", () => {
  it("is right: autograd finds the same slopes", () => {
    const [picture, kernel] = [
      [
        [1, 2, 0],
        [3, -1, 4],
        [0, 5, 1],
        [2, 2, -3],
      ],
      [
        [2, -1],
        [0, 3],
      ],
    ];
    const arriving = [
      [1, -2],
      [0.5, 3],
      [-1, 2],
    ];
    const learn = { requiresGrad: true } as const;
    const [x, w] = [tensor(picture, learn), tensor(kernel, learn)];
    const y = conv2d(x.reshape([1, 4, 3, 1]), w.reshape([2, 2, 1, 1]));
    y.mul(tensor(arriving).reshape([1, 3, 2, 1]))
      .sum()
      .backward();
    expect(ofKernel(picture, arriving)).toEqual(w.grad!.toArray());
    expect(ofPicture(kernel, arriving)).toEqual(x.grad!.toArray());
  });

  it("of the kernel accepts the convolution of the picture with what arrives", () => {
    expectSolved(checkKernelSlopes, (picture, D) => convolve(picture, D));
  });

  it("of the kernel has a hint for each usual mistake", () => {
    expectHints<KernelSlopes>(checkKernelSlopes, [
      [(() => 3) as never, "one for each weight"],
      [(_, D) => D, "That is what arrives"],
      [(picture, D) => ofKernel(picture, turn(D)), "turned around"],
      [
        (picture, D) => ofKernel(picture, D).map((row) => row.map((v) => v / D.flat().length)),
        "takes a mean",
      ],
      [(picture, D) => ofKernel(picture, D).map((row) => row.map(() => Number.NaN)), "are NaN"],
      [(picture) => picture, "Yours gives 4 rows of 5"],
      [(picture, D) => add(ofKernel(picture, D), 1), "the slope of the first weight"],
    ]);
    expect(checkKernelSlopes((picture, D) => ofKernel(picture, mirror(D))).state).toBe("again");
  });

  it("of the picture accepts the convolution of what arrives, in zeros, with the turned kernel", () => {
    expectSolved(checkPictureSlopes, (kernel, D) => {
      const [rows, columns] = [kernel.length - 1, kernel[0]!.length - 1];
      const side = Array(columns).fill(0);
      const line = () => Array(D[0]!.length + 2 * columns).fill(0);
      const above = Array.from({ length: rows }, line);
      return convolve([...above, ...D.map((row) => [...side, ...row, ...side]), ...above], turn(kernel));
    });
  });

  it("of the picture has a hint for each usual mistake", () => {
    const last: PictureSlopes = (w, D) => {
      const slopes = ofPicture(w, D).map((row) => row.map(() => 0));
      for (const [i, row] of D.entries())
        for (const [j, slope] of row.entries())
          for (const [u, weights] of w.entries())
            for (const [v, weight] of weights.entries()) slopes[i + u]![j + v] = slope * weight;
      return slopes;
    };
    expectHints<PictureSlopes>(checkPictureSlopes, [
      [(() => 3) as never, "one for each pixel"],
      [last, "add, do not replace"],
      [(w, D) => ofPicture(turn(w), D), "turned around"],
      [(w, D) => ofPicture(w, D).map((row) => row.map(() => Number.NaN)), "Begin with a 0"],
      [(_, D) => D, "Yours gives 4 rows of 5"],
      [(w, D) => add(ofPicture(w, D), 1), "row 1, column 1"],
    ]);
  });
});
