import {
  customOp,
  DataError,
  GradientError,
  grad,
  gradientCheck,
  gradients,
  type Operand,
  OptionError,
  ShapeError,
  type Tensor,
  tensor,
} from "gradbook";
import { describe, expect, test } from "vitest";

describe("gradients", () => {
  test("gives gradients without touching grad", () => {
    const x = tensor(3, { requiresGrad: true });
    const [slope] = gradients(x.mul(x), [x]);
    expect(slope.item()).toBe(6);
    expect(x.grad).toBeUndefined();
  });
  test("a value that does not depend on a tensor is an error", () => {
    const x = tensor(3, { requiresGrad: true });
    const other = tensor(1, { requiresGrad: true, name: "other" });
    expect(() => gradients(x.mul(x), [other])).toThrow(GradientError);
    expect(() => gradients(x.mul(x), [other])).toThrow(
      "gradients: expected a value that depends on other, got one that does not; try requiresGrad: true on it, and compute the value from it",
    );
  });
});

describe("grad", () => {
  const cube = (x: Tensor<[]>) => x.mul(x).mul(x);
  test("first, second and third derivative", () => {
    expect(grad(cube)(tensor(2)).item()).toBe(12);
    expect(grad(grad(cube))(tensor(2)).item()).toBe(12);
    expect(grad(grad(grad(cube)))(tensor(2)).item()).toBe(6);
  });
  test("has the shape of its argument", () => {
    const slope = grad((x: Tensor<[2]>) => x.mul(x).sum())(tensor([1, 5]));
    expect(slope.toArray()).toEqual([2, 10]);
  });
});

describe("gradientCheck", () => {
  test("passes a right gradient", () => {
    const report = gradientCheck((x) => x.sigmoid(), [tensor([1, -2])]);
    expect(report.passed).toBe(true);
    expect(report.relativeError).toBeLessThan(1e-9);
  });
  test("finds a wrong one and says where", () => {
    const wrong = customOp({
      name: "wrong",
      forward: (x: Operand) => (x as Tensor).mul(x as Tensor) as Operand,
      backward: ({ inputs, gradient }) => [gradient.mul(inputs[0]!)],
    });
    const report = gradientCheck((x) => wrong(x), [tensor([3, 4])]);
    expect(report.passed).toBe(false);
    expect(report.worst.input).toBe(0);
    expect(report.worst.numeric / report.worst.analytic).toBeCloseTo(2);
  });
  test("reports NaN as failed", () => {
    const report = gradientCheck((x) => x.log(), [tensor([-1, 2])]);
    expect(report.passed).toBe(false);
    expect(report.relativeError).toBeNaN();
  });
  test("needs a float input", () => {
    expect(() => gradientCheck((x) => x, [tensor([1], { dtype: "int32" })])).toThrow(GradientError);
    expect(() => gradientCheck((x) => x, [tensor([1], { dtype: "int32" })])).toThrow(
      "gradientCheck: expected at least one input of dtype float32 or float64, got none; try tensor(values)",
    );
  });
  test("needs a float result", () => {
    expect(() => gradientCheck((x) => x.greater(0), [tensor([1])])).toThrow(
      "gradientCheck: expected a result of dtype float64, got bool of shape [1]; try a function of floats",
    );
  });
  test("a network by hand agrees within 1e-5", () => {
    // Curriculum, week 2: a two-layer network, autograd against differences.
    const report = gradientCheck(
      (w1, b1, w2, b2) => {
        const x = tensor(
          [
            [0, 0],
            [0, 1],
            [1, 0],
            [1, 1],
          ],
          { dtype: "float64" },
        );
        return x.matmul(w1).add(b1).sigmoid().matmul(w2).add(b2).sigmoid().mean();
      },
      [
        tensor([
          [5, -7],
          [5, -7],
        ]),
        tensor([-8, 3]),
        tensor([[-11], [-11]]),
        tensor([6]),
      ],
    );
    expect(report.relativeError).toBeLessThan(1e-5);
  });
});

describe("customOp", () => {
  const straightThrough = customOp({
    name: "straightThrough",
    forward: (x: Operand) => (x as Tensor).round() as Operand,
    backward: ({ gradient }) => [gradient],
  });
  test("computes and sends gradients back as told", () => {
    const x = tensor([1.4, 2.6], { requiresGrad: true });
    const y = straightThrough(x) as Tensor;
    expect(y.toArray()).toEqual([1, 3]);
    y.sum().backward();
    expect(x.grad?.toArray()).toEqual([1, 1]);
  });
  test("a forward that gives no tensor", () => {
    const broken = customOp({ name: "broken", forward: () => 3 as never, backward: () => [] });
    expect(() => broken()).toThrow(OptionError);
    expect(() => broken()).toThrow(
      "broken: expected forward to give a tensor, got number; try return tensor(…)",
    );
  });
  test("a backward with too few gradients", () => {
    const broken = customOp({
      name: "broken",
      forward: (x: Operand) => (x as Tensor).mul(2) as Operand,
      backward: () => [],
    });
    const y = broken(tensor(1, { requiresGrad: true })) as Tensor<[]>;
    expect(() => y.backward()).toThrow(
      "broken: expected backward to give 1 gradients, one for each input, got 0; try undefined for an input without one",
    );
  });
  test("a backward with a gradient of another shape", () => {
    const broken = customOp({
      name: "broken",
      forward: (x: Operand) => (x as Tensor).sum() as Operand,
      backward: ({ gradient }) => [gradient],
    });
    const y = broken(tensor([1, 2], { requiresGrad: true })) as Tensor<[]>;
    expect(() => y.backward()).toThrow(ShapeError);
    expect(() => y.backward()).toThrow(
      "broken: expected a gradient of shape [2] for input 0, got []; try .sum() over the axes that were broadcast",
    );
  });
  test("errors from inside forward come through", () => {
    const lookup = customOp({
      name: "lookup",
      forward: (x: Operand) => (x as Tensor).gather(tensor([9], { dtype: "int32" })) as Operand,
      backward: ({ gradient }) => [gradient],
    });
    expect(() => lookup(tensor([1, 2]))).toThrow(DataError);
  });
});
