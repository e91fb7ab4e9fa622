/**
 * What can ask a long run to stop: an `AbortController`'s signal, described here because the library's types
 * must read the same with and without those of Node or of a browser.
 */
export interface StopSignal {
  /** True from the moment it was asked for. */
  readonly aborted: boolean;
  /** What `AbortController.abort` was given. */
  readonly reason: unknown;
  /** Throws the reason once aborted. */
  throwIfAborted(): void;
  /** Calls the listener when it is asked for. */
  addEventListener(type: "abort", listener: () => void): void;
  /** Calls the listener no more. */
  removeEventListener(type: "abort", listener: () => void): void;
}
