import { gradientCheck, type Operand, random, type Shape, tensor, where } from "gradbook";
import { describe, expect, test } from "vitest";
import { type Any, operationNames, operations } from "./support.js";

/*
 * Every operation's gradient against differences in float64, away from kinks and ties; and the gradient of its
 * gradient, where there is one. Inputs are random but fixed.
 */
const generator = random.generator(7);

function draw(shape: Shape, low = -2, high = 2): Any {
  return generator.uniform(shape, { low, high, dtype: "float64" }) as Operand as Any;
}

const label = (values: number[], shape?: Shape) =>
  tensor(values, { dtype: "int32", shape: shape ?? [values.length] }) as Operand as Any;
const truth = (values: boolean[]) => tensor(values) as Operand as Any;

/** Values whose absolute size is between 0.3 and 2, of both signs: away from the kinks at 0. */
function awayFromZero(shape: Shape): Any {
  const sizes = draw(shape, 0.3, 2);
  return sizes.mul(draw(shape).sign() as Operand as Any) as Operand as Any;
}

/** Values that differ by at least 0.1 from one another, in mixed order. */
function distinct(shape: Shape): Any {
  const size = shape.reduce((n, s) => n * s, 1);
  const order = generator.permutation(size).cast("float64").mul(0.13).sub(1);
  return order.reshape(shape) as Operand as Any;
}

interface GradientCase {
  readonly op: string;
  readonly inputs: readonly Any[];
  /** Calls the operation; by default with the inputs and nothing else. */
  readonly call?: (f: (...args: unknown[]) => Any, inputs: readonly Any[]) => Any;
  /** False where the second derivative is not worth a test: it is 0, or the operation picks values. */
  readonly second?: boolean;
}

const smooth = [
  "exp",
  "expm1",
  "sin",
  "cos",
  "tanh",
  "sigmoid",
  "softplus",
  "erf",
  "gelu",
  "silu",
  "mish",
  "square",
  "neg",
].map((op): GradientCase => ({ op, inputs: [draw([2, 3])] }));
const positive = ["log", "log1p", "sqrt", "rsqrt", "reciprocal"].map(
  (op): GradientCase => ({ op, inputs: [draw([2, 3], 0.4, 3)] }),
);
const kinked = ["abs", "relu", "leakyRelu", "elu"].map(
  (op): GradientCase => ({ op, inputs: [awayFromZero([2, 3])] }),
);
const pairs = ["add", "sub", "mul", "div"].flatMap((op): GradientCase[] => [
  { op, inputs: [draw([2, 3]), awayFromZero([2, 3])] },
  { op, inputs: [draw([2, 3]), awayFromZero([3])] },
  { op, inputs: [draw([2, 1]), awayFromZero([1, 3])] },
  { op, inputs: [draw([]), awayFromZero([2, 2])] },
]);
const reductions = ["sum", "mean", "prod", "max", "min", "variance", "std", "logSumExp"].flatMap(
  (op): GradientCase[] =>
    [undefined, 0, 1, -1, [0, 2]].map((axis) => ({
      op,
      inputs: [distinct([2, 3, 2])],
      call: (f, [x]) => f(x, axis),
    })),
);
const axis = (op: string, more: object = {}): GradientCase[] =>
  [0, 1, -1].map((a) => ({ op, inputs: [distinct([2, 3, 2])], call: (f, [x]) => f(x, a), ...more }));

