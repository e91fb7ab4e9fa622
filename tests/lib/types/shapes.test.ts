import { describe, expect, test } from "vitest";
import { compile, compilers } from "./compile.js";

/** Constants, each with the type that hovering over it must show. */
const shown: readonly (readonly [code: string, type: string])[] = [
  ["tensor([[0, 0], [0, 1], [1, 0], [1, 1]])", "Tensor<[4, 2]>"],
  ["tensor(3)", "Tensor<[]>"],
  ["tensor([])", "Tensor<[0]>"],
  ["tensor([true, false])", 'Tensor<[2], "bool">'],
  ["tensor([[true], [false]])", 'Tensor<[2, 1], "bool">'],
  ['tensor([1, 2], { dtype: "int32" })', 'Tensor<[2], "int32">'],
  ["tensor(-2, { requiresGrad: true, name: 'w' })", "Tensor<[]>"],
  ["tensor(new Float32Array(6), { shape: [2, 3] })", "Tensor<[2, 3]>"],
  ["tensor(new Int32Array(6))", 'Tensor<[number], "int32">'],
  ["tensor(new Float64Array(6))", 'Tensor<[number], "float64">'],
  ["tensor(rows)", "Tensor<[number, number]>"],
  ["zeros([2, 3])", "Tensor<[2, 3]>"],
  ['ones([2, 3], { dtype: "float64" })', 'Tensor<[2, 3], "float64">'],
  ["eye(3)", "Tensor<[3, 3]>"],
  ["arange(5)", "Tensor<[number]>"],
  ["random.generator(1).normal([784, 512])", "Tensor<[784, 512]>"],
  ["random.generator(1).randint([5], { high: 3 })", 'Tensor<[5], "int32">'],
  ["X.matmul(W)", "Tensor<[4, 3]>"],
  ["X.matmul(W).add(b).sigmoid()", "Tensor<[4, 3]>"],
  ["matmul(X, W)", "Tensor<[4, 3]>"],
  ["X.matmul(v)", "Tensor<[4]>"],
  ["v.matmul(W)", "Tensor<[3]>"],
  ["v.matmul(v)", "Tensor<[]>"],
  ["zeros([5, 4, 2]).matmul(W)", "Tensor<[5, 4, 3]>"],
  ["tensor(rows).matmul(W)", "Tensor<[number, 3]>"],
  ['einsum("ij,jk->ik", [X, W])', "Tensor<[4, 3]>"],
  ['einsum("ij,jk->", [X, W])', "Tensor<[]>"],
  ['einsum("ij->ji", [tensor(rows)])', "Tensor<[number, number]>"],
  ['einsum("bij,bj->bi", [zeros([5, 4, 2]), zeros([5, 2])])', "Tensor<[5, 4]>"],
  ['einsum("ii->i", [zeros([3, 3], { dtype: "bool" })])', 'Tensor<[3], "int32">'],
  ['einsum("ij,jk", [X, W])', "Tensor<Shape>"],
  ['einsum("...j,jk->...k", [X, W])', "Tensor<Shape>"],
  ['einsum("i j -> j", [X])', "Tensor<Shape>"],
  ['einsum("i,j->ij" as string, [v, v])', "Tensor<Shape>"],
  ["X.add(1)", "Tensor<[4, 2]>"],
  ["X.add(v)", "Tensor<[4, 2]>"],
  ["v.add(X)", "Tensor<[4, 2]>"],
  ["zeros([4, 1]).mul(zeros([1, 3]))", "Tensor<[4, 3]>"],
  ["sub(1, X)", "Tensor<[4, 2]>"],
  ['X.add(zeros([2], { dtype: "float64" }))', 'Tensor<[4, 2], "float64">'],
  ['zeros([2], { dtype: "int32" }).add(zeros([2], { dtype: "bool" }))', 'Tensor<[2], "int32">'],
  ['zeros([2], { dtype: "int32" }).add(1)', 'Tensor<[2], "int32">'],
  ['zeros([2], { dtype: "int32" }).div(2)', "Tensor<[2]>"],
  ['zeros([2], { dtype: "int32" }).exp()', "Tensor<[2]>"],
  ["X.greater(0)", 'Tensor<[4, 2], "bool">'],
  ["where(X.greater(0), X, 0)", "Tensor<[4, 2]>"],
  ["X.sum()", "Tensor<[]>"],
  ["X.sum(0)", "Tensor<[2]>"],
  ["X.mean(-1)", "Tensor<[4]>"],
  ["X.max(1, { keepDims: true })", "Tensor<[4, 1]>"],
  ["X.sum(undefined, { keepDims: true })", "Tensor<[1, 1]>"],
  ["zeros([2, 3, 4]).sum([0, -1])", "Tensor<[3]>"],
  ["zeros([2, 3, 4]).sum([0, 2], { keepDims: true })", "Tensor<[1, 3, 1]>"],
  ["X.sum(n)", "Tensor<Shape>"],
  ["X.argmax(1)", 'Tensor<[4], "int32">'],
  ["X.any(0)", 'Tensor<[2], "bool">'],
  ["X.softmax()", "Tensor<[4, 2]>"],
  ["X.transpose()", "Tensor<[2, 4]>"],
  ["zeros([2, 3, 4]).transpose([0, 2, 1])", "Tensor<[2, 4, 3]>"],
  ["zeros([2, 3, 4]).transpose([-1, 0, 1])", "Tensor<[4, 2, 3]>"],
  ["X.reshape([2, 4])", "Tensor<[2, 4]>"],
  ["X.reshape([2, -1])", "Tensor<[2, number]>"],
  ["X.flatten()", "Tensor<[number]>"],
  ["X.expandDims(0)", "Tensor<[1, 4, 2]>"],
  ["X.expandDims(-1)", "Tensor<[4, 2, 1]>"],
  ["zeros([1, 3, 1]).squeeze()", "Tensor<[3]>"],
  ["zeros([1, 3, 1]).squeeze(0)", "Tensor<[3, 1]>"],
  ["v.broadcastTo([5, 2])", "Tensor<[5, 2]>"],
  ["X.at(0)", "Tensor<[2]>"],
  ["X.at([0, 1])", "Tensor<[]>"],
  ["X.slice([[1, 3]])", "Tensor<[number, 2]>"],
  ["X.slice([null, 0])", "Tensor<[4]>"],
  ["concat([X, X])", "Tensor<[number, 2]>"],
  ["concat([X, X], 1)", "Tensor<[4, number]>"],
  ["stack([X, X, X])", "Tensor<[3, 4, 2]>"],
  ["stack([v, v], -1)", "Tensor<[2, 2]>"],
  ["X.gather(labels)", "Tensor<[3, 2]>"],
  ["oneHot(labels, 10)", "Tensor<[3, 10]>"],
  ["X.topK(1).values", "Tensor<[4, 1]>"],
  ["X.argsort()", 'Tensor<[4, 2], "int32">'],
  ["X.cumsum(0)", "Tensor<[4, 2]>"],
  ["X.pad([[1, 1], [0, 0]])", "Tensor<[number, number]>"],
  ["zeros([8, 28, 28, 1]).conv2d(zeros([3, 3, 1, 16]))", "Tensor<[8, number, number, 16]>"],
  ["zeros([8, 28, 28, 1]).maxPool2d()", "Tensor<[8, number, number, 1]>"],
  ['X.cast("int32")', 'Tensor<[4, 2], "int32">'],
  ["split(X, 2)[0]", "Tensor<[2, 2]>"],
  ["split(zeros([784, 12]), 3, 1)[2]", "Tensor<[784, 4]>"],
  ["split(X, 4)[3]", "Tensor<[1, 2]>"],
  ["split(zeros([2, 10]), [3, 7], -1)[1]", "Tensor<[2, 7]>"],
  ["split(tensor(rows), 2)[0]", "Tensor<[number, number]>"],
  ["unstack(X)[3]", "Tensor<[2]>"],
  ["unstack(X, 1)[1]", "Tensor<[4]>"],
  ["outer(b, v)", "Tensor<[3, 2]>"],
  ["norm(X, 1)", "Tensor<[4]>"],
  ["tril(X)", "Tensor<[4, 2]>"],
  ["cumprod(labels)", 'Tensor<[3], "int32">'],
  ["scatterAdd(zeros([5, 2]), labels, zeros([3, 2]))", "Tensor<[5, 2]>"],
  ["bincount(labels, 3)", 'Tensor<[3], "int32">'],
  ["bincount(labels, 3, { weights: b })", "Tensor<[3]>"],
  ["floorDivide(labels, 2)", 'Tensor<[3], "int32">'],
  ["atan2(labels, 2)", "Tensor<[3]>"],
  [
    "groupedConv2d(zeros([8, 9, 9, 4]), zeros([3, 3, 2, 6]), { groups: 2 })",
    "Tensor<[8, number, number, 6]>",
  ],
  ["depthwiseConv2d(zeros([8, 9, 9, 4]), zeros([3, 3, 4, 1]))", "Tensor<[8, number, number, 4]>"],
  ["conv2dTranspose(zeros([8, 9, 9, 4]), zeros([3, 3, 2, 4]))", "Tensor<[8, number, number, 2]>"],
  ["maxPool1d(zeros([8, 9, 4]))", "Tensor<[8, number, 4]>"],
  ["X.detach()", "Tensor<[4, 2]>"],
  ["X.toArray()", "number[][]"],
  ["X.greater(0).toArray()", "boolean[][]"],
  ["X.sum().item()", "number"],
  ["X.data", "Float32Array"],
  ["X.shape", "[4, 2]"],
  ["grad((x: Tensor<[2]>) => x.sum())(v)", "Tensor<[2]>"],
];

