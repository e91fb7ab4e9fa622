import type { MessagePort } from "node:worker_threads";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { Phase, Slot, type StopMessage, type WatchdogData } from "./watchdog-state.js";

/** What is to be stopped; interrupts are numbered from 1. */
export interface Interrupt {
  readonly cell: number;
  readonly number: number;
}

/** The main thread's side of the watchdog thread, which hears the front while a cell computes. */
export class Watchdog {
  readonly #state = new Int32Array(new SharedArrayBuffer(4 * Slot.count));
  readonly #answers: MessagePort;

  /**
   * @param key of the session's frames
   * @param onStop called on the main thread, once it is free to run anything
   */
  constructor(key: number, onStop: (interrupt: Interrupt, acknowledge: () => void) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#answers = port1;
    const workerData: WatchdogData = { state: this.#state, answers: port2, key };
    const worker = new Worker(new URL("./watchdog-thread.js", import.meta.url), {
      workerData,
      transferList: [port2],
      execArgv: [],
    });
    worker.unref();
    worker.on("message", ({ cell, interrupt: number }: StopMessage) => {
      onStop({ cell, number }, () => Atomics.store(this.#state, Slot.acknowledged, number));
    });
  }

  /** Says which cell is started, so that no late interrupt of an earlier one ends it. */
  begin(cell: number): void {
    Atomics.store(this.#state, Slot.cell, cell);
  }

  /** The number of the last interrupt. */
  get asked(): number {
    return Atomics.load(this.#state, Slot.asked);
  }

  /** A cell has ended: every interrupt that names it has done its work. */
  end(cell: number): void {
    const { asked } = this;
    if (Atomics.load(this.#state, Slot.target) === cell) Atomics.store(this.#state, Slot.acknowledged, asked);
  }

  /** From now on what runs may be terminated. */
  allow(): void {
    Atomics.compareExchange(this.#state, Slot.phase, Phase.resting, Phase.running);
  }

  /** From now on nothing may be. @returns false if a termination is on its way: then it has to be waited for */
  forbid(): boolean {
    return (
      Atomics.compareExchange(this.#state, Slot.phase, Phase.running, Phase.resting) !== Phase.terminating
    );
  }

  /** Blocks the main thread until the watchdog has an answer from the front. */
  waitForAnswer(): string | undefined {
    Atomics.store(this.#state, Slot.answered, 0);
    for (;;) {
      const received: { message: string | undefined } | undefined = receiveMessageOnPort(this.#answers);
      if (received !== undefined) return received.message;
      Atomics.wait(this.#state, Slot.answered, 0, 200);
      Atomics.store(this.#state, Slot.answered, 0);
    }
  }

  /** Wraps a call that blocks on a child process: an interrupt then stops the child. */
  whileChildRuns<T>(body: () => T): T {
    Atomics.add(this.#state, Slot.children, 1);
    try {
      return body();
    } finally {
      Atomics.sub(this.#state, Slot.children, 1);
    }
  }
}
