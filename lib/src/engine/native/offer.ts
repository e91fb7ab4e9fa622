import type { Values } from "../../tensor/dtype.js";
import type { ComputeMode } from "../computing.js";
import { byColumns, type Chain } from "../wasm/chains/chain.js";
import { type KernelSet, nextSetNumber } from "../wasm/kernels.js";
import { type ChainCall, offerNative, type Room } from "../wasm/native-parts.js";
import type { Memory } from "../wasm/web-assembly.js";
import { chainProgram } from "./chain-program.js";
import { compiledCalls, namesOf } from "./compiled-calls.js";
import { nativeKernels } from "./library.js";

/* Native kernels in place of WebAssembly's, where this machine has them. */

offerNative({
  name: () => {
    const found = nativeKernels();
    return found && `native (${found.kind})`;
  },
  kernels: kernelsOver,
  callOfChain,
});

function kernelsOver(memory: Memory, mode: ComputeMode): KernelSet<object> | undefined {
  const library = nativeKernels()?.libraries[mode];
  if (library === undefined) return undefined;
  const calls = compiledCalls(library, memory);
  const names = namesOf(library);
  const numbers = new Map(names.map((name, number) => [name, number]));
  const kernels = Object.fromEntries(names.map((name, number) => [name, calls[number]!]));
  return { number: nextSetNumber(), native: library, memory, kernels, numbers, calls };
}

/** What one operation on a block costs for each value, in multiplications of a product. */
const OPERATION = 4;

const programs = new FinalizationRegistry<{
  readonly room: Room;
  readonly at: number;
  readonly bytes: number;
}>(({ room, at, bytes }) => room.release(at, bytes));

function callOfChain(room: Room, chain: Chain, arrays: readonly Values[]): ChainCall {
  const program = chainProgram(chain, arrays);
  const bytes = program.byteLength;
  const at = room.reserve(bytes);
  (room.view("int32", at, program.length) as Int32Array).set(program);
  const { rows, columns, steps } = chain;
  const isByRows = !byColumns(chain) && rows > 1;
  const call: ChainCall = {
    numbers: [0, at, 0, isByRows ? rows : columns],
    size: 3,
    moves: { 2: 1 },
    // A strip of columns has up to 64; rows end where they end.
    unit: isByRows ? 1 : rows === 1 ? 1024 : 64,
    work: rows * columns * steps.length * OPERATION,
  };
  programs.register(call, { room, at, bytes });
  return call;
}