const cases: GradientCase[] = [
  ...smooth,
  ...positive,
  ...kinked,
  ...pairs,
  ...reductions,
  ...axis("softmax"),
  ...axis("logSoftmax"),
  ...axis("cumsum"),
  ...axis("sort", { second: false }),
  ...axis("flip"),
  ...axis("expandDims"),
  { op: "cumsum", inputs: [draw([4])], call: (f, [x]) => f(x, 0, { exclusive: true, reverse: true }) },
  { op: "gelu", inputs: [draw([4])], call: (f, [x]) => f(x, { approximate: true }) },
  { op: "clip", inputs: [awayFromZero([6])], call: (f, [x]) => f(x, { min: -1, max: 1.1 }) },
  { op: "hardSigmoid", inputs: [distinct([2, 3]).mul(4) as Operand as Any] },
  { op: "tan", inputs: [draw([2, 3], -1.2, 1.2)] },
  { op: "atan2", inputs: [awayFromZero([2, 3]), awayFromZero([3])] },
  { op: "outer", inputs: [draw([3]), draw([2])] },
  { op: "norm", inputs: [draw([2, 3])] },
  ...[1, 2, 3, Infinity, -Infinity].map(
    (order): GradientCase => ({
      op: "norm",
      inputs: [distinct([2, 3]).add(0.03) as Operand as Any],
      call: (f, [x]) => f(x, 1, { order }),
    }),
  ),
  { op: "tril", inputs: [draw([2, 3, 3])], call: (f, [x]) => f(x, 1) },
  { op: "triu", inputs: [draw([3, 2])], call: (f, [x]) => f(x, -1) },
  { op: "roll", inputs: [draw([3, 4])], call: (f, [x]) => f(x, [1, -2], [0, 1]) },
  ...axis("cumprod"),
  { op: "cumprod", inputs: [draw([2, 5])], call: (f, [x]) => f(x, 1, { exclusive: true, reverse: true }) },
  {
    op: "split",
    inputs: [draw([5, 2])],
    call: (f, [x]) => (f(x, [2, 3]) as unknown as readonly Any[])[1]!,
  },
  { op: "unstack", inputs: [draw([2, 3])], call: (f, [x]) => (f(x, 1) as unknown as readonly Any[])[2]! },
  { op: "scatter", inputs: [draw([4, 2]), draw([3, 2])], call: (f, [x, u]) => f(x, label([2, 0, 2]), u) },
  { op: "scatterAdd", inputs: [draw([4, 2]), draw([3, 2])], call: (f, [x, u]) => f(x, label([2, 0, 2]), u) },
  { op: "bincount", inputs: [draw([3])], call: (f, [weights]) => f(label([1, 0, 1]), 3, { weights }) },
  { op: "pow", inputs: [draw([2, 3], 0.5, 2), draw([3])] },
  { op: "pow", inputs: [awayFromZero([4])], call: (f, [x]) => f(x, 3) },
  { op: "pow", inputs: [awayFromZero([4])], call: (f, [x]) => f(x, -2) },
  { op: "mod", inputs: [draw([4], 2.2, 2.8), draw([4], 1.2, 1.9)], second: false },
  { op: "maximum", inputs: [distinct([2, 3]), distinct([3]).add(0.05) as Operand as Any] },
  { op: "minimum", inputs: [distinct([2, 3]), distinct([3]).add(0.05) as Operand as Any] },
  {
    op: "where",
    inputs: [draw([2, 3]), draw([3])],
    call: (f, [a, b]) => f(truth([true, false, true]), a, b),
  },
  { op: "cast", inputs: [draw([3])], call: (f, [x]) => f(x, "float64") },
  { op: "reshape", inputs: [draw([2, 3])], call: (f, [x]) => f(x, [3, -1]) },
  { op: "flatten", inputs: [draw([2, 3])] },
  { op: "squeeze", inputs: [draw([1, 3, 1])] },
  { op: "transpose", inputs: [draw([2, 3, 2])], call: (f, [x]) => f(x, [1, 2, 0]) },
  { op: "broadcastTo", inputs: [draw([2, 1])], call: (f, [x]) => f(x, [3, 2, 4]) },
  {
    op: "slice",
    inputs: [draw([4, 5])],
    call: (f, [x]) =>
      f(x, [
        [1, 4, 2],
        [-1, null, -2],
      ]),
  },
  { op: "slice", inputs: [draw([4, 5])], call: (f, [x]) => f(x, [1, [2]]) },
  { op: "at", inputs: [draw([3, 2])], call: (f, [x]) => f(x, [1, 0]) },
  {
    op: "pad",
    inputs: [draw([2, 2])],
    call: (f, [x]) =>
      f(
        x,
        [
          [1, 0],
          [2, 1],
        ],
        { value: 3 },
      ),
  },
  { op: "tile", inputs: [draw([2, 2])], call: (f, [x]) => f(x, [2, 3]) },
  { op: "concat", inputs: [draw([2, 2]), draw([2, 3])], call: (f, xs) => f(xs, 1) },
  { op: "stack", inputs: [draw([2]), draw([2])], call: (f, xs) => f(xs, -1) },
  { op: "gather", inputs: [draw([4, 2])], call: (f, [x]) => f(x, label([3, 0, 3])) },
  { op: "gather", inputs: [draw([2, 4])], call: (f, [x]) => f(x, label([3, 0]), { axis: 1 }) },
  ...[0, -1].map(
    (along): GradientCase => ({
      op: "topK",
      inputs: [distinct([3, 4])],
      call: (f, [x]) => (f(x, 2, { axis: along }) as unknown as { values: Any }).values,
    }),
  ),
  { op: "takeAlongAxis", inputs: [draw([2, 3])], call: (f, [x]) => f(x, label([2, 2, 0, 1], [2, 2])) },
  { op: "matmul", inputs: [draw([2, 3]), draw([3, 2])] },
  { op: "matmul", inputs: [draw([3]), draw([3, 2])] },
  { op: "matmul", inputs: [draw([2, 3]), draw([3])] },
  { op: "matmul", inputs: [draw([3]), draw([3])] },
  { op: "matmul", inputs: [draw([2, 2, 3]), draw([3, 2])] },
  { op: "matmul", inputs: [draw([2, 1, 2, 3]), draw([3, 3, 2])] },
  { op: "einsum", inputs: [draw([2, 3]), draw([3, 2])], call: (f, xs) => f("ij,jk->ki", xs) },
  { op: "einsum", inputs: [draw([2, 3]), draw([2, 3])], call: (f, xs) => f("ij,ij->i", xs) },
  { op: "einsum", inputs: [draw([3, 3]), draw([3])], call: (f, xs) => f("ii,i", xs) },
  { op: "einsum", inputs: [draw([2, 3, 2])], call: (f, xs) => f("iji->ji", xs) },
  {
    op: "einsum",
    inputs: [draw([3, 1, 2, 2]), draw([2, 2, 3])],
    call: (f, xs) => f("...ij,...jk->...ik", xs),
  },
  ...[{}, { padding: "same" }, { strides: 2, padding: 1 }, { dilation: 2, padding: "same" }].flatMap(
    (options): GradientCase[] => [
      {
        op: "conv2d",
        inputs: [draw([2, 4, 5, 2]), draw([2, 3, 2, 2])],
        call: (f, [x, k]) => f(x, k, options),
      },
      {
        op: "averagePool2d",
        inputs: [draw([1, 5, 5, 2])],
        call: (f, [x]) =>
          f(x, { size: 3, strides: 2, ...("padding" in options ? { padding: options.padding } : {}) }),
      },
    ],
  ),
  ...[{}, { padding: "same", strides: 2 }, { dilation: 2, padding: 1 }].flatMap((options): GradientCase[] => [
    {
      op: "groupedConv2d",
      inputs: [draw([1, 4, 5, 4]), draw([2, 3, 2, 2])],
      call: (f, [x, k]) => f(x, k, { groups: 2, ...options }),
    },
    {
      op: "depthwiseConv2d",
      inputs: [draw([1, 4, 5, 2]), draw([2, 3, 2, 2])],
      call: (f, [x, k]) => f(x, k, options),
    },
    {
      op: "conv2dTranspose",
      inputs: [draw([1, 3, 3, 2]), draw([3, 2, 2, 2])],
      call: (f, [x, k]) => f(x, k, options),
    },
  ]),
  { op: "maxPool1d", inputs: [distinct([2, 6, 2])], call: (f, [x]) => f(x, { size: 3, strides: 2 }) },
  { op: "averagePool1d", inputs: [draw([2, 5, 2])], call: (f, [x]) => f(x, { padding: "same" }) },
  {
    op: "conv1d",
    inputs: [draw([2, 6, 2]), draw([3, 2, 2])],
    call: (f, [x, k]) => f(x, k, { padding: "same" }),
  },
  {
    op: "maxPool2d",
    inputs: [distinct([1, 4, 5, 2])],
    call: (f, [x]) => f(x, { size: 3, strides: 2, padding: 1 }),
  },
];

