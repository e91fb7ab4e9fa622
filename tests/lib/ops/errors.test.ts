import {
  arange,
  argmax,
  at,
  averagePool1d,
  bincount,
  broadcastTo,
  cast,
  clip,
  concat,
  conv1d,
  conv2d,
  conv2dTranspose,
  DataError,
  DTypeError,
  depthwiseConv2d,
  einsum,
  gather,
  groupedConv2d,
  linspace,
  maxPool1d,
  maxPool2d,
  norm,
  type Operand,
  OptionError,
  oneHot,
  outer,
  pad,
  random,
  roll,
  type Shape,
  ShapeError,
  scatter,
  scatterAdd,
  setThreads,
  slice,
  split,
  stack,
  sub,
  takeAlongAxis,
  tensor,
  tile,
  topK,
  transpose,
  tril,
  triu,
  where,
  zeros,
} from "gradbook";
import { describe, expect, test } from "vitest";
import { type Any, alongAnAxis, operationNames, operations } from "./support.js";

/*
 * Every message of the operations, in the form `where: expected X, got Y; try Z`. Types would refuse many of these
 * calls, so the tensors here have no known shape.
 */
const open = (shape: Shape, dtype?: "int32" | "bool"): Any =>
  zeros(shape, dtype ? { dtype } : {}) as Operand as Any;
const X = open([4, 2]);
const ids = (shape: Shape) => zeros(shape, { dtype: "int32" });
const wrong = (value: unknown) => value as never;

