import type { ReductionAttributes } from "../../ops/support/reduction.js";
import type { DType } from "../../tensor/dtype.js";
import type { Shape } from "../../tensor/shape.js";
import type { GraphAttribute } from "./graph.js";
import { type Lowering, told } from "./use.js";
import { windowLowerings } from "./window-lowerings.js";

/** An operation that ONNX has, too, without attributes. */
const plain =
  (op: string): Lowering =>
  ({ writer, inputs }) =>
    writer.node(op, inputs);

/** One whose attributes do not depend on the number of examples. */
const withAxis =
  (op: string, axisOf: (attributes: never) => GraphAttribute, name = "axis"): Lowering =>
  ({ writer, inputs, same }) =>
    writer.node(op, inputs, { [name]: same("an axis", (command) => axisOf(told(command))) });

const reduction =
  (op: string): Lowering =>
  ({ writer, inputs, same }) => {
    const { start, end, keepDims } = same("axes", told<ReductionAttributes>);
    const axes = Array.from({ length: end - start }, (_, i) => start + i);
    const keepdims = keepDims ? 1 : 0;
    // The only one of opset 17 that has the axes as an input.
    if (op === "ReduceSum") return writer.node(op, [inputs[0]!, writer.integers(...axes)], { keepdims });
    return writer.node(op, inputs, { axes, keepdims });
  };

const position =
  (op: string): Lowering =>
  ({ writer, inputs, same, two, refuse }) => {
    const { start, end, keepDims } = same("axes", told<ReductionAttributes>);
    if (end - start !== 1)
      refuse(`looks for a place over ${end - start} axes of ${two.inputs[0]!.shape.length}`);
    const place = writer.node(op, inputs, { axis: start, keepdims: keepDims ? 1 : 0 });
    return writer.node("Cast", [place], { to: "int32" });
  };

interface Part {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
}

const slice: Lowering = ({ writer, inputs, two, three, refuse }) => {
  const [a, b] = [told<Part>(two), told<Part>(three)];
  const [x, y] = [two.inputs[0]!.shape, three.inputs[0]!.shape];
  const axes = x.map((_, axis) => axis).filter((axis) => !isWhole(a, x, axis) || !isWhole(b, y, axis));
  if (axes.length === 0) return writer.node("Identity", inputs);
  const ends = axes.map((axis) => {
    const [start, step, size] = [a.starts[axis]!, a.steps[axis]!, a.sizes[axis]!];
    if (start !== b.starts[axis] || size !== b.sizes[axis]) {
      // A reversed axis of examples begins at the last of them.
      if (step === -1 && size === x[axis] && b.sizes[axis] === y[axis]) return LEAST;
      refuse("slices at places that depend on the number of examples");
    }
    const end = start + size * step;
    // Before the first entry: an end of -1 would be the last.
    return end < 0 ? LEAST : end;
  });
  const starts = axes.map((axis, i) =>
    ends[i] === LEAST && a.steps[axis] === -1 && a.sizes[axis] === x[axis] ? -1 : a.starts[axis]!,
  );
  return writer.node("Slice", [
    inputs[0]!,
    writer.integers(...starts),
    writer.integers(...ends),
    writer.integers(...axes),
    writer.integers(...axes.map((axis) => a.steps[axis]!)),
  ]);
};

/** An end before the first entry, as ONNX has it for steps backwards. */
const LEAST = -(2 ** 31) + 1;

const isWhole = ({ starts, sizes, steps }: Part, shape: Shape, axis: number): boolean =>
  starts[axis] === 0 && steps[axis] === 1 && sizes[axis] === shape[axis];

const embed: Lowering = ({ writer, inputs, two, three, refuse }) => {
  const widthsOf = ({ part, shape }: { part: Part; shape: Shape }) => {
    if (part.steps.some((step) => step !== 1)) refuse("puts values between others");
    const after = shape.map((size, axis) => size - part.starts[axis]! - part.sizes[axis]!);
    return [...part.starts, ...after];
  };
  const [widths, others] = [widthsOf(told(two)), widthsOf(told(three))];
  if (widths.join() !== others.join()) refuse("pads by widths that depend on the number of examples");
  const x = two.inputs[0]!;
  // Not every engine pads booleans.
  const isBool = x.dtype === "bool";
  const values = isBool ? writer.node("Cast", inputs, { to: "int32" }) : inputs[0]!;
  const padded = writer.node("Pad", [values, writer.integers(...widths)]);
  return isBool ? writer.node("Cast", [padded], { to: "bool" }) : padded;
};

const matmul: Lowering = ({ writer, inputs, two, same }) => {
  const { transposeA, transposeB } = same("its sides", told<{ transposeA: boolean; transposeB: boolean }>);
  const turned = (i: number, isTurned: boolean): string => {
    if (!isTurned) return inputs[i]!;
    const axes = two.inputs[i]!.shape.map((_, axis) => axis);
    return writer.node("Transpose", [inputs[i]!], {
      perm: [...axes.slice(0, -2), ...axes.slice(-2).reverse()],
    });
  };
  return writer.node("MatMul", [turned(0, transposeA), turned(1, transposeB)]);
};

