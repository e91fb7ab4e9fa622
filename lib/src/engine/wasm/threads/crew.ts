import type { KernelSet } from "../kernels.js";
import { type Board, type Call, CLOSED, createBoard, takeParts } from "./board.js";
import { atExit, spawn, type Thread } from "./spawn.js";

/** One call of a kernel, and how it can be cut into parts. */
export interface Job {
  readonly set: KernelSet<object>;
  /** The kernel's number in its set. */
  readonly kernel: number;
  readonly numbers: readonly number[];
  /** Which argument says how many units (rows, columns, values) are computed. */
  readonly size: number;
  /** What an argument adds for each unit that a part begins after the first. */
  readonly moves: Readonly<Record<number, number>>;
  /** What an argument adds for each thread: room of its own. */
  readonly scratch: Readonly<Record<number, number>>;
  /** Units in one part; parts are at most 254. */
  readonly part: number;
  /** Whether the kernel changes what it reads, so that a part cannot be computed again. */
  readonly inPlace: boolean;
}

/** How often the calling thread looks whether the others are done before it waits. */
const SPINS = 4000;
/** The most waits of a millisecond for a thread that loads a library. */
const LOADING = 2000;
/** After so many waits of a millisecond in vain it asks whether the others still live. */
const PATIENCE = 50;

/** Worker threads, and the calling thread, computing parts of one kernel call at a time. */
export class Crew {
  readonly threads: number;
  readonly #board: Board;
  readonly #workers: readonly Thread[];
  /** Numbers of the sets that the workers know. Not the sets: they would keep their memory alive. */
  readonly #known = new Set<number>();
  readonly #mayWait: boolean;
  readonly #forgetExit: () => void;
  #jobs = 0;
  /** A job that is not known to have ended: the code that waits for it may have been interrupted. */
  #open = false;
  #isBroken = false;

  constructor(threads: number) {
    this.threads = threads;
    this.#board = createBoard(threads);
    this.#workers = Array.from({ length: threads - 1 }, (_, i) => spawn(this.#board, i + 1));
    this.#mayWait = mayWait(this.#board.control);
    this.#forgetExit = atExit(() => this.end());
  }

  /** Whether a worker thread has started. */
  get isReady(): boolean {
    const { control, words } = this.#board;
    for (let i = 1; i < this.threads; i++) if (Atomics.load(control, words.busy + i) >= 0) return true;
    return false;
  }

  /** Whether a worker thread was lost in the middle of a part: nobody should ask this crew again. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Jobs computed so far. */
  get jobs(): number {
    return this.#jobs;
  }

