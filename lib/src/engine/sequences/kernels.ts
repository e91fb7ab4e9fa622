import type { Values } from "../../tensor/dtype.js";
import { type Arena, activeArena, bringKernels, inFloats } from "../wasm/arena.js";
import { sequenceBinary } from "../wasm/sequence-binary.js";
import { type Split, shareCall } from "../wasm/share.js";

/** Bytes of the tile and its tree that a product computes its edges in. */
const TILES = 3072;

bringKernels(sequenceBinary);

/** A kernel's call but its scratch memory, which comes last. */
export interface SequenceCall extends Omit<Split, "scratch"> {
  readonly numbers: readonly number[];
  /** Bytes of scratch memory for each thread, for a part of so many units. */
  readonly scratch: (units: number) => number;
}

/** The arena in which a recorded step has these arrays as float32, and the mask; undefined when it has not. */
export function arenaWith(
  arrays: readonly (Values | undefined)[],
  mask: Values | undefined,
): Arena | undefined {
  const arena = activeArena();
  const given = arrays.filter((each) => each !== undefined);
  const isThere = arena !== undefined && inFloats(arena, ...given);
  return isThere && (mask === undefined || arena.owns(mask.buffer)) ? arena : undefined;
}

/** Calls a kernel of attention or of recurrent layers, by all threads together where that pays. */
export function shareSequence(
  arena: Arena,
  name: string,
  { numbers, scratch, ...split }: SequenceCall,
): void {
  const set = arena.setOf(name, split.work)!;
  const own = Math.ceil((TILES + scratch(numbers[split.size]!)) / 64) * 64;
  const all = [...numbers, arena.scratch(own * arena.threads)];
  const kernel = set.numbers.get(name)!;
  shareCall(arena, { set, kernel }, all, { ...split, scratch: { [numbers.length]: own } });
}

/** The address that stands for what is not there; kernels are told it, as native ones know memory by other numbers. */
export const NONE = 0;

/** The address of an array that may be left out. */
export function addressOf(values: Values | undefined): number {
  return values?.byteOffset ?? NONE;
}
