import { add } from "../../ops/add.js";
import { argmax, argmin } from "../../ops/argmax-argmin.js";
import { argsort } from "../../ops/argsort.js";
import { cumsum } from "../../ops/cumsum.js";
import { div } from "../../ops/div.js";
import { einsum } from "../../ops/einsum.js";
import { logSoftmax } from "../../ops/log-softmax.js";
import { matmul } from "../../ops/matmul.js";
import { max, min } from "../../ops/max-min.js";
import { mean } from "../../ops/mean.js";
import { mul } from "../../ops/mul.js";
import { norm } from "../../ops/norm.js";
import { prod } from "../../ops/prod.js";
import { reshape } from "../../ops/reshape.js";
import { type Range, slice } from "../../ops/slice.js";
import { softmax } from "../../ops/softmax.js";
import { sqrt } from "../../ops/sqrt.js";
import { sub } from "../../ops/sub.js";
import { sum } from "../../ops/sum.js";
import { takeAlongAxis } from "../../ops/take-along-axis.js";
import { transpose } from "../../ops/transpose.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { normalizeAxis, type Shape } from "../../tensor/shape.js";
import { axesOf } from "./arrangement.js";
import type { Given, Interpretation } from "./given.js";

/* Sums over axes: reductions, products, normalizations. */

type Reduction = (x: Operand, axis: readonly number[], options: { keepDims: boolean }) => unknown;

const reduction =
  (run: Reduction): Interpretation =>
  (given) => {
    const x = given.tensor(0);
    const axes = axesOf(given, 1, x.rank);
    // No axes: all of them, unless told that there is nothing to do.
    if ((axes ?? []).length === 0 && given.number("noop_with_empty_axes", 0) === 1) return x;
    const all = axes === undefined || axes.length === 0 ? x.shape.map((_, axis) => axis) : axes;
    return asTensor(run(x, all, { keepDims: given.number("keepdims", 1) === 1 }) as Operand);
  };

const position =
  (run: typeof argmax | typeof argmin): Interpretation =>
  (given) => {
    given.only("select_last_index", 0);
    const x = given.tensor(0);
    const axis = normalizeAxis(given.node.op, given.number("axis", 0), x.rank);
    return asTensor(run(x, axis, { keepDims: given.number("keepdims", 1) === 1 }) as Operand);
  };

const turned = (x: AnyTensor, isTurned: boolean): AnyTensor =>
  isTurned ? asTensor(transpose(x, [1, 0]) as Operand) : x;

function gemm(given: Given): AnyTensor {
  const a = turned(given.tensor(0), given.number("transA", 0) === 1);
  const b = turned(given.tensor(1), given.number("transB", 0) === 1);
  const scaled = (x: Operand, by: number): Operand => (by === 1 ? x : (mul(x, by) as Operand));
  const product = scaled(matmul(a, b) as Operand, given.number("alpha", 1));
  if (!given.has(2)) return asTensor(product);
  return asTensor(add(product, scaled(given.tensor(2), given.number("beta", 1))) as Operand);
}

/** Numbers of features, [C], beside [N, C, …]. */
function besideChannels(x: AnyTensor, rank: number): Operand {
  return reshape(x, [1, -1, ...new Array<number>(Math.max(rank - 2, 0)).fill(1)]);
}

function batchNormalization(given: Given): AnyTensor {
  given.only("training_mode", 0);
  const x = given.tensor(0);
  const [scale, shift, mu, variance] = [1, 2, 3, 4].map((i) => besideChannels(given.tensor(i), x.rank));
  const deviation = sqrt(add(variance!, given.number("epsilon", 1e-5)) as Operand) as Operand;
  const normal = div(sub(x, mu!) as Operand, deviation) as Operand;
  return asTensor(add(mul(normal, scale!) as Operand, shift!) as Operand);
}

/** (x - μ) / sqrt(σ² + ε) over some axes. */
function normalized(x: AnyTensor, axes: readonly number[], epsilon: number): Operand {
  const centered: Operand = sub(x, mean(x, axes, { keepDims: true }) as Operand);
  const variance: Operand = mean(mul(centered, centered) as Operand, axes, { keepDims: true });
  return div(centered, sqrt(add(variance, epsilon) as Operand) as Operand);
}

function layerNormalization(given: Given): AnyTensor {
  const x = given.tensor(0);
  const from = normalizeAxis("LayerNormalization", given.number("axis", -1), x.rank);
  const axes = x.shape.map((_, axis) => axis).slice(from);
  const scaled: Operand = mul(normalized(x, axes, given.number("epsilon", 1e-5)), given.tensor(1));
  return asTensor(given.has(2) ? (add(scaled, given.tensor(2)) as Operand) : scaled);
}

function instanceNormalization(given: Given): AnyTensor {
  const x = given.tensor(0);
  const axes = x.shape.map((_, axis) => axis).slice(2);
  const [scale, shift] = [1, 2].map((i) => besideChannels(given.tensor(i), x.rank));
  const normal = normalized(x, axes, given.number("epsilon", 1e-5));
  return asTensor(add(mul(normal, scale!) as Operand, shift!) as Operand);
}

function largest(given: Given): readonly AnyTensor[] {
  const x = given.tensor(0);
  const axis = normalizeAxis("TopK", given.number("axis", -1), x.rank);
  const order = argsort(x, axis, { descending: given.number("largest", 1) === 1 });
  const ranges: Range[] = x.shape.map(() => null);
  ranges[axis] = [0, given.single(1)];
  const places = slice(order as Operand, ranges) as Operand as Operand<Shape, "int32">;
  return [asTensor(takeAlongAxis(x, places, { axis }) as Operand), asTensor(places)];
}

export const summaries: Readonly<Record<string, Interpretation>> = {
  ReduceSum: reduction(sum),
  ReduceMean: reduction(mean),
  ReduceMax: reduction(max),
  ReduceMin: reduction(min),
  ReduceProd: reduction(prod),
  ReduceL2: reduction((x, axes, options) => norm(x, axes, options)),
  ArgMax: position(argmax),
  ArgMin: position(argmin),
  TopK: largest,
  CumSum: (given) => {
    const options = {
      exclusive: given.number("exclusive", 0) === 1,
      reverse: given.number("reverse", 0) === 1,
    };
    return asTensor(cumsum(given.tensor(0), given.single(1), options) as Operand);
  },
  Softmax: (given) => asTensor(softmax(given.tensor(0), given.number("axis", -1)) as Operand),
  LogSoftmax: (given) => asTensor(logSoftmax(given.tensor(0), given.number("axis", -1)) as Operand),
  MatMul: (given) => asTensor(matmul(given.tensor(0), given.tensor(1)) as Operand),
  Gemm: gemm,
  Einsum: (given) => asTensor(einsum(given.text("equation", "") as string, given.tensors()) as Operand),
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  InstanceNormalization: instanceNormalization,
};
