import type { Values } from "../../tensor/dtype.js";
import type { Ground } from "./ground.js";
import type { KernelName, KernelSet } from "./kernels.js";

/** How one call of a kernel can be cut into parts whose results do not touch. */
export interface Split {
  /** Which argument says how many units (rows, columns, values) are computed. */
  readonly size: number;
  /** What an argument adds for each unit that a part begins after the first. */
  readonly moves: Readonly<Record<number, number>>;
  /** What an argument adds for each thread: the size of its own scratch memory. */
  readonly scratch?: Readonly<Record<number, number>>;
  /** Parts begin at multiples of this many units. */
  readonly unit: number;
  /** About how much there is to do, in multiplications of a matrix product. */
  readonly work: number;
  /** About how many parts for each thread; more of them let a thread that comes late take fewer. Default 12. */
  readonly perThread?: number;
  /** Whether the kernel changes what it reads. Default false. */
  readonly inPlace?: boolean;
}

/** What a pass over memory costs for one value, in multiplications of a product. */
export const PASS = 8;

/** Below this much work, about 50 µs, a step does not start threads. */
export const WORTH_STARTING = 1_500_000;
/** Below this much work, about 17 µs, a call is not worth sharing even among threads that are awake. */
const WORTH_SHARING = 500_000;
/** The least work of one part: taking a part costs about a microsecond. */
const LEAST_PART = 100_000;
/**
 * Calls a kernel, by all threads together where that pays. What is cut is the result, never a sum, so its bits
 * are the same for any number of threads.
 */
export function share(ground: Ground, name: KernelName, numbers: readonly number[], split: Split): void {
  const set = ground.setOf(name, split.work)!;
  shareCall(ground, { set, kernel: set.numbers.get(name)! }, numbers, split);
}

/** A kernel: a set, and its number in it. */
export interface Kernel {
  readonly set: KernelSet<object>;
  readonly kernel: number;
}

/** The same for a kernel of any set over the ground's memory. */
export function shareCall(ground: Ground, kernel: Kernel, numbers: readonly number[], split: Split): void {
  const call = () => callByAll(ground, kernel, numbers, split);
  if (split.work >= WORTH_STARTING && ground.trial !== undefined) ground.trial(split.work).run(ground, call);
  else call();
}

/** Calls a kernel in one part. */
export function callAlone(ground: Ground, name: KernelName, work: number, numbers: readonly number[]): void {
  const set = ground.setOf(name, work)!;
  const kernel = set.numbers.get(name)!;
  ground.note?.({ set, kernel, numbers, split: { size: -1, moves: {}, unit: 1, work } });
  set.calls[kernel]!(...numbers);
}

function callByAll(ground: Ground, { set, kernel }: Kernel, numbers: readonly number[], split: Split): void {
  const { size, unit, work, moves, scratch = {}, perThread = 12, inPlace = false } = split;
  ground.note?.({ set, kernel, numbers, split });
  if (work >= WORTH_STARTING) ground.offers++;
  const total = numbers[size]!;
  const { crew } = ground;
  if (crew !== undefined && work >= WORTH_SHARING) {
    const parts = Math.min(254, crew.threads * perThread, Math.floor(work / LEAST_PART));
    const part = Math.ceil(total / parts / unit) * unit;
    if (part < total) {
      crew.learn(set);
      crew.run({ set, kernel, numbers, size, moves, scratch, part, inPlace });
      return;
    }
  }
  set.calls[kernel]!(...numbers);
}

/** Shares a kernel that takes the addresses of arrays of one length, that length and some numbers. */
export function shareValues(
  ground: Ground,
  name: KernelName,
  arrays: readonly Values[],
  {
    numbers = [],
    inPlace = false,
  }: { readonly numbers?: readonly number[]; readonly inPlace?: boolean } = {},
): void {
  const { length } = arrays[0]!;
  share(ground, name, [...arrays.map((array) => ground.address(array)), length, ...numbers], {
    size: arrays.length,
    moves: Object.fromEntries(arrays.map((_, i) => [i, 4])),
    unit: 1024,
    work: length * PASS,
    inPlace,
  });
}
