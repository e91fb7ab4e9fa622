import type { Values } from "../../tensor/dtype.js";
import type { Arena } from "./arena.js";
import type { KernelName } from "./kernels.js";

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
}

/** What a pass over memory costs for one value, in multiplications of a product. */
export const PASS = 8;

/** Below this much work, about 50 µs, waking a thread costs what it saves. */
export const WORTH_SHARING = 1_500_000;
/** The least work of one part: taking a part costs about a microsecond. */
const LEAST_PART = 200_000;
/** More parts than threads, so that a thread that comes late, or shares its core, takes fewer. */
const PARTS_PER_THREAD = 6;

/**
 * Calls a kernel, by all threads together where that pays. What is cut is the result, never a sum, so its bits
 * are the same for any number of threads.
 */
export function share(arena: Arena, name: KernelName, numbers: readonly number[], split: Split): void {
  const { size, unit, work, moves, scratch = {} } = split;
  if (work >= WORTH_SHARING) arena.offers++;
  const total = numbers[size]!;
  const { crew } = arena;
  const set = arena.setWith(name);
  if (crew !== undefined && work >= WORTH_SHARING) {
    const parts = Math.min(254, crew.threads * PARTS_PER_THREAD, Math.floor(work / LEAST_PART));
    const part = Math.ceil(total / parts / unit) * unit;
    if (part < total) {
      crew.learn(set);
      crew.run({ set, kernel: set.numbers.get(name)!, numbers, size, moves, scratch, part });
      return;
    }
  }
  set.kernels[name](...numbers);
}

/** Shares a kernel that takes the addresses of arrays of one length, that length and some numbers. */
export function shareValues(
  arena: Arena,
  name: KernelName,
  arrays: readonly Values[],
  numbers: readonly number[] = [],
): void {
  const { length } = arrays[0]!;
  share(arena, name, [...arrays.map((array) => array.byteOffset), length, ...numbers], {
    size: arrays.length,
    moves: Object.fromEntries(arrays.map((_, i) => [i, 4])),
    unit: 1024,
    work: length * PASS,
  });
}
