import type { DType, Values } from "../../tensor/dtype.js";
import type { ComputeMode } from "../computing.js";
import type { Chain } from "./chains/chain.js";
import type { Ground } from "./ground.js";
import type { KernelSet } from "./kernels.js";
import type { Memory } from "./web-assembly.js";

/*
 * Kernels compiled for the processor, which take the place of WebAssembly's of the same name where there are any. They
 * come with the library's entry for Node (node.ts); a page does not load them.
 */

/** The part of an arena that a chain's program needs. */
export interface Room {
  reserve(bytes: number): number;
  release(at: number, bytes: number): void;
  view(dtype: DType, at: number, length: number): Values;
}

/** A call of the kernel `chain`, and how it can be cut into parts, as in share.ts. */
export interface ChainCall {
  readonly numbers: readonly number[];
  readonly size: number;
  readonly moves: Readonly<Record<number, number>>;
  readonly unit: number;
  readonly work: number;
}

/** A command of a recorded step. */
export interface JoinableCommand {
  /** Of its operation, `"chain"` for a chain; undefined for what may do something else in each run. */
  readonly name: string | undefined;
  readonly run: () => void;
}

/** What native kernels offer. */
export interface NativeParts {
  /** What they are called, as `info()` tells it; undefined where there are none for this machine. */
  readonly name: () => string | undefined;
  /** Those of a mode over a shared memory. */
  readonly kernels: (memory: Memory, mode: ComputeMode) => KernelSet<object> | undefined;
  /** JavaScript's heap as their ground; undefined where there are none for this machine. */
  readonly heap: () => Ground | undefined;
  /** Runs the commands of a step, and gives what runs them again with what it can join joined (native/join.ts). */
  readonly joined: (
    ground: Ground & Room,
    set: KernelSet<object>,
    commands: readonly JoinableCommand[],
  ) => () => void;
  /** The call that runs a chain on arrays that stay where they are. Its program has room as long as the call is kept. */
  readonly callOfChain: (room: Room, chain: Chain, arrays: readonly Values[]) => ChainCall;
}

let parts: NativeParts | undefined;

/** The native kernels; undefined in pages. */
export function nativeParts(): NativeParts | undefined {
  return parts;
}

/** Says what native kernels there are. */
export function offerNative(next: NativeParts): void {
  parts = next;
}
