/*
 * What threads that compute share, beside the memory that they compute on: a few words to agree by, and the job.
 * The functions here also run in the worker threads, which are given their text: they use nothing but their
 * parameters.
 */

import type { NativeLibrary, SharedMemory } from "../../native-library.js";

/** Which word holds what. */
export interface Words {
  /** Counts jobs and messages: what workers wait on. */
  readonly bell: number;
  /**
   * The job's number · 65,536 + parts taken from its end · 256 + parts taken from its beginning, which are 255 for one
   * that is closed.
   */
  readonly claim: number;
  /** Parts that are done. */
  readonly done: number;
  /** Messages sent to each worker. A worker that has not read as many leaves its loop to read them. */
  readonly mail: number;
  /** Set when a part threw. */
  readonly failed: number;
  /** Set when the threads are about to be ended. */
  readonly ending: number;
  /** From here a word for each thread: 1 while it may take parts, 0 while it waits, -1 before it is ready. */
  readonly busy: number;
  /** From here a word for each thread: its number in the system, 0 where that is not known. */
  readonly names: number;
  /** From here a word for each thread: 1 while it loads a library, when it may not be ended. */
  readonly loading: number;
}

/** Where the numbers of the job lie. */
export interface JobNumbers {
  /** Number of the set of kernels. */
  readonly set: number;
  /** Number of the kernel in its set. */
  readonly kernel: number;
  /** How many arguments it takes. */
  readonly count: number;
  /** Which argument says how many units are computed. */
  readonly size: number;
  /** Units in all. */
  readonly total: number;
  /** Units in one part. */
  readonly part: number;
  /** How many parts there are. */
  readonly parts: number;
  /** From here the arguments, and after all of them what each adds for a unit, and for a thread. */
  readonly arguments: number;
}

/** The shared words and numbers, as they are sent to a worker. */
export interface Board {
  readonly control: Int32Array;
  readonly job: Float64Array;
  readonly words: Words;
  readonly numbers: JobNumbers;
  /** Arguments that a kernel may take. */
  readonly most: number;
}

export const CLOSED = 255;

/** A board for some threads, the calling one among them. */
export function createBoard(threads: number): Board {
  const most = 128;
  const [busy, names, loading] = [16, 16 + threads, 16 + 2 * threads];
  const words = { bell: 0, claim: 1, done: 2, mail: 3, failed: 4, ending: 5, busy, names, loading };
  const numbers = { set: 0, kernel: 1, count: 2, size: 3, total: 4, part: 5, parts: 6, arguments: 8 };
  const control = new Int32Array(new SharedArrayBuffer((loading + threads) * 4));
  control[words.claim] = CLOSED;
  control.fill(-1, busy, names);
  const job = new Float64Array(new SharedArrayBuffer((numbers.arguments + 3 * most) * 8));
  return { control, job, words, numbers, most };
}

/** A compiled kernel. */
export type Call = (...numbers: number[]) => unknown;

/**
 * Computes parts of the open job until none is left. A part is taken by raising the claim word from what it was, and what
 * the job is is read after that: it stays until all of its parts are done. Every other thread takes parts from the end: so
 * each has, from job to job, mostly the values that are in its own nearest caches.
 */
export function takeParts(board: Board, sets: readonly (readonly Call[])[], thread: number): void {
  const { control, job, words, numbers, most } = board;
  const isAtEnd = thread % 2 === 1;
  /** Undefined for a thread that could not load the library: it takes no part. */
  const callOfJob = (): Call | undefined => sets[job[numbers.set]!]?.[job[numbers.kernel]!];
  const values: number[] = [];
  for (;;) {
    const claim = Atomics.load(control, words.claim);
    const first = claim & 255;
    const last = (claim >>> 8) & 255;
    // Of another job, or of none, if they are just being written: the claim below fails then.
    if (callOfJob() === undefined || first + last >= job[numbers.parts]!) return;
    const taken = claim + (isAtEnd ? 256 : 1);
    if (Atomics.compareExchange(control, words.claim, claim, taken) !== claim) continue;
    const call = callOfJob()!;
    const parts = job[numbers.parts]!;
    // 65,536 jobs, or a multiple, went by between the two looks at the claim: there was no such part.
    if (first + last >= parts) return;
    const from = (isAtEnd ? parts - 1 - last : first) * job[numbers.part]!;
    values.length = job[numbers.count]!;
    for (let i = 0; i < values.length; i++) {
      const at = numbers.arguments + i;
      values[i] = job[at]! + from * job[at + most]! + thread * job[at + 2 * most]!;
    }
    values[job[numbers.size]!] = Math.min(job[numbers.part]!, job[numbers.total]! - from);
    try {
      call(...values);
    } catch {
      Atomics.store(control, words.failed, 1);
    }
    if (Atomics.add(control, words.done, 1) + 1 === parts) Atomics.notify(control, words.done);
  }
}

/** A set of kernels to be made ready, or one that is not needed any more. */
export interface SetMessage {
  readonly set: number;
  readonly module?: object | undefined;
  readonly native?: NativeLibrary | undefined;
  readonly memory?: SharedMemory | undefined;
}

/** What a worker thread is given beside the board. */
interface Means {
  readonly take: typeof takeParts;
  /** Loads a library of the system; not in browsers. */
  readonly load?: (library: NativeLibrary, memory: SharedMemory | undefined) => readonly Call[];
  readonly receive: (handle: (message: SetMessage) => void) => void;
}

declare const WebAssembly: {
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, Call> };
};

/** The life of a worker thread: it takes parts of each job, and waits for the next. */
export function serve(board: Board, thread: number, { take, load, receive }: Means): void {
  const { control, words } = board;
  const sets: (readonly Call[])[] = [];
  /** How often a thread looks for the next job before it sleeps: for some 20 µs, or 200. */
  let looks = 2000;
  let handled = 0;
  const work = (): void => {
    for (;;) {
      const bell = Atomics.load(control, words.bell);
      // Back to the event loop, which brings the message.
      if (Atomics.load(control, words.mail) !== handled) break;
      Atomics.store(control, words.busy + thread, 1);
      take(board, sets, thread);
      Atomics.store(control, words.busy + thread, 0);
      // The next job often comes within microseconds, sooner than a thread that sleeps is awake.
      let spins = looks;
      while (spins > 0 && Atomics.load(control, words.bell) === bell) spins--;
      // After a short sleep for longer: steps that follow one another are some 50 µs apart, and waking up takes as long.
      looks = 20_000;
      if (Atomics.wait(control, words.bell, bell, 0.2) !== "timed-out") continue;
      looks = 2000;
      Atomics.wait(control, words.bell, bell);
    }
  };
  const loaded = (library: NativeLibrary, memory: SharedMemory | undefined): readonly Call[] => {
    Atomics.store(control, words.loading + thread, 1);
    try {
      return (Atomics.load(control, words.ending) === 0 && load?.(library, memory)) || [];
    } catch {
      // Without it this thread takes no part of its products.
      return [];
    } finally {
      Atomics.store(control, words.loading + thread, 0);
      Atomics.notify(control, words.loading + thread);
    }
  };
  receive(({ set, module, native, memory }) => {
    const instance = module && new WebAssembly.Instance(module, { env: { memory } });
    sets[set] = native === undefined ? Object.values(instance?.exports ?? {}) : loaded(native, memory);
    handled++;
    work();
  });
}