/** softmax(scale · q · kᵀ) · v, written out. */
const attention: Lowering = ({ writer, inputs, two, same }) => {
  const { scale, causal } = same("its options", told<{ scale: number; causal: boolean }>);
  const [q, k, v, mask] = inputs as readonly [string, string, string, string | undefined];
  const { dtype } = two.inputs[0]!;
  const heads = (x: string) => writer.node("Transpose", [x], { perm: [0, 2, 1, 3] });
  const keys = writer.node("Transpose", [k], { perm: [0, 2, 3, 1] });
  let scores = writer.node("Mul", [writer.node("MatMul", [heads(q), keys]), writer.number(scale, dtype)]);
  const hide = (seen: string): void => {
    scores = writer.node("Where", [seen, scores, writer.number(Number.NEGATIVE_INFINITY, dtype)]);
  };
  if (mask !== undefined) hide(mask);
  if (causal) {
    const [queries, all] = [two.inputs[0]!.shape[1]!, two.inputs[1]!.shape[1]!];
    const seen = new Uint8Array(queries * all);
    seen.forEach((_, at) => {
      const [row, column] = [Math.floor(at / all), at % all];
      seen[at] = column <= row + all - queries ? 1 : 0;
    });
    hide(writer.constant(seen, [queries, all], "bool"));
  }
  const weights = writer.node("Softmax", [scores], { axis: -1 });
  return heads(writer.node("MatMul", [weights, heads(v)]));
};

const binary = {
  add: "Add",
  div: "Div",
  equal: "Equal",
  greater: "Greater",
  greaterEqual: "GreaterOrEqual",
  less: "Less",
  lessEqual: "LessOrEqual",
  maximum: "Max",
  minimum: "Min",
  mul: "Mul",
  pow: "Pow",
  sub: "Sub",
} as const;

const unary = {
  abs: "Abs",
  ceil: "Ceil",
  copy: "Identity",
  cos: "Cos",
  erf: "Erf",
  exp: "Exp",
  floor: "Floor",
  log: "Log",
  neg: "Neg",
  relu: "Relu",
  round: "Round",
  sigmoid: "Sigmoid",
  sign: "Sign",
  sin: "Sin",
  softplus: "Softplus",
  sqrt: "Sqrt",
  tanh: "Tanh",
  where: "Where",
} as const;

const plainOnes = Object.entries({ ...unary, ...binary }).map(([name, op]) => [name, plain(op)] as const);

/** How each operation is written down, by its name. */
export const lowerings: Readonly<Record<string, Lowering>> = {
  ...Object.fromEntries(plainOnes),
  notEqual: ({ writer, inputs }) => writer.node("Not", [writer.node("Equal", inputs)]),
  // These two are not ONNX's, which has them written out (onnx/spelled-out.ts).
  expm1: plain("Expm1"),
  log1p: plain("Log1p"),
  // a - b · ⌊a / b⌋, the sign that of b.
  mod: plain("FloorMod"),
  sum: reduction("ReduceSum"),
  max: reduction("ReduceMax"),
  min: reduction("ReduceMin"),
  argmax: position("ArgMax"),
  argmin: position("ArgMin"),
  softmax: withAxis("Softmax", (axis: number) => axis),
  logSoftmax: withAxis("LogSoftmax", (axis: number) => axis),
  concat: withAxis("Concat", (axis: number) => axis),
  transpose: withAxis("Transpose", (order: readonly number[]) => [...order], "perm"),
  cast: withAxis("Cast", (dtype: DType) => dtype, "to"),
  takeAlongAxis: withAxis("GatherElements", (axis: number) => axis),
  gather: (use) => {
    const places = use.madeBy(1);
    if (places?.command.operation.name === "maxPool2dIndices") return windowLowerings.maxPool2d!(use);
    return withAxis("Gather", ({ axis }: { axis: number }) => axis)(use);
  },
  // Only for the gather behind max pooling, which sees it.
  maxPool2dIndices: ({ inputs }) => inputs[0]!,
  reshape: ({ writer, inputs, two, three }) =>
    writer.node("Reshape", [inputs[0]!, writer.sizes(told<Shape>(two), told<Shape>(three))]),
  broadcastTo: ({ writer, inputs, two, three }) =>
    writer.node("Expand", [inputs[0]!, writer.sizes(two.output.shape, three.output.shape)]),
  slice,
  embed,
  matmul,
  attention,
  cumsum: ({ writer, inputs, same }) => {
    const { axis, exclusive, reverse } = same(
      "an axis",
      told<{ axis: number; exclusive: boolean; reverse: boolean }>,
    );
    const attributes = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
    return writer.node("CumSum", [inputs[0]!, writer.number(axis, "int64")], attributes);
  },
  argsort: ({ writer, inputs, two, same }) => {
    const { axis, descending } = same("an axis", told<{ axis: number; descending: boolean }>);
    const count = same("an axis", (command) => command.inputs[0]!.shape[axis]!);
    const [, places] = writer.nodes("TopK", [inputs[0]!, writer.integers(count)], {
      attributes: { axis, largest: descending ? 1 : 0, sorted: 1 },
      count: 2,
    });
    return writer.node("Cast", [places!], { to: two.output.dtype });
  },
  ...windowLowerings,
};
