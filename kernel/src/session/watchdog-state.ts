import type { MessagePort } from "node:worker_threads";

/** The shared numbers of the session's two threads. */
export const Slot = {
  /** One of {@link Phase}. */
  phase: 0,
  /** The number of the last interrupt that has done its work. */
  acknowledged: 1,
  /** 1 when the answer to a blocking prompt has been posted. */
  answered: 2,
  /** How many calls that block on a child process are under way. */
  children: 3,
  /** The cell that was started last. */
  cell: 4,
  /** The number of the last interrupt that was asked for, and the cell it names. */
  asked: 5,
  target: 6,
  count: 7,
} as const;

/**
 * What the watchdog may do to the main thread. A termination that arrives when no cell runs would end the
 * session's own next callback instead, with the message it was called for; so both threads change the phase
 * by compare-and-swap, and the main thread reports no cell as done while a termination is on its way.
 */
export const Phase = {
  /** Nothing to terminate. */
  resting: 0,
  /** A cell or a callback of one runs. */
  running: 1,
  /** The watchdog has asked V8 to terminate what runs, and V8 has not yet said that it did. */
  terminating: 2,
} as const;

export interface WatchdogData {
  readonly state: Int32Array;
  readonly answers: MessagePort;
  /** The key of the session's frames. */
  readonly key: number;
}

/** From the watchdog to the main thread: stop what runs. Sent again after each termination. */
export interface StopMessage {
  readonly interrupt: number;
  readonly cell: number;
}
