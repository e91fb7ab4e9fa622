import { tensor } from "gradbook";
import { expect, test } from "vitest";

// Curriculum, week 1: XOR by hand-set weights, as units and as matrices, to six digits.
const six = (values: readonly (number | readonly number[])[]) =>
  values.flat().map((value) => Number(value.toFixed(6)));

test.each(["float32", "float64"] as const)("XOR by hand-set weights, with matrices, in %s", (dtype) => {
  const matrix = (values: number[][]) => tensor(values, { dtype });
  const X = matrix([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const Z = X.matmul(
    matrix([
      [5, -7],
      [5, -7],
    ]),
  ).add(tensor([-8, 3], { dtype }));
  const K = Z.sigmoid();
  const logits = K.matmul(matrix([[-11], [-11]])).add(tensor([6], { dtype }));
  const Y = logits.sigmoid();
  expect(Z.toArray()).toEqual([
    [-8, 3],
    [-3, -4],
    [-3, -4],
    [2, -11],
  ]);
  expect(six(K.toArray())).toEqual([
    0.000335, 0.952574, 0.047426, 0.017986, 0.047426, 0.017986, 0.880797, 0.000017,
  ]);
  expect(six(Y.toArray())).toEqual([0.011184, 0.994936, 0.994936, 0.024389]);
  // Near 9.7, where the sum of products lies, neighbouring float32 numbers are 1e-6 apart.
  const exact = [-4.482004, 5.280467, 5.280467, -3.688952];
  if (dtype === "float64") expect(six(logits.toArray())).toEqual(exact);
  exact.forEach((value, i) => {
    expect(Math.abs(logits.data[i]! - value)).toBeLessThan(1.1e-6);
  });
});

test("the same with three units, and the wrong bias -6 is not XOR", () => {
  const unit = (inputs: number[], weights: number[], bias: number) =>
    tensor(inputs).matmul(tensor(weights)).add(bias).sigmoid().item();
  const network = (a: number, b: number, bias: number) => {
    const k1 = unit([a, b], [5, 5], -8);
    const k2 = unit([a, b], [-7, -7], 3);
    return unit([k1, k2], [-11, -11], bias);
  };
  const table = (bias: number) =>
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ].map(([a, b]) => network(a!, b!, bias));
  expect(six(table(6))).toEqual([0.011184, 0.994936, 0.994936, 0.024389]);
  expect(table(-6).map(Math.round)).toEqual([0, 0, 0, 0]);
});