type Kind = new (message: string) => Error;
const cases: readonly (readonly [kind: Kind, message: string, call: () => unknown])[] = [
  [
    ShapeError,
    "matmul: inner sizes differ: [4, 2] x [3, 1]; expected [n, k] x [k, m], got k = 2 and 3; try .transpose() on one of them",
    () => X.matmul(open([3, 1])),
  ],
  [
    ShapeError,
    "matmul: expected at least one axis on each side, got [4, 2] x []; try mul for a product with a single number",
    () => X.matmul(open([])),
  ],
  [
    ShapeError,
    "matmul: shapes do not broadcast: [2] and [3]; expected equal sizes or 1, counted from the last axis, got 2 and 3; try reshape or expandDims",
    () => open([2, 4, 2]).matmul(open([3, 2, 4])),
  ],
  [
    DTypeError,
    "matmul: expected a tensor, got an array; try tensor(values)",
    () => X.matmul(wrong([[1], [2]])),
  ],
  ...["add", "sub", "mul", "div", "pow", "maximum", "minimum", "mod", "equal", "less", "logicalAnd"].map(
    (op) =>
      [
        ShapeError,
        `${op}: shapes do not broadcast: [4, 2] and [3]; expected equal sizes or 1, counted from the last axis, got 2 and 3; try reshape or expandDims`,
        () => operations[op]!(X, open([3])),
      ] as const,
  ),
  [DTypeError, "add: expected a tensor, got string; try tensor(values)", () => X.add(wrong("1"))],
  [DTypeError, "add: expected a tensor, got null; try tensor(values)", () => X.add(wrong(null))],
  [
    DTypeError,
    'add: expected a whole number from -2147483648 to 2147483647 for int32, got 0.5; try { dtype: "float32" } or .cast("float32")',
    () => open([2], "int32").add(0.5),
  ],
  [
    DTypeError,
    'mul: expected a whole number from -2147483648 to 2147483647 for int32, got 2147483648; try { dtype: "float32" } or .cast("float32")',
    () => open([2], "int32").mul(2 ** 31),
  ],
  [
    DTypeError,
    'sub: expected a whole number from -2147483648 to 2147483647 for int32, got -Infinity; try { dtype: "float32" } or .cast("float32")',
    () => sub(Number.NEGATIVE_INFINITY, open([2], "bool")),
  ],
  [
    DTypeError,
    'assign: expected values of int32, got float32; try .cast("int32") first',
    () => open([2], "int32").assign(open([2])),
  ],
  [
    DTypeError,
    'assign: expected values of bool, got int32; try .cast("bool") first',
    () => open([2], "bool").assign(open([2], "int32")),
  ],
  [DTypeError, "exp: expected a tensor, got number; try tensor(values)", () => operations.exp!(1)],
  [
    DTypeError,
    'cast: expected a dtype of float32, float64, int32 or bool, got "float16"; try { dtype: "float32" }',
    () => cast(X, wrong("float16")),
  ],
  [
    ShapeError,
    "reshape: expected a shape for 8 values, got [3, 3] for [4, 2]; try one -1 in place of a size, as in [-1]",
    () => X.reshape([3, 3]),
  ],
  [
    ShapeError,
    "reshape: expected a shape for 8 values, got [-1, -1] for [4, 2]; try one -1 in place of a size, as in [-1]",
    () => X.reshape([-1, -1]),
  ],
  [
    ShapeError,
    "reshape: expected sizes that are whole numbers of at least 0, got [2.5]; try a shape such as [2, 3]",
    () => X.reshape([2.5]),
  ],
  [ShapeError, "reshape: expected a list of sizes, got 8; try [8]", () => X.reshape(wrong(8))],
  [ShapeError, "broadcastTo: expected a list of sizes, got {}; try [2, 3]", () => broadcastTo(X, wrong({}))],
  [
    OptionError,
    'sum: expected an axis or a list of axes, got {"keepDims":true}; try sum(x, 0), with options after the axis',
    () => X.sum(wrong({ keepDims: true })),
  ],
  [
    ShapeError,
    "broadcastTo: expected a shape that [4, 2] stretches to, got [2]; try a shape whose last sizes equal those of the tensor",
    () => broadcastTo(X, [2]),
  ],
  [OptionError, "sum: expected an axis from -2 to 1, got 2; try -1 for the last axis", () => X.sum(2)],
  [
    OptionError,
    "sum: expected no axis, as the tensor is a single number, got 0; try -1 for the last axis",
    () => open([]).sum(0),
  ],
  [
    OptionError,
    "mean: expected each axis once, got axis 1 twice in [1, -1]; try naming it once",
    () => X.mean([1, -1]),
  ],
  [
    ShapeError,
    "max: expected at least one value to choose from, got shape [0, 3]; try an axis that is not empty",
    () => open([0, 3]).max(0),
  ],
  [
    ShapeError,
    "argmax: expected at least one value to choose from, got shape [0, 3]; try an axis that is not empty",
    () => argmax(open([0, 3])),
  ],
  [
    OptionError,
    "softmax: expected an axis from -2 to 1, got 5; try -1 for the last axis",
    () => X.softmax(5),
  ],
  [
    OptionError,
    "transpose: expected each of 2 axes once, got [0, 0]; try an order such as [1, 0]",
    () => transpose(X, [0, 0]),
  ],
  [ShapeError, "squeeze: expected size 1 for axis 0, got 4 in [4, 2]; try reshape", () => X.squeeze(0)],
  [
    OptionError,
    "slice: expected at most 2 ranges for shape [4, 2], got 3; try one range for each axis",
    () => slice(X, [null, null, null]),
  ],
  [
    OptionError,
    "at: expected an entry from -4 to 3 for axis 0, got 4; try a range such as [0, 4]",
    () => at(X, 4),
  ],
  [
    OptionError,
    "slice: expected an entry from -2 to 1 for axis 1, got -3; try a range such as [0, 2]",
    () => slice(X, [null, -3]),
  ],
  [
    OptionError,
    "slice: expected a list with one range for each axis, got 1; try [[0, 2]] for the first two entries",
    () => slice(X, wrong(1)),
  ],
  [
    OptionError,
    "slice: expected whole numbers and a step that is not 0 for axis 0, got [0, 2, 0]; try [start, end] or [start, end, step]",
    () => slice(X, [[0, 2, 0]]),
  ],
  [
    OptionError,
    "concat: expected at least one tensor, got an empty list; try concat([a, b])",
    () => concat([]),
  ],
  [
    ShapeError,
    "concat: expected shapes that differ along axis 0 only, got [4, 2] and [4, 3]; try reshape, or stack for a new axis",
    () => concat([X, open([4, 3])]),
  ],
  [OptionError, "stack: expected at least one tensor, got an empty list; try stack([a, b])", () => stack([])],
  [
    ShapeError,
    "stack: expected tensors of one shape, got [4, 2] and [2]; try concat for sizes that differ",
    () => stack([X, open([2])]),
  ],
  [
    OptionError,
    "pad: expected a pair of whole numbers of at least 0 for each of 2 axes, got [[1, 1]]; try [[1, 1], [1, 1]]",
    () => pad(X, [[1, 1]]),
  ],
  [
    DTypeError,
    'pad: expected a whole number from -2147483648 to 2147483647 for int32, got 0.5; try { dtype: "float32" } or .cast("float32")',
    () => pad(open([1], "int32"), [[1, 1]], { value: 0.5 }),
  ],
  [
    DTypeError,
    'pad: expected true or false, 1 or 0 for bool, got 2; try { dtype: "float32" } or .cast("float32")',
    () => pad(open([1], "bool"), [[1, 1]], { value: 2 }),
  ],
  [
    OptionError,
    "tile: expected a whole number of at least 0 for each of 2 axes, got [2]; try [2, 2]",
    () => tile(X, [2]),
  ],
  [
    OptionError,
    "clip: expected min ≤ max, got 1 and 0; try { min: 0, max: 1 }",
    () => clip(X, { min: 1, max: 0 }),
  ],
  [
    DTypeError,
    'clip: expected a whole number from -2147483648 to 2147483647 for int32, got 0.5; try { dtype: "float32" } or .cast("float32")',
    () => clip(open([2], "int32"), { min: 0.5 }),
  ],
  [
    DTypeError,
    "where: expected a condition of dtype bool, got float32; try a comparison such as x.greater(0)",
    () => where(wrong(X), X, 0),
  ],
  [
    DTypeError,
    'gather: expected indices of dtype int32, got float32; try tensor(values, { dtype: "int32" }) or .cast("int32")',
    () => gather(X, wrong(tensor([1]))),
  ],
  [
    DataError,
    "gather: expected indices from 0 to 3, got 4; try checking the data against the size of the axis",
    () => gather(X, tensor([4], { dtype: "int32" })),
  ],
  [
    DataError,
    "oneHot: expected indices from 0 to 9, got -1; try checking the data against the size of the axis",
    () => oneHot(tensor([-1], { dtype: "int32" }), 10),
  ],
  [
    OptionError,
    "oneHot: expected a number of classes of at least 1, got 0; try 10",
    () => oneHot(tensor([0], { dtype: "int32" }), 0),
  ],
  [
    ShapeError,
    "takeAlongAxis: expected indices that differ from [4, 2] in axis 1 only, got [1]; try expandDims on the indices, or gather to pick whole entries",
    () => takeAlongAxis(X, tensor([1], { dtype: "int32" })),
  ],
  [OptionError, "topK: expected k from 0 to 2, got 3; try 2", () => topK(X, 3)],
  [
    OptionError,
    'einsum: expected the tensors in a list, got undefined; try einsum("ij,jk->ik", [a, b])',
    () => einsum("ij,jk->ik", wrong(undefined)),
  ],
  [
    OptionError,
    'einsum: expected the tensors in a list, got a tensor; try einsum("ij,jk->ik", [a, b])',
    () => einsum("ij,jk->ik", wrong(X)),
  ],
  [
    OptionError,
    'einsum: expected a formula in quotes, got a tensor; try einsum("ij,jk->ik", [a, b])',
    () => einsum(wrong(X), [X]),
  ],
  [
    OptionError,
    'einsum: expected letters, commas, "..." and one "->", got "ij;jk"; try einsum("ij,jk->ik", [a, b])',
    () => einsum("ij;jk", [X, X]),
  ],
  [
    OptionError,
    'einsum: expected letters, commas, "..." and one "->", got "ij->i->j"; try einsum("ij,jk->ik", [a, b])',
    () => einsum("ij->i->j", [X]),
  ],
  [
    OptionError,
    'einsum: expected letters, commas, "..." and one "->", got "i..->i"; try einsum("ij,jk->ik", [a, b])',
    () => einsum("i..->i", [X]),
  ],
  [
    OptionError,
    'einsum: expected a part for each of 1 tensor, got 2 in "ij,jk"; try einsum("ij,jk->ik", [a, b])',
    () => einsum("ij,jk", [X]),
  ],
  [
    OptionError,
    'einsum: expected a part for each of 2 tensors, got 1 in "ij->"; try einsum("ij,jk->ik", [a, b])',
    () => einsum("ij->", [X, X]),
  ],
  [
    OptionError,
    'einsum: expected a part for each of 0 tensors, got 1 in ""; try einsum("ij,jk->ik", [a, b])',
    () => einsum("", []),
  ],
  [
    OptionError,
    'einsum: expected each letter of the result once, got i twice in "ij->ii"; try einsum("ij,jk->ik", [a, b])',
    () => einsum("ij->ii", [X]),
  ],
  [
    OptionError,
    'einsum: expected each letter of the result once, got ... twice in "...->......"; try einsum("ij,jk->ik", [a, b])',
    () => einsum("...->......", [X]),
  ],
  [
    OptionError,
    'einsum: expected a result of letters that the tensors have, got k in "ij->ik"; try einsum("ij,jk->ik", [a, b])',
    () => einsum("ij->ik", [X]),
  ],
  [
    OptionError,
    'einsum: expected "..." once for each tensor, got "...i...->...i"; try einsum("ij,jk->ik", [a, b])',
    () => einsum("...i...->...i", [X]),
  ],
  [
    OptionError,
    'einsum: expected "..." in the result, as the tensors have it, got "...j->j"; try einsum("ij,jk->ik", [a, b])',
    () => einsum("...j->j", [X]),
  ],
  [
    ShapeError,
    'einsum: expected 2 axes for "jk", got [4]; try one letter for each axis, or "..." for the other ones',
    () => einsum("ij,jk->ik", [X, open([4])]),
  ],
  [
    ShapeError,
    'einsum: expected 2 axes for "...ij", got [4]; try one letter for each axis, or "..." for the other ones',
    () => einsum("...ij->...ji", [open([4])]),
  ],
  [
    ShapeError,
    'einsum: expected one size for j in "ij,jk->ik", got 2 and 4; try equal sizes for equal letters',
    () => einsum("ij,jk->ik", [X, X]),
  ],
  [
    ShapeError,
    'einsum: expected one size for i in "ii->i", got 4 and 2; try equal sizes for equal letters',
    () => einsum("ii->i", [X]),
  ],
  [
    ShapeError,
    'einsum: expected one size for an axis of "..." in "...i,...i", got 4 and 3; try equal sizes for equal letters',
    () => einsum("...i,...i", [X, open([3, 2])]),
  ],
  [
    ShapeError,
    "conv2d: expected x [N, H, W, I] and a kernel [KH, KW, I, O], got [1, 8, 8, 3] and [3, 3, 1, 4]; try a kernel whose third size is the number of channels",
    () => conv2d(open([1, 8, 8, 3]), open([3, 3, 1, 4])),
  ],
  [
    ShapeError,
    'conv2d: expected a window that fits the input, got a reach of 5 over 4; try padding: "same" or a smaller window',
    () => conv2d(open([1, 4, 4, 1]), open([5, 5, 1, 1])),
  ],
  [
    OptionError,
    "conv2d: expected strides of one or two whole numbers of at least 1, got 0; try strides: 1",
    () => conv2d(open([1, 4, 4, 1]), open([3, 3, 1, 1]), { strides: 0 }),
  ],
  [
    OptionError,
    'conv2d: expected padding "valid", "same" or widths, got "full"; try "same"',
    () => conv2d(open([1, 4, 4, 1]), open([3, 3, 1, 1]), { padding: wrong("full") }),
  ],
  [
    ShapeError,
    "conv1d: expected x [N, L, I] and a kernel [K, I, O], got [1, 8] and [3, 1, 1]; try a kernel whose second size is the number of channels",
    () => conv1d(open([1, 8]), open([3, 1, 1])),
  ],
  [
    ShapeError,
    "maxPool2d: expected an input [N, H, W, C], got [8, 8]; try expandDims(-1) for the channels or expandDims(0) for the batch",
    () => maxPool2d(open([8, 8])),
  ],
  [
    OptionError,
    'maxPool2d: expected padding smaller than the window of [2, 2], got 2; try padding: "same"',
    () => maxPool2d(open([1, 8, 8, 1]), { padding: 2 }),
  ],
  [
    ShapeError,
    "assign: expected values of shape [4, 2], got [2]; try reshape or broadcastTo",
    () => X.assign(open([2])),
  ],
  [
    ShapeError,
    "zeros: expected no more values than memory holds, got 1099511627776 of float32, 4398 GB; try a smaller shape",
    () => zeros([2 ** 20, 2 ** 20]),
  ],
  [
    ShapeError,
    "broadcastTo: expected no more values than memory holds, got 1099511627776 of float32, 4398 GB; try a smaller shape",
    () => broadcastTo(zeros([1]), [2 ** 20, 2 ** 20]),
  ],
  [
    ShapeError,
    "matmul: expected no more values than memory holds, got 1099511627776 of float32, 4398 GB; try a smaller shape",
    () => zeros([2 ** 20, 1]).matmul(zeros([1, 2 ** 20])),
  ],
  [
    ShapeError,
    "arange: expected no more values than memory holds, got 1000000000000 of float32, 4000 GB; try a smaller shape",
    () => arange(1e12),
  ],
  [
    ShapeError,
    "normal: expected no more values than memory holds, got 1099511627776 of float32, 4398 GB; try a smaller shape",
    () => random.generator(1).normal([2 ** 40]),
  ],
  [
    ShapeError,
    'zeros: expected sizes that are whole numbers of at least 0, got ["3", NaN]; try a shape such as [2, 3]',
    () => zeros(wrong(["3", Number.NaN])),
  ],
  [ShapeError, 'zeros: expected a list of sizes, got "3"; try [2, 3]', () => zeros(wrong("3"))],
  [ShapeError, "zeros: expected a list of sizes, got a tensor; try [2, 3]", () => zeros(wrong(X))],
  [
    DTypeError,
    'zeros: expected a dtype of float32, float64, int32 or bool, got "int"; try { dtype: "float32" }',
    () => zeros([1], { dtype: wrong("int") }),
  ],
  [
    DTypeError,
    'oneHot: expected a dtype of float32, float64, int32 or bool, got "int"; try { dtype: "float32" }',
    () => oneHot(tensor([0], { dtype: "int32" }), 2, { dtype: wrong("int") }),
  ],
  [OptionError, 'arange: expected a number as stop, got "5"; try stop: 5', () => arange(wrong("5"))],
  [
    OptionError,
    'linspace: expected a number as count, got "3"; try count: 3',
    () => linspace(0, 1, { count: wrong("3") }),
  ],
  [OptionError, 'topK: expected k from 0 to 2, got "1"; try 2', () => topK(X, wrong("1"))],
  [
    OptionError,
    'at: expected whole numbers and a step that is not 0 for axis 0, got "0"; try [start, end] or [start, end, step]',
    () => at(X, wrong(["0"])),
  ],
  [
    OptionError,
    'slice: expected whole numbers and a step that is not 0 for axis 0, got ["0", "2"]; try [start, end] or [start, end, step]',
    () => slice(X, wrong([["0", "2"]])),
  ],
  [OptionError, 'elu: expected a number as alpha, got "1"; try alpha: 1', () => X.elu({ alpha: wrong("1") })],
  [
    OptionError,
    'variance: expected a number as correction, got "1"; try correction: 1',
    () => X.variance(0, { correction: wrong("1") }),
  ],
  [
    OptionError,
    'std: expected a number as correction, got "1"; try correction: 1',
    () => X.std(0, { correction: wrong("1") }),
  ],
  [OptionError, 'clip: expected a number as min, got "0"; try min: 0', () => clip(X, { min: wrong("0") })],
  [
    OptionError,
    'pad: expected a number as value, got "1"; try value: 1',
    () =>
      pad(
        X,
        [
          [1, 1],
          [0, 0],
        ],
        { value: wrong("1") },
      ),
  ],
  [
    OptionError,
    'normal: expected a number as mean, got "0"; try mean: 0',
    () => random.generator(1).normal([2], { mean: wrong("0") }),
  ],
  [
    OptionError,
    'random.generator: expected a whole number of at least 0 as seed, got "1"; try 1',
    () => random.generator(wrong("1")),
  ],
  [
    OptionError,
    'setThreads: expected a whole number from 1 to 64, got "2"; try 2',
    () => setThreads(wrong("2")),
  ],
  [
    ShapeError,
    "floorDivide: shapes do not broadcast: [4, 2] and [3]; expected equal sizes or 1, counted from the last axis, got 2 and 3; try reshape or expandDims",
    () => operations.floorDivide!(X, open([3])),
  ],
  [
    ShapeError,
    "atan2: shapes do not broadcast: [4, 2] and [3]; expected equal sizes or 1, counted from the last axis, got 2 and 3; try reshape or expandDims",
    () => operations.atan2!(X, open([3])),
  ],
  [
    ShapeError,
    "outer: expected two vectors, got [4, 2] and [3]; try flatten on them, or einsum for more axes",
    () => outer(X, open([3])),
  ],
  [
    OptionError,
    "norm: expected an order above 0 or of -Infinity, got 0; try order: 2",
    () => norm(X, 0, { order: 0 }),
  ],
  [
    OptionError,
    'norm: expected a number as order, got "fro"; try order: 1',
    () => norm(X, 0, { order: wrong("fro") }),
  ],
  [
    ShapeError,
    "tril: expected matrices [..., rows, columns], got [4]; try expandDims(0) for a single row",
    () => tril(open([4])),
  ],
  [
    OptionError,
    "triu: expected a whole number as diagonal, got 0.5; try 0 for the main one",
    () => triu(X, 0.5),
  ],
  [
    OptionError,
    "roll: expected one whole number for each axis, got [1, 2] for 0; try roll(x, 1, 0)",
    () => roll(X, [1, 2], 0),
  ],
  [
    OptionError,
    "roll: expected one whole number for each axis, got 0.5 for all values in a row; try roll(x, 1, 0)",
    () => roll(X, 0.5),
  ],
  [
    ShapeError,
    "split: expected a number of parts that divides 4, the size of axis 0 of [4, 2], got 3; try a list of sizes",
    () => split(X, 3),
  ],
  [
    ShapeError,
    "split: expected sizes that add up to 2, the size of axis 1 of [4, 2], got [1, 2]; try a number of equal parts",
    () => split(X, [1, 2], 1),
  ],
  [
    OptionError,
    "split: expected a number of parts or a list of whole sizes, got 0; try split(x, 2) or split(x, [1, 3])",
    () => split(X, 0),
  ],
  [
    ShapeError,
    "scatterAdd: expected updates [3, 2] for indices [3] along axis 0 of [4, 2], got [2, 2]; try broadcastTo on them",
    () => scatterAdd(X, ids([3]), open([2, 2])),
  ],
  [
    ShapeError,
    "scatter: expected updates [4, 3] for indices [3] along axis 1 of [4, 2], got [3]; try broadcastTo on them",
    () => scatter(X, ids([3]), open([3]), { axis: 1 }),
  ],
  [
    DataError,
    "scatter: expected indices from 0 to 3, got 4; try checking the data against the size of the axis",
    () => scatter(X, tensor([4], { dtype: "int32" }), open([1, 2])),
  ],
  [
    ShapeError,
    "groupedConv2d: expected x [N, H, W, I] and a kernel [KH, KW, I / 3, O] with 3 groups that divide I and O, got [1, 4, 4, 4] and [2, 2, 2, 6]; try another number of groups",
    () => groupedConv2d(open([1, 4, 4, 4]), open([2, 2, 2, 6]), { groups: 3 }),
  ],
  [
    OptionError,
    "groupedConv2d: expected groups to be a whole number of at least 1, got 0; try groups: 2",
    () => groupedConv2d(open([1, 4, 4, 4]), open([2, 2, 2, 6]), { groups: 0 }),
  ],
  [
    ShapeError,
    "depthwiseConv2d: expected x [N, H, W, C] and a kernel [KH, KW, C, M], got [1, 4, 4, 3] and [2, 2, 2, 1]; try a kernel whose third size is the number of channels",
    () => depthwiseConv2d(open([1, 4, 4, 3]), open([2, 2, 2, 1])),
  ],
  [
    ShapeError,
    "conv2dTranspose: expected x [N, H, W, I] and a kernel [KH, KW, O, I], got [1, 4, 4, 3] and [2, 2, 3, 2]; try a kernel whose last size is the number of channels",
    () => conv2dTranspose(open([1, 4, 4, 3]), open([2, 2, 3, 2])),
  ],
  [
    ShapeError,
    "conv2dTranspose: expected a result of at least one row and column, got [-1, -1] with padding 2; try less padding",
    () => conv2dTranspose(open([1, 2, 2, 1]), open([2, 2, 1, 1]), { padding: 2 }),
  ],
  [
    ShapeError,
    "maxPool1d: expected an input [N, L, C], got [4, 2]; try expandDims(-1) for the channels or expandDims(0) for the batch",
    () => maxPool1d(X),
  ],
  [
    ShapeError,
    'averagePool1d: expected a window that fits the input, got a reach of 3 over 2; try padding: "same" or a smaller window',
    () => averagePool1d(open([1, 2, 1]), { size: 3 }),
  ],
  [OptionError, "bincount: expected a length of at least 1, got 0; try 10", () => bincount(ids([2]), 0)],
  [
    ShapeError,
    "bincount: expected weights [2], one for each number, got [3]; try broadcastTo on them",
    () => bincount(ids([2]), 4, { weights: open([3]) as never }),
  ],
];

