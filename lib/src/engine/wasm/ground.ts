import type { Values } from "../../tensor/dtype.js";
import type { KernelSet, Kernels } from "./kernels.js";
import type { Crew } from "./threads/crew.js";

/** What of a split (share.ts) a list of calls needs: `size` is -1 for a call that is one part. */
export interface ListedSplit {
  readonly size: number;
  readonly moves: Readonly<Record<number, number>>;
  readonly unit: number;
  readonly work: number;
  readonly perThread?: number;
}

/** A call of a kernel that does the same in each run of a step, and how it can be cut into parts. */
export interface ListedCall {
  readonly set: KernelSet<object>;
  /** The kernel's number in its set. */
  readonly kernel: number;
  readonly numbers: readonly number[];
  readonly split: ListedSplit;
}

/** Memory in which arrays lie, and the kernels that work on them there: an arena, or JavaScript's heap. */
export interface Ground {
  /** Its kernels. */
  readonly set: KernelSet<object>;
  /** Those that take their place in the mode of now, where there are any. */
  readonly nativeSet?: KernelSet<object> | undefined;
  /** The threads that share in kernels; undefined when one computes. */
  crew: Crew | undefined;
  /** Calls so far that were large enough to be shared. */
  offers: number;
  /** How many threads need scratch memory of their own. */
  readonly threads: number;
  /** Takes note of each call before it is done. */
  note?: ((call: ListedCall) => void) | undefined;
  /** The set of kernels that has the one to call in the mode of now, for some work, in multiplications of a product. */
  setWith<N extends keyof Kernels>(name: N, work: number): KernelSet<Pick<Kernels, N>>;
  /** The set that has a kernel which a part of the library may have brought along; undefined where there is none. */
  setOf(name: string, work: number): KernelSet<object> | undefined;
  /** Where an array begins, as kernels are told. */
  address(array: Values): number;
  /** The address of a region for one kernel call, of at least as many bytes. */
  scratch(bytes: number): number;
  /** Finds out whether threads pay for a call of so much work; not there where whole steps are tried. */
  trial?(work: number): { run(ground: Ground, call: () => void): void };
}
