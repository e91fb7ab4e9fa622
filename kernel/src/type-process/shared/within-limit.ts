import { Script } from "node:vm";

/** A task took longer than it may, and was ended in the middle: what it worked on is in no state to be used. */
export class LimitError extends Error {
  override readonly name = "LimitError";
}

const TASK = Symbol.for("gradbook.task");
const place = globalThis as { [TASK]?: () => unknown };
/**
 * Only what a script calls can be ended, by a thread of Node's that watches over it. Made when it is first needed: a
 * startup snapshot can hold no script.
 */
let script: Script | undefined;

/**
 * Does something that never yields, but for no longer than this.
 * @param limit in ms
 * @throws LimitError after that
 */
export function withinLimit<T>(limit: number, task: () => T): T {
  place[TASK] = task;
  script ??= new Script(`globalThis[Symbol.for("gradbook.task")]()`);
  try {
    return script.runInThisContext({ timeout: limit }) as T;
  } catch (error) {
    if ((error as { code?: unknown } | undefined)?.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new LimitError(`took more than ${limit / 1000} s`);
  } finally {
    place[TASK] = undefined;
  }
}
