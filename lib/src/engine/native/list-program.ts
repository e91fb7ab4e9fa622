import type { ListedCall } from "../wasm/ground.js";
import type { Room } from "../wasm/native-parts.js";

/* A list of kernel calls as c/list.h reads it: a head of three lines of the cache, then a record for each call. */

/** Doubles of the head, and of the record of a call. */
const HEAD = 24;
const RECORD = 55;
/** Numbers of a call, and where they and what moves them stand in a record. */
const MOST_NUMBERS = 24;
const NUMBERS = 7;
const MOVES = NUMBERS + MOST_NUMBERS;
/** Where the head has how many calls there are. */
const CALLS = 16;

/** Taking a part costs a tenth of a microsecond, so a call is worth cutting from about 2 µs on. */
const WORTH_CUTTING = 100_000;
/** The least work of one part, about half a microsecond. */
const LEAST_PART = 30_000;

/** A list in a region of the arena. */
export interface ListProgram {
  readonly at: number;
  readonly bytes: number;
  /** Says that nothing of it is done yet: before each run. */
  readonly begin: () => void;
}

/** Writes a list down. The declarations are those of the set's kernels, which tell what is an address. */
export function listProgram(
  room: Room,
  calls: readonly ListedCall[],
  { declarations, threads }: { readonly declarations: readonly string[]; readonly threads: number },
): ListProgram {
  const bytes = (HEAD + RECORD * calls.length) * 8;
  const at = room.reserve(bytes);
  const program = room.view("float64", at, bytes / 8) as Float64Array;
  const head = room.view("int32", at, 2 * HEAD) as Int32Array;
  head.fill(0);
  head[2 * CALLS] = calls.length;
  calls.forEach((call, i) => {
    const { kernel, numbers, split } = call;
    const { size, moves } = split;
    const total = size < 0 ? 1 : numbers[size]!;
    const part = partOf(call, total, threads);
    const record = program.subarray(HEAD + i * RECORD, HEAD + (i + 1) * RECORD).fill(0);
    const parts = Math.max(1, Math.ceil(total / part));
    record.set([kernel, numbers.length, size, total, part, parts, addressesOf(declarations[kernel]!)]);
    record.set(numbers, NUMBERS);
    for (const [number, move] of Object.entries(moves)) record[MOVES + Number(number)] = move;
  });
  const begin = (): void => {
    head.fill(0, 0, 2);
  };
  return { at, bytes, begin };
}

/** Units in one part of a call. */
function partOf({ split }: ListedCall, total: number, threads: number): number {
  const { unit, work, perThread = 12 } = split;
  if (threads === 1 || work < WORTH_CUTTING) return Math.max(1, total);
  const parts = Math.min(threads * perThread, Math.floor(work / LEAST_PART));
  return Math.ceil(total / parts / unit) * unit;
}

/** A bit for each parameter of a kernel that is an address. */
function addressesOf(declaration: string): number {
  const parameters = declaration.slice(declaration.indexOf("(") + 1).split(", ");
  return parameters.reduce((bits, parameter, i) => bits + (parameter.startsWith("address ") ? 2 ** i : 0), 0);
}