describe("messages", () => {
  test.each(cases.map(([kind, message, call]) => [message, kind, call] as const))(
    "%s",
    (message, kind, call) => {
      expect(call).toThrow(kind);
      expect(call).toThrow(message);
      expect(message).toMatch(/^[\w.]+: .*(got|differ).*; try /);
    },
  );
});

describe("no message speaks of another operation than the one called:", () => {
  const array = wrong([[1, 2]]);
  const calls: Readonly<Record<string, readonly unknown[]>> = {
    einsum: ["i->i", [array]],
    bincount: [array, 2],
    maxPool1d: [array],
    averagePool1d: [array],
    concat: [[array]],
    stack: [[array]],
    cast: [array, "int32"],
  };
  test.each(operationNames)("%s of an array", (name) => {
    expect(() => operations[name]!(...(calls[name] ?? [array, 2, 2]))).toThrow(
      new DTypeError(`${name}: expected a tensor, got an array; try tensor(values)`),
    );
  });

  const withOptions = ["topK", "gather", "takeAlongAxis", "scatter", "scatterAdd"];
  test.each([...alongAnAxis, ...withOptions, "concat", "stack", "unstack", "expandDims"])(
    "%s of axis 9",
    (name) => {
      const others =
        name === "topK" ? [1] : [open([4, 2], "int32"), ...(name.startsWith("scatter") ? [X] : [])];
      const args = withOptions.includes(name) ? [X, ...others, { axis: 9 }] : [X, 9];
      const call = () => operations[name]!(...(["concat", "stack"].includes(name) ? [[X], 9] : args));
      expect(call).toThrow(OptionError);
      expect(call).toThrow(new RegExp(`^${name}: expected an axis from -\\d to \\d, got 9; try `));
    },
  );

  test.each(["max", "min", "argmax", "argmin"])("%s of nothing", (name) => {
    expect(() => operations[name]!(open([0, 3]), 0)).toThrow(
      new ShapeError(
        `${name}: expected at least one value to choose from, got shape [0, 3]; try an axis that is not empty`,
      ),
    );
  });
});
