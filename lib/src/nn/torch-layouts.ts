import { add } from "../ops/add.js";
import { concat } from "../ops/concat.js";
import { reshape } from "../ops/reshape.js";
import { slice } from "../ops/slice.js";
import { transpose } from "../ops/transpose.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import { zeros } from "../tensor/fill.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Layer } from "./layer.js";

/** A layer's own weights, by their names here. */
export type LayerWeights = ReadonlyMap<string, AnyTensor>;

/** One tensor that PyTorch's layer has, and how it is made of ours and back. */
export interface StateTensor {
  /** As PyTorch calls it: `weight`. */
  readonly name: string;
  readonly shape: Shape;
  readonly write: () => AnyTensor;
  /** Our weights that come from it, given what came from a tensor before it. */
  readonly read: (
    theirs: AnyTensor,
  ) => readonly (readonly [ours: string, value: (before: AnyTensor | undefined) => AnyTensor])[];
}

/** What a weight is called there, in which order its axes stand there, and its shape before they are turned. */
interface Simple {
  readonly name: string;
  readonly order?: readonly number[];
  readonly as?: (shape: Shape) => Shape;
}

const matrix: Simple = { name: "weight", order: [1, 0] };
const image: Simple = { name: "weight", order: [3, 2, 0, 1] };
const depthwise: Simple = {
  ...image,
  as: ([height, width, channels, multiplier]) => [height!, width!, 1, channels! * multiplier!],
};
const bias: Simple = { name: "bias" };
const scaled = { gamma: { name: "weight" }, beta: bias };

/** Kinds of layers whose weights are PyTorch's one by one. */
const simple: Readonly<Record<string, Readonly<Record<string, Simple>>>> = {
  dense: { kernel: matrix, bias },
  conv1d: { kernel: { name: "weight", order: [2, 1, 0] }, bias },
  conv2d: { kernel: image, bias },
  groupedConv2d: { kernel: image, bias },
  conv2dTranspose: { kernel: image, bias },
  depthwiseConv2d: { kernel: depthwise, bias },
  separableConv2d: {
    depthwiseKernel: { ...depthwise, name: "depthwise.weight" },
    pointwiseKernel: { ...image, name: "pointwise.weight" },
    bias: { name: "pointwise.bias" },
  },
  batchNormalization: {
    ...scaled,
    movingMean: { name: "running_mean" },
    movingVariance: { name: "running_var" },
  },
  layerNormalization: scaled,
  groupNormalization: scaled,
  embedding: { embeddings: { name: "weight" } },
  positionalEmbedding: { embeddings: { name: "weight" } },
};

const turn = (x: Operand, order: readonly number[]): AnyTensor => asTensor(transpose(x, order) as Operand);

function simpleState(weight: string, tensor: AnyTensor, { name, order, as }: Simple): StateTensor {
  const before = as?.(tensor.shape) ?? tensor.shape;
  const axes = order ?? before.map((_, axis) => axis);
  return {
    name,
    shape: axes.map((axis) => before[axis]!),
    write: () => turn(reshape(tensor, before), axes),
    read: (theirs) => [
      [
        weight,
        () => {
          const back = before.map((_, axis) => axes.indexOf(axis));
          return asTensor(reshape(turn(theirs, back), tensor.shape) as Operand);
        },
      ],
    ],
  };
}

/** Rows of gates, [gates · units, …], in another order. */
function reordered(rows: AnyTensor, order: readonly number[]): AnyTensor {
  const units = rows.shape[0]! / order.length;
  const parts = order.map((gate): Operand => slice(rows, [[gate * units, (gate + 1) * units]]));
  return asTensor(concat(parts) as Operand);
}

/** Which of our gates stand in PyTorch's places: gru has z, r, n here and r, z, n there. Its own inverse. */
const gates: Readonly<Record<string, readonly number[]>> = {
  simpleRnn: [0],
  gru: [1, 0, 2],
  lstm: [0, 1, 2, 3],
};

