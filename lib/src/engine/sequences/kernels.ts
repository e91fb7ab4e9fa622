import type { Values } from "../../tensor/dtype.js";
import { type Arena, activeArena, inFloats } from "../wasm/arena.js";
import { bytesOf } from "../wasm/byte-text.js";
import type { KernelSet } from "../wasm/kernels.js";
import { sequenceBinary } from "../wasm/sequence-binary.js";
import { type Split, shareCall } from "../wasm/share.js";

/** Bytes of the tile and its tree that a product computes its edges in. */
const TILES = 3072;

const sets = new WeakMap<Arena, KernelSet<object>>();

/** The kernels of attention and recurrent layers over an arena's memory: native where there are any, else WebAssembly. */
function setFor(arena: Arena, name: string): KernelSet<object> {
  const native = arena.nativeSet;
  if (native?.numbers.has(name)) return native;
  const known = sets.get(arena) ?? arena.compile(bytesOf(sequenceBinary));
  sets.set(arena, known);
  return known;
}

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

/** Calls a kernel of {@link setFor}, by all threads together where that pays. */
export function shareSequence(
  arena: Arena,
  name: string,
  { numbers, scratch, ...split }: SequenceCall,
): void {
  const set = setFor(arena, name);
  const own = Math.ceil((TILES + scratch(numbers[split.size]!)) / 64) * 64;
  const all = [...numbers, arena.scratch(own * arena.threads)];
  const kernel = set.numbers.get(name)!;
  shareCall(arena, { set, kernel }, all, { ...split, scratch: { [numbers.length]: own } });
}

/** The address of an array that may be left out. */
export function addressOf(values: Values | undefined): number {
  return values?.byteOffset ?? 0;
}
