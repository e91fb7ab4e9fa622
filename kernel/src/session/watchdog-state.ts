import type { MessagePort } from "node:worker_threads";

/** The shared numbers of the session's two threads. */
export const Slot = {
  /** The number of the last interrupt asked for. */
  requested: 0,
  /** The number of the last interrupt that reached the main thread. */
  acknowledged: 1,
  /** 1 when the answer to a blocking prompt has been posted. */
  answered: 2,
  /** How many calls that block on a child process are under way. */
  children: 3,
  count: 4,
} as const;

export interface WatchdogData {
  readonly state: Int32Array;
  readonly answers: MessagePort;
}
