import type { MessagePort } from "node:worker_threads";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { Slot, type WatchdogData } from "./watchdog-state.js";

/** The main thread's side of the watchdog thread, which hears the front while a cell computes. */
export class Watchdog {
  readonly #state = new Int32Array(new SharedArrayBuffer(4 * Slot.count));
  readonly #answers: MessagePort;

  /** @param onInterrupt called with the cell to stop, on the main thread, once it is free to run anything */
  constructor(onInterrupt: (cell: number) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#answers = port1;
    const workerData: WatchdogData = { state: this.#state, answers: port2 };
    const worker = new Worker(new URL("./watchdog-thread.js", import.meta.url), {
      workerData,
      transferList: [port2],
      execArgv: [],
    });
    worker.unref();
    worker.on("message", (cell: number) => {
      this.acknowledge();
      onInterrupt(cell);
    });
  }

  /** Tells the watchdog that its last interrupt has done its work: the main thread is free. */
  acknowledge(): void {
    Atomics.store(this.#state, Slot.acknowledged, Atomics.load(this.#state, Slot.requested));
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