function recurrentState(kind: string, weights: LayerWeights): readonly StateTensor[] {
  const order = gates[kind]!;
  const kernel = (ours: string, name: string): StateTensor => {
    const tensor = weights.get(ours)!;
    return {
      name,
      shape: [...tensor.shape].reverse(),
      write: () => reordered(turn(tensor, [1, 0]), order),
      read: (theirs) => [[ours, () => turn(reordered(theirs, order), [1, 0])]],
    };
  };
  const kernels = [kernel("kernel", "weight_ih_l0"), kernel("recurrentKernel", "weight_hh_l0")];
  const both = weights.get("bias");
  if (both === undefined) return kernels;
  const width = both.shape.at(-1)!;
  const ofInput = { name: "bias_ih_l0", shape: [width] };
  const ofState = { name: "bias_hh_l0", shape: [width] };
  if (kind !== "gru") {
    const sum = (theirs: AnyTensor) => (before: AnyTensor | undefined) =>
      before === undefined ? theirs : asTensor(add(before, theirs) as Operand);
    return [
      ...kernels,
      { ...ofInput, write: () => both, read: (theirs) => [["bias", sum(theirs)]] },
      {
        ...ofState,
        write: () => asTensor(zeros([width], { dtype: both.dtype }) as Operand),
        read: (theirs) => [["bias", sum(theirs)]],
      },
    ];
  }
  const row = (i: number) => () => reordered(asTensor(slice(both, [i]) as Operand), order);
  const rows = (theirs: AnyTensor) => (before: AnyTensor | undefined) => {
    const own = reshape(reordered(theirs, order), [1, width]) as Operand;
    return asTensor(before === undefined ? own : (concat([before, own]) as Operand));
  };
  return [
    ...kernels,
    { ...ofInput, write: row(0), read: (theirs) => [["bias", rows(theirs)]] },
    { ...ofState, write: row(1), read: (theirs) => [["bias", rows(theirs)]] },
  ];
}

/** PyTorch keeps the projections of query, key and value in one array. */
function attentionState(weights: LayerWeights): readonly StateTensor[] {
  const joined = (name: string, part: "Kernel" | "Bias"): StateTensor | undefined => {
    const ours = ["query", "key", "value"].map((each) => each + part);
    const tensors = ours.map((each) => weights.get(each));
    if (!tensors.every((tensor) => tensor !== undefined)) return undefined;
    const own = tensors.map((tensor) => (part === "Kernel" ? turn(tensor, [1, 0]) : tensor));
    const [first] = own as [AnyTensor];
    const height = first.shape[0]!;
    return {
      name,
      shape: [own.reduce((total, { shape }) => total + shape[0]!, 0), ...first.shape.slice(1)],
      write: () => asTensor(concat(own) as Operand),
      read: (theirs) =>
        ours.map((each, i) => [
          each,
          () => {
            const rows = asTensor(slice(theirs, [[i * height, (i + 1) * height]]) as Operand);
            return part === "Kernel" ? turn(rows, [1, 0]) : rows;
          },
        ]),
    };
  };
  const output = {
    outputKernel: { name: "out_proj.weight", order: [1, 0] },
    outputBias: { name: "out_proj.bias" },
  };
  return [
    joined("in_proj_weight", "Kernel"),
    joined("in_proj_bias", "Bias"),
    ...Object.entries(output).map(([name, how]) => {
      const tensor = weights.get(name);
      return tensor && simpleState(name, tensor, how);
    }),
  ].filter((each) => each !== undefined);
}

/** The tensors that PyTorch's layer of a kind has. Weights of kinds that it has not are as they are here. */
export function stateOf({ kind }: Layer, weights: LayerWeights): readonly StateTensor[] {
  if (Object.hasOwn(gates, kind)) return recurrentState(kind, weights);
  if (kind === "multiHeadAttention") return attentionState(weights);
  const known = Object.hasOwn(simple, kind) ? simple[kind]! : {};
  return [...weights].map(([name, tensor]) => simpleState(name, tensor, known[name] ?? { name }));
}