/** Lines that must not compile, and what their message must say. */
const refused: readonly (readonly [code: string, message: string])[] = [
  ["X.matmul(tensor([[1], [2], [3]]));", "matmul: inner sizes differ: [4, 2] x [3, 1]"],
  ["matmul(X, tensor([[1], [2], [3]]));", "matmul: inner sizes differ: [4, 2] x [3, 1]"],
  ["X.matmul(tensor([1, 2, 3]));", "matmul: inner sizes differ: [4, 2] x [3]"],
  ["X.matmul(tensor(3));", "matmul: expected at least one axis on each side, got [4, 2] x []"],
  ["X.add(tensor([1, 2, 3]));", "add: shapes do not broadcast: [4, 2] and [3]"],
  ["mul(tensor([1, 2, 3]), X);", "mul: shapes do not broadcast: [3] and [4, 2]"],
  ["X.greater(tensor([1, 2, 3]));", "greater: shapes do not broadcast: [4, 2] and [3]"],
  ["where(X.greater(0), tensor([1, 2, 3]), 0);", "where: shapes do not broadcast: [4, 2] and [3]"],
  ["X.assign(v);", "Tensor<[2]>"],
  ["X.gather(v);", '"int32"'],
  ["const wrong: Tensor<[2, 4]> = X;", "Type 'Tensor<[4, 2]>' is not assignable to type 'Tensor<[2, 4]>'"],
  [
    'const wrong2: Tensor<[4, 2], "int32"> = X;',
    "'Tensor<[4, 2]>' is not assignable to type 'Tensor<[4, 2], \"int32\">'",
  ],
  ['tensor([1, 2], { dtype: "float16" });', '"float16"'],
  ['tensor("12");', "TensorValues"],
  ["split(X, 3);", "split: 3 equal parts of 4 in [4, 2] are not whole"],
  ["split(X, [1, 2], 0);", "split: sizes [1, 2] do not add up to 4 of [4, 2]"],
  ["split(zeros([784]), 10);", "split: 10 equal parts of 784 in [784] are not whole"],
  ["scatterAdd(X, labels, zeros([2, 2]));", "scatterAdd: updates [2, 2] for places of [3, 2]"],
  ['einsum("ij,jk->ik", [X, X]);', "einsum: expected one size for j, got 2 and 4"],
  ['einsum("ijk->i", [X]);', 'einsum: expected a letter for each axis of [4, 2], got \\"ijk\\"'],
  [
    "groupedConv2d(zeros([8, 9, 9, 4]), zeros([3, 3, 2, 6]), { groups: 3 });",
    "groupedConv2d: 3 groups do not divide 4 channels of [8, 9, 9, 4]",
  ],
  [
    "depthwiseConv2d(zeros([8, 9, 9, 4]), zeros([3, 3, 3, 1]));",
    "depthwiseConv2d: 3 channels of the kernel [3, 3, 3, 1] for 4 of [8, 9, 9, 4]",
  ],
  [
    "conv2dTranspose(zeros([8, 9, 9, 4]), zeros([3, 3, 4, 2]));",
    "conv2dTranspose: 2 channels of the kernel [3, 3, 4, 2] for 4 of [8, 9, 9, 4]",
  ],
  ["X.sigmoyd();", "sigmoyd"],
  ["X[0];", "'0' can't be used to index type 'Tensor<[4, 2]>'"],
  ["X[n];", "'number' can't be used to index type 'Tensor<[4, 2]>'"],
];

