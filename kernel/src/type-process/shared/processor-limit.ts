import { spawn } from "node:child_process";
import { withinLimit } from "./within-limit.js";

export interface ProcessorLimitOptions {
  /** A task may take so much processor time, in s; it is ended before it has taken twice as much. */
  readonly longest: number;
  /** So long, in ms, where the system does not hold that. */
  readonly byTheClock: number;
}

/**
 * Holds how long a task takes that never yields. Nothing in a process that computes sees its processor time; Linux does, and
 * ends the process at a limit that `prlimit`, which comes with it, moves on from time to time. Elsewhere, and before the
 * limit stands, the clock counts.
 */
export class ProcessorLimit {
  readonly #options: ProcessorLimitOptions;
  /** The processor time at which this process ends, in s. */
  #end = 0;
  #isHeld = false;

  constructor(options: ProcessorLimitOptions) {
    this.#options = options;
  }

  /**
   * Does something that never yields.
   * @throws LimitError where the clock counts, after that
   */
  within<T>(task: () => T): T {
    this.#moveOn();
    return this.#isHeld ? task() : withinLimit(this.#options.byTheClock, task);
  }

  #moveOn(): void {
    if (process.platform !== "linux") return;
    const { longest } = this.#options;
    const { user, system } = process.cpuUsage();
    const taken = (user + system) / 1e6;
    if (taken + longest <= this.#end) return;
    this.#end = Math.ceil(taken + 2 * longest);
    // Without a core, which is what such an end leaves else.
    const args = [`--pid=${process.pid}`, `--cpu=${this.#end}:`, "--core=0:"];
    spawn("prlimit", args, { stdio: "ignore" })
      .on("exit", (code) => this.#moved(code === 0))
      .on("error", () => this.#moved(false))
      .unref();
  }

  #moved(isDone: boolean): void {
    // A limit that stands, and could not be moved now, say since the user has too many processes, is tried again.
    if (this.#isHeld && !isDone) this.#end = 0;
    else this.#isHeld = isDone;
  }
}
