import type { Values } from "../../tensor/dtype.js";
import { byColumns, type Chain } from "../wasm/chains/chain.js";
import { type ChainCall, offerNative, type Room } from "../wasm/native-parts.js";
import { chainProgram } from "./chain-program.js";
import { heapGround } from "./heap.js";
import { joined } from "./join.js";
import { kernelsOver } from "./kernels.js";
import { nativeKernels } from "./library.js";

/* Native kernels in place of WebAssembly's, where this machine has them. */

offerNative({
  name: () => {
    const found = nativeKernels();
    return found && `native (${found.kind})`;
  },
  kernels: kernelsOver,
  heap: heapGround,
  callOfChain,
  joined,
});

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