/** Lines that must compile. */
const accepted: readonly string[] = [
  "const any1: Tensor = X;",
  "const any2: Tensor<Shape, DType> = X.greater(0);",
  "const open: Tensor<[number, 2]> = X;",
  "const f = <S extends Shape>(x: Tensor<S>): Tensor<S> => x.sigmoid().relu(); f(X).matmul(W);",
  "const mixed: Tensor[] = [X, W, v];",
  "const g = (x: Tensor<[number, 784]>) => x.matmul(zeros([784, 10])); g(zeros([32, 784]));",
  "const h = (x: Tensor) => x.matmul(x).add(x).sum(0).reshape([-1]); h(X);",
  "let w: Tensor<[2, 3]> = W; w = w.sub(W.mul(0.1)); w.assign(w.add(1));",
  "const isT = isTensor(X) ? X.shape : [];",
  "const nested: Nested = [[1, 2]]; const unknown: Tensor = tensor(nested);",
  "const deep = tensor([[[[[[[[1]]]]]]]]);",
  'const twice = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> => x; const d: Tensor<[1], "float64"> = twice(tensor([1], { dtype: "float64" })); const l: Tensor<[2]> = twice(v);',
];

const preamble = `import { arange, atan2, bincount, conv2dTranspose, cumprod, depthwiseConv2d, type DType, concat, einsum, eye, floorDivide, grad, groupedConv2d, isTensor, matmul, maxPool1d, mul, type Nested, norm, oneHot, ones, outer, random, scatterAdd, type Shape, split, stack, sub, type Tensor, tensor, tril, unstack, where, zeros } from "gradbook";
declare const rows: number[][]; declare const n: number;
const X = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), W = zeros([2, 3]), b = tensor([1, 2, 3]), v = tensor([1, 2]);
const labels = tensor([0, 1, 2], { dtype: "int32" });
`;
const above = preamble.split("\n").length - 1;