/** Where no gradient flows: the result is whole numbers or truths, stays the same for small steps, or is outside. */
const without = [
  ..."any all argmax argmin argsort equal notEqual less lessEqual greater greaterEqual".split(" "),
  ..."logicalAnd logicalOr logicalNot isNaN isFinite isInf oneHot floor floorDivide ceil round sign detach assign".split(
    " ",
  ),
];

test("every operation through which gradients flow has a case", () => {
  const tested = new Set(cases.map(({ op }) => op));
  expect(operationNames.filter((name) => !tested.has(name) && !without.includes(name))).toEqual([]);
});

test.each(["floor", "ceil", "round", "sign", "detach"])("no gradient flows through %s", (name) => {
  const x = tensor([1.5, -2.5], { requiresGrad: true });
  expect((operations[name]!(x) as Any).requiresGrad).toBe(false);
  x.mul(operations[name]!(x) as Any)
    .sum()
    .backward();
  expect(x.grad!.toArray()).toEqual((operations[name]!(x) as Any).toArray());
});

function called({ op, call }: GradientCase, inputs: readonly Any[]): Any {
  const f = operations[op] as (...args: unknown[]) => Any;
  return call === undefined ? f(...inputs) : call(f, inputs);
}

describe("gradients equal differences", () => {
  test.each(cases.map((c, i) => [`${c.op} ${i}`, c] as const))("%s", (_name, c) => {
    const report = gradientCheck((...inputs) => called(c, inputs as readonly Any[]), c.inputs);
    expect(report.relativeError, JSON.stringify(report)).toBeLessThanOrEqual(1e-6);
  });
});

