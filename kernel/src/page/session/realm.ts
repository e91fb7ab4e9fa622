import type { FromSession } from "../messages.js";

/** The worker that a session lives in: a page's, or for tests one of Node's. */
export interface SessionRealm {
  /**
   * Runs a classic script in the worker's global scope, so that what `let` declares there is seen by every script to
   * come, and what it throws is thrown.
   */
  evaluate(script: string): void;
  post(message: FromSession): void;
  /** Loads a module of another place. */
  load(address: string): Promise<object>;
  /** Says who hears of rejections that nobody has taken. */
  onRejection(report: (reason: unknown) => void): void;
}
