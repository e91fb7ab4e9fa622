import type { Cell } from "../../engine/sequences/recurrent.js";
import { add } from "../../ops/add.js";
import { concat } from "../../ops/concat.js";
import { flip } from "../../ops/flip.js";
import { matmul } from "../../ops/matmul.js";
import { slice } from "../../ops/slice.js";
import { stack } from "../../ops/stack.js";
import { transpose } from "../../ops/transpose.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { zeros } from "../../tensor/fill.js";
import type { Operand } from "../../tensor/operand.js";
import { scan } from "../recurrent/scan.js";
import type { Given, Interpretation } from "./given.js";

/** Where each gate of this library's cells stands among ONNX's: lstm has i f c o, ONNX i o f c. */
export const gateOrder: Readonly<Record<Cell, readonly number[]>> = {
  simpleRnn: [0],
  gru: [0, 1, 2],
  lstm: [0, 2, 3, 1],
};

const activations: Readonly<Record<Cell, readonly string[]>> = {
  simpleRnn: ["Tanh"],
  gru: ["Sigmoid", "Tanh"],
  lstm: ["Sigmoid", "Tanh", "Tanh"],
};

/** Rows of all gates, [gates · units, …], in this library's order. */
function inOrder(rows: Operand, cell: Cell): Operand {
  const order = gateOrder[cell];
  const units = rows.shape[0]! / order.length;
  if (cell !== "lstm") return rows;
  const parts = order.map((gate) => slice(rows, [[gate * units, (gate + 1) * units]]) as Operand);
  return concat(parts) as Operand;
}

/** One direction of a node: X [steps, N, in] → states [N, steps, units], and c after the last step. */
function direction(given: Given, cell: Cell, { number, isBack }: { number: number; isBack: boolean }) {
  const pick = (input: number): Operand => slice(given.tensor(input), [number]) as Operand;
  const [kernel, recurrent] = [inOrder(pick(1), cell), inOrder(pick(2), cell)];
  const biases = given.has(3) ? pick(3) : undefined;
  const half = kernel.shape[0]!;
  const [ofInput, ofState] = [
    biases && inOrder(slice(biases, [[0, half]]) as Operand, cell),
    biases && inOrder(slice(biases, [[half, 2 * half]]) as Operand, cell),
  ];
  let x: Operand = transpose(given.tensor(0), [1, 0, 2]);
  if (isBack) x = flip(x, 1) as Operand;
  let gates: Operand = matmul(x, transpose(kernel, [1, 0]) as Operand) as Operand;
  if (ofInput !== undefined) gates = add(gates, ofInput) as Operand;
  // Only gru keeps the state's own bias apart, within the reset gate.
  if (ofState !== undefined && cell !== "gru") gates = add(gates, ofState) as Operand;
  const units = recurrent.shape[1]!;
  const initial = (input: number): AnyTensor =>
    given.has(input)
      ? asTensor(pick(input))
      : asTensor(zeros([x.shape[0]!, units], { dtype: x.dtype }) as Operand);
  const { h, lastC } = scan(cell, {
    x: asTensor(gates),
    kernel: asTensor(transpose(recurrent, [1, 0]) as Operand),
    h0: initial(5),
    c0: cell === "lstm" ? initial(6) : undefined,
    bias: cell === "gru" && ofState !== undefined ? asTensor(ofState) : undefined,
    mask: undefined,
  });
  const last: Operand = slice(h, [null, -1]) as Operand;
  return { states: (isBack ? flip(h, 1) : h) as Operand, last, lastC };
}

const recurrent =
  (cell: Cell): Interpretation =>
  (given) => {
    given.only("layout", 0);
    given.only("direction", "forward", "reverse", "bidirectional");
    if (cell === "gru" && given.number("linear_before_reset", 0) !== 1) {
      given.fail("linear_before_reset: 1, as this library's gru has it", 0);
    }
    if (given.has(4)) given.fail("sequences of one length", "sequence_lens");
    if (given.has(7)) given.fail("gates that do not look at the long memory", "P");
    const told = given.text("activations", activations[cell].join());
    const way = given.text("direction", "forward");
    const known = activations[cell].join();
    if (told !== known && told !== `${known},${known}`) given.fail(`activations ${known}`, told);
    const ways = way === "bidirectional" ? [false, true] : [way === "reverse"];
    const all = ways.map((isBack, number) => direction(given, cell, { number, isBack }));
    // [directions, N, steps, units] → [steps, directions, N, units]
    const states: Operand = transpose(stack(all.map((one) => one.states)) as Operand, [2, 0, 1, 3]);
    const last = stack(all.map((one) => one.last)) as Operand;
    const results = [asTensor(states), asTensor(last)];
    return cell === "lstm" ? [...results, asTensor(stack(all.map((one) => one.lastC!)) as Operand)] : results;
  };

export const recurrentNodes: Readonly<Record<string, Interpretation>> = {
  RNN: recurrent("simpleRnn"),
  GRU: recurrent("gru"),
  LSTM: recurrent("lstm"),
};