describe("gradients of gradients equal differences", () => {
  const { gradients } = operations as unknown as typeof import("gradbook");
  test.each(cases.filter((c) => c.second ?? true).map((c, i) => [`${c.op} ${i}`, c] as const))(
    "%s",
    (_name, c) => {
      // Σ y² makes the gradient depend on the inputs even where the operation is linear.
      const squaredGradient = (...inputs: readonly Any[]): Operand => {
        const y = called(c, inputs);
        const found = gradients(y.mul(y).sum(), inputs, { createGraph: true });
        return found
          .map((g) => g.mul(g).sum() as Operand as Any)
          .reduce((a, b) => a.add(b) as Operand as Any);
      };
      const report = gradientCheck((...inputs) => squaredGradient(...(inputs as readonly Any[])), c.inputs);
      expect(report.relativeError, JSON.stringify(report)).toBeLessThanOrEqual(1e-5);
    },
  );
});

describe("gradients at kinks and ties", () => {
  const at = (values: number[], f: (x: Any) => Operand) => {
    const x = tensor(values, { dtype: "float64", requiresGrad: true });
    (f(x) as Any).sum().backward();
    return x.grad!.toArray();
  };
  test("relu and abs have derivative 0 at 0", () => {
    expect(at([0, 1, -1], (x) => x.relu())).toEqual([0, 1, 0]);
    expect(at([0, 1, -1], (x) => x.abs())).toEqual([0, 1, -1]);
  });
  test("equal greatest values share the gradient", () => {
    expect(at([1, 3, 3], (x) => x.max())).toEqual([0, 0.5, 0.5]);
    expect(at([2, 5], (x) => x.maximum(2))).toEqual([0.5, 1]);
    expect(at([2, 5], (x) => x.minimum(2))).toEqual([0.5, 0]);
  });
  test("the greatest value of a window gets all of it, the first of equals", () => {
    expect(at([1, 4, 4, 2], (x) => x.reshape([1, 2, 2, 1]).maxPool2d())).toEqual([0, 1, 0, 0]);
  });
  test("a product with a zero in it", () => {
    expect(at([2, 0, 3], (x) => x.prod())).toEqual([0, 6, 0]);
    expect(at([0, 0, 3], (x) => x.prod())).toEqual([0, 0, 0]);
  });
  test("a power at 0", () => {
    expect(at([0, 2], (x) => x.pow(2))).toEqual([0, 4]);
    expect(at([0, 2], (x) => x.pow(1))).toEqual([1, 1]);
    expect(at([0, 2], (x) => x.pow(0))).toEqual([0, 0]);
  });
  test("the standard deviation of equal values", () => {
    expect(at([3, 3, 3], (x) => x.std())).toEqual([0, 0, 0]);
    expect(at([3], (x) => x.std())).toEqual([0]);
    expect(at([3, 3, 1, 2], (x) => x.reshape([2, 2]).std(1))).toEqual([0, 0, -0.5, 0.5]);
    const { gradients } = operations as unknown as typeof import("gradbook");
    const x = tensor([3, 3], { requiresGrad: true });
    const [slope] = gradients(x.std(), [x], { createGraph: true });
    expect(gradients(slope.sum(), [x])[0].toArray()).toEqual([0, 0]);
  });
  test("a hidden value with an infinite slope needs a hidden input", () => {
    expect(at([0, 2], (x) => where(x.greater(0), x.log(), 0))).toEqual([Number.NaN, 0.5]);
    const inside = (x: Any) => where(x.greater(0), x, 1) as Operand as Any;
    expect(at([0, 2], (x) => where(x.greater(0), inside(x).log(), 0))).toEqual([0, 0.5]);
  });
  test("logSumExp of infinities", () => {
    expect(at([1000, 1000], (x) => x.logSumExp())).toEqual([0.5, 0.5]);
    expect(at([Number.NEGATIVE_INFINITY, 0], (x) => x.logSumExp())).toEqual([0, 1]);
  });
});
