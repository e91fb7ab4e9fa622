import { OptionError } from "../errors.js";
import type { GraphConstant } from "../nn/graph/graph.js";
import { gateOrder } from "../nn/graph/recurrent-nodes.js";
import type { GraphWriter } from "../nn/graph/writer.js";
import type { Recurrent, RecurrentOptions } from "../nn/recurrent/recurrent.js";
import type { AnyTensor } from "../tensor/base.js";

/** A recurrent layer that is to be one node. */
export interface RecurrentUse {
  readonly layer: Recurrent;
  /** The name of its input, [N, steps, in]. */
  readonly input: string;
  /** Begins the names of its weights: `lstm.`. */
  readonly prefix: string;
  /** Whether steps of the input are masked. */
  readonly isMasked: boolean;
  /** Where its weights are put, as ONNX has them. */
  readonly weights: Map<string, GraphConstant>;
}

const nodes = { simpleRnn: "RNN", gru: "GRU", lstm: "LSTM" } as const;

/** Rows of an array [in, gates · units] as columns, the gates in ONNX's order: [gates · units, in]. */
function turned(tensor: AnyTensor, order: readonly number[]): number[] {
  const [rows, columns] = tensor.rank === 1 ? [1, tensor.size] : (tensor.shape as readonly [number, number]);
  const units = columns / order.length;
  const values: number[] = [];
  for (let column = 0; column < columns; column++) {
    const gate = order[Math.floor(column / units)]!;
    const from = gate * units + (column % units);
    for (let row = 0; row < rows; row++) values.push(tensor.data[row * columns + from]!);
  }
  return values;
}

/** Writes a recurrent layer as one node of ONNX; gives the name of its output. Throws OptionError for what ONNX has not. */
export function writeRecurrent(writer: GraphWriter, use: RecurrentUse): string {
  const { layer, input, prefix, isMasked, weights } = use;
  const { goBackwards = false } = layer.options as RecurrentOptions;
  if (isMasked) {
    throw new OptionError(
      `onnx: expected ${layer.label} to see all steps, got an input that carries a mask; try sequences of one length`,
    );
  }
  const { kind, units, kernel, recurrentKernel, bias } = layer;
  const ours = gateOrder[kind];
  const order = ours.map((_, gate) => ours.indexOf(gate));
  const width = order.length * units;
  const add = (name: string, shape: readonly number[], values: readonly number[]): string => {
    weights.set(prefix + name, { dtype: layer.dtype, shape, values });
    return prefix + name;
  };
  const both = (): number[] => {
    if (bias === undefined) return [];
    if (kind !== "gru") return [...turned(bias, order), ...new Array<number>(width).fill(0)];
    // gru has both already, [2, gates · units], in ONNX's order.
    return Array.from(bias.data);
  };
  const inputs = [
    writer.node("Transpose", [input], { perm: [1, 0, 2] }),
    add("W", [1, width, kernel!.shape[0]!], turned(kernel!, order)),
    add("R", [1, width, units], turned(recurrentKernel!, order)),
    ...(bias === undefined ? [] : [add("B", [1, 2 * width], both())]),
  ];
  const attributes = {
    hidden_size: units,
    direction: goBackwards ? "reverse" : "forward",
    ...(kind === "gru" && { linear_before_reset: 1 }),
  };
  const [all, last] = writer.nodes(nodes[kind], inputs, { attributes, count: 2 });
  if (!layer.returnSequences) return writer.node("Squeeze", [last!, writer.integers(0)]);
  const steps = writer.node("Squeeze", [all!, writer.integers(1)]);
  const states = writer.node("Transpose", [steps], { perm: [1, 0, 2] });
  if (!goBackwards) return states;
  // ONNX puts the states where their steps stood; here they come as they were read.
  const [start, end] = [writer.integers(-1), writer.integers(-(2 ** 31) + 1)];
  return writer.node("Slice", [states, start, end, writer.integers(1), writer.integers(-1)]);
}