  /** Makes a set of kernels known to the worker threads. */
  learn(set: KernelSet<object>): void {
    if (this.#known.has(set.number)) return;
    const { number, module, native, memory } = set;
    this.#known.add(number);
    this.#post({ set: number, module, native, memory });
  }

  /** Lets go of a set of kernels and its memory. */
  forget(set: number): void {
    if (this.#known.delete(set)) this.#post({ set });
  }

  /** Computes a job; returns when all of it is done. */
  run(job: Job): void {
    const { control, words } = this.#board;
    if (this.#open) this.settle();
    this.#open = true;
    const total = job.numbers[job.size]!;
    const parts = Math.ceil(total / job.part);
    this.#write(job, { total, parts });
    Atomics.store(control, words.done, 0);
    this.#jobs++;
    Atomics.store(control, words.claim, this.#jobs << 16);
    this.#ring();
    const own: (readonly Call[])[] = [];
    own[job.set.number] = job.set.calls;
    takeParts(this.#board, own, 0);
    const isDone = this.#await(parts);
    Atomics.store(control, words.claim, (this.#jobs << 16) | CLOSED);
    if (!isDone) this.#again(job, parts);
    this.#open = false;
    if (Atomics.exchange(control, words.failed, 0) !== 0) {
      throw new Error("threads: expected a kernel to run, got a trap; try setThreads(1) and report it");
    }
  }

  /** Waits until nobody computes anything: after an interrupt, whose job is given up. */
  settle(): void {
    if (!this.#open) return;
    const { control, words } = this.#board;
    Atomics.store(control, words.claim, (this.#jobs << 16) | CLOSED);
    // A part takes well under a millisecond, so this is short.
    for (let i = 1; i < this.threads; i++) {
      for (let spins = 1; Atomics.load(control, words.busy + i) > 0; spins++) {
        if (spins % 1_000_000 === 0 && this.#workers[i - 1]!.hasEnded) this.#lose(i);
      }
    }
    this.#open = false;
  }

  /**
   * Ends the worker threads. One that is just loading a library has some milliseconds to be done: koffi does not look at
   * what Node answers, and when a thread is ended while koffi defines functions, Node's answers are empty and the process
   * crashes. The same at the process's own end, when Node ends them.
   */
  end(): void {
    const { control, words } = this.#board;
    Atomics.store(control, words.ending, 1);
    this.#workers.forEach((worker, i) => {
      const loading = words.loading + i + 1;
      for (
        let waits = 0;
        waits < LOADING && Atomics.load(control, loading) === 1 && !worker.hasEnded;
        waits++
      ) {
        Atomics.wait(control, loading, 1, 1);
      }
      worker.end();
    });
    this.#forgetExit();
  }

  #write(
    { set, kernel, numbers: values, size, moves, scratch, part }: Job,
    { total, parts }: { total: number; parts: number },
  ): void {
    const { job, numbers, most } = this.#board;
    job[numbers.set] = set.number;
    job[numbers.kernel] = kernel;
    job[numbers.count] = values.length;
    job[numbers.size] = size;
    job[numbers.total] = total;
    job[numbers.part] = part;
    job[numbers.parts] = parts;
    for (let i = 0; i < values.length; i++) {
      const at = numbers.arguments + i;
      job[at] = values[i]!;
      job[at + most] = moves[i] ?? 0;
      job[at + 2 * most] = scratch[i] ?? 0;
    }
  }

  /** Waits until all parts are done. False when a thread ended that had taken one. */
  #await(parts: number): boolean {
    const { control, words } = this.#board;
    let waits = 0;
    for (let spins = 0; ; spins++) {
      const done = Atomics.load(control, words.done);
      if (done === parts) return true;
      if (spins <= SPINS || !this.#mayWait) continue;
      if (Atomics.wait(control, words.done, done, 1) !== "timed-out" || ++waits % PATIENCE > 0) continue;
      for (let i = 1; i < this.threads; i++) if (this.#workers[i - 1]!.hasEnded) this.#lose(i);
      // Should it have ended after its part, that is counted by now.
      if (this.#isBroken && Atomics.load(control, words.done) < parts) return false;
    }
  }

  #lose(thread: number): void {
    const { control, words } = this.#board;
    Atomics.store(control, words.busy + thread, 0);
    this.#isBroken = true;
  }

  /** Computes a whole job alone, once nobody else computes parts of it. */
  #again({ set, kernel, numbers, inPlace }: Job, parts: number): void {
    this.settle();
    // The thread that ended had no part.
    if (Atomics.load(this.#board.control, this.#board.words.done) === parts) return;
    if (inPlace) {
      throw new Error(
        "threads: expected a thread to finish its part of an update, got its end; try setThreads(1), and the weights as they were saved last",
      );
    }
    set.calls[kernel]!(...numbers);
  }

  #post(message: Parameters<Thread["post"]>[0]): void {
    const { control, words } = this.#board;
    // Counted first: a worker that reads the message before it is counted would wait for another one.
    Atomics.add(control, words.mail, 1);
    for (const worker of this.#workers) worker.post(message);
    this.#ring();
  }

  #ring(): void {
    const { control, words } = this.#board;
    Atomics.add(control, words.bell, 1);
    Atomics.notify(control, words.bell);
  }
}

/** A page's main thread may not wait, only look again and again. */
function mayWait(control: Int32Array): boolean {
  try {
    Atomics.wait(control, 0, -1, 0);
    return true;
  } catch {
    return false;
  }
}