describe.each(compilers)("%s", (_name, ts) => {
  const code = [
    ...shown.map(([expression], i) => `const c${i} = ${expression};`),
    ...accepted.map((line) => `{ ${line} }`),
    ...refused.map(([line]) => `{ ${line} }`),
  ];
  const { errors, types } = compile(ts, preamble + code.join("\n"));
  const errorsAt = (line: number) => errors.filter((e) => e.line === above + line + 1).map((e) => e.message);

  test.each(shown.map(([expression, type], i) => [expression, type, i] as const))(
    "%s is %s",
    (_e, type, i) => {
      expect(errorsAt(i)).toEqual([]);
      // TypeScript 6 prints the memory that typed arrays lie in, 5.0 does not.
      expect(types[`c${i}`]!.replace("<ArrayBufferLike>", "")).toBe(type);
    },
  );

  test.each(accepted.map((line, i) => [line, i] as const))("compiles: %s", (_line, i) => {
    expect(errorsAt(shown.length + i)).toEqual([]);
  });

  test.each(refused.map(([line, message], i) => [line, message, i] as const))(
    "refuses: %s",
    (_l, message, i) => {
      const [first, ...more] = errorsAt(shown.length + accepted.length + i);
      expect(first).toContain(message);
      expect(more).toEqual([]);
    },
  );

  test("the preamble has no errors", () => {
    expect(errors.filter((e) => e.line <= above)).toEqual([]);
  });
});
