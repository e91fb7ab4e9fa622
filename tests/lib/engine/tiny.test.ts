import * as gradbook from "gradbook";
import { describe, expect, test } from "vitest";
import { withEngine } from "../../../lib/src/engine/current.js";
import type { BinaryName, Engine, UnaryName } from "../../../lib/src/engine/engine.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";
import { boundLoop } from "../../../lib/src/engine/tiny/bind.js";
import type { Values } from "../../../lib/src/tensor/dtype.js";

const HARD = [0, -0, 1, -1.5, 0.1, 1e-42, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NaN];

function floats(size: number, seed: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) =>
    (i + seed) % 3 === 0 ? HARD[(i * 7 + seed) % HARD.length]! : Math.sin(i * 13.7 + seed) * 3,
  );
}

/** Two arrays of one shape. */
const flat = (row: number) => ({
  outer: [],
  outerStridesA: [],
  outerStridesB: [],
  row,
  strideA: 1,
  strideB: 1,
});

type Run = (engine: Engine, out: Values) => void;

/** What the loop computes, twice, since it is there to be called again; undefined when there is none. */
function computed(name: string, size: number, run: Run): readonly number[] | undefined {
  const out = new Float32Array(size).fill(7);
  const loop = boundLoop(name, (engine) => run(engine, out));
  loop?.();
  loop?.();
  return loop && [...out];
}

function expectBits(name: string, size: number, run: Run): void {
  const expected = new Float32Array(size);
  run(referenceEngine, expected);
  expect(computed(name, size, run)).toEqual([...expected]);
}

describe("a loop for a few values gives the reference engine's bits", () => {
  const layouts = {
    "the same shape": flat(12),
    "a row for each row": {
      outer: [3],
      outerStridesA: [4],
      outerStridesB: [0],
      row: 4,
      strideA: 1,
      strideB: 1,
    },
    "a number for each row, and a column": {
      outer: [2, 3],
      outerStridesA: [0, 1],
      outerStridesB: [6, 2],
      row: 2,
      strideA: 0,
      strideB: 1,
    },
  };
  describe.each(["add", "sub", "mul", "div"] as const)("%s", (name: BinaryName) => {
    test.each(Object.entries(layouts))("%s", (_, layout) => {
      const [a, b] = [floats(12, 1), floats(12, 5)];
      expectBits(name, 12, (engine, out) => engine.binary[name](a, b, out, layout));
    });
  });

  test.each(["abs", "exp", "log", "neg", "relu", "sigmoid", "sqrt", "tanh"] as const)(
    "%s",
    (name: UnaryName) => {
      const x = floats(30, 2);
      expectBits(name, 30, (engine, out) => engine.unary[name](x, out));
    },
  );

  describe.each([
    [4, 2, 3],
    [1, 5, 1],
    [3, 0, 2],
    [7, 8, 8],
  ])("a product of %i x %i by %i", (m, k, n) => {
    test.each([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ])("transposed: %s, %s", (transposeA, transposeB) => {
      const [a, b] = [floats(m * k + 2, 1), floats(k * n + 1, 4)];
      const layout = { m, k, n, transposeA, transposeB, offsetsA: [2], offsetsB: [1] };
      expectBits("matmul", m * n, (engine, out) => engine.matmul(a, b, out, layout));
    });
  });

  test.each([
    { outer: 1, length: 11, inner: 1 },
    { outer: 5, length: 7, inner: 1 },
    { outer: 1, length: 9, inner: 3 },
    { outer: 4, length: 5, inner: 2 },
    { outer: 2, length: 0, inner: 3 },
  ])("a sum of $outer x $length x $inner", (layout) => {
    const { outer, length, inner } = layout;
    const x = floats(outer * length * inner, 3);
    expectBits("sum", outer * inner, (engine, out) => engine.reduction.sum(x, out, layout));
  });

  test.each(["broadcastTo", "slice", "transpose"])("%s", (name) => {
    const x = floats(20, 6);
    const layout = { shape: [2, 3, 2], strides: [1, 0, 5], offset: 3 };
    expectBits(name, 12, (engine, out) => engine.strided(x, out, layout));
  });
});

describe("there is no loop", () => {
  test("for many values, where a kernel is faster", () => {
    const add = (size: number) =>
      computed("add", size, (engine, out) =>
        engine.binary.add(floats(size, 1), floats(size, 2), out, flat(size)),
      );
    expect([add(64)?.length, add(65)]).toEqual([64, undefined]);
    const square = (m: number) =>
      computed("matmul", m * m, (engine, out) => {
        const layout = { m, k: m, n: m, transposeA: false, transposeB: false, offsetsA: [0], offsetsB: [0] };
        engine.matmul(floats(m * m, 1), floats(m * m, 2), out, layout);
      });
    expect([square(8)?.length, square(9)]).toEqual([64, undefined]);
  });

  test("for another dtype", () => {
    const [a, out] = [new Float64Array(3), new Float64Array(3)];
    expect(boundLoop("add", (engine) => engine.binary.add(a, a, out, flat(3)))).toBeUndefined();
  });

  test("for an operation that asks for two kernels, or for none", () => {
    const [x, out] = [floats(3, 1), new Float32Array(3)];
    const twice = (engine: Engine) => {
      engine.unary.exp(x, out);
      engine.unary.exp(out, out);
    };
    expect(boundLoop("exp", twice)).toBeUndefined();
    expect(boundLoop("exp", () => out.set(x))).toBeUndefined();
  });
});

describe("a recorded step of few values", () => {
  const { customOp, optimizers, tensor, train } = gradbook;
  type Matrix = gradbook.Tensor<readonly [number, number]>;
  const rows = tensor([
    [0.5, -1],
    [2, 3],
  ]);

  function trained(score: (x: Matrix, w: Matrix) => gradbook.Tensor) {
    const w = tensor([[0.25], [-0.75]], { requiresGrad: true });
    const optimizer = optimizers.sgd({ learningRate: 0.1 });
    const run = train.step((x: typeof rows) => {
      const loss = score(x, w).square().mean();
      loss.backward();
      optimizer.step([w]);
      return { loss };
    });
    const losses = Array.from({ length: 6 }, () => Number(run(rows).loss.item()));
    return { losses, weights: [...w.data], replayed: run.recording?.replayed };
  }

  test.each([
    [
      "of the library",
      (x: Matrix, w: Matrix) =>
        x
          .matmul(w)
          .sigmoid()
          .sub(x.sum(1, { keepDims: true }).mul(0.1)),
    ],
    [
      "of the user's that is called as one of the library",
      customOp({
        name: "add",
        forward: (x: Matrix, w: Matrix) => x.matmul(w).mul(3) as gradbook.Tensor,
        backward: ({ inputs, gradient }) => [
          undefined,
          (inputs[0] as Matrix)
            .transpose()
            .matmul(gradient as Matrix)
            .mul(3),
        ],
      }),
    ],
  ])("with an operation %s gives the reference engine's bits", (_, score) => {
    const found = trained(score);
    expect(found.replayed).toBe(true);
    expect(found).toEqual(withEngine(referenceEngine, () => trained(score)));
  });
});
