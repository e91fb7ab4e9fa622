import type { Runtime, Session } from "node:inspector";
import { promiseHooks } from "node:v8";
import { post } from "./realm/inspector-post.js";

/**
 * In REPL mode a script is an async function, and Node 22 aborts if its promise is collected before the inspector has
 * heard of its end: that is, while the microtasks run that the script has left behind.
 */
const HOLDS_PROMISE = /^2[23]\./.test(process.versions.node);

/** A hook that a terminated script may have left. */
let unhook: (() => void) | undefined;

/** Evaluates in REPL mode, and keeps the script's promise until the answer has come. */
export function evaluateHeld(
  session: Session,
  parameters: Runtime.EvaluateParameterType,
  onAnswer: (error: Error | null, answer: Runtime.EvaluateReturnType | undefined) => void,
): void {
  const held: Promise<unknown>[] = [];
  unhook?.();
  if (HOLDS_PROMISE) {
    // The first promise that begins is the script's own.
    const hook = (promise: Promise<unknown>) => void (held.length === 0 && held.push(promise));
    unhook = promiseHooks.onInit(hook) as () => void;
  }
  post(session, "Runtime.evaluate", { ...parameters, replMode: true }, (error, answer) => {
    held.length = 0;
    onAnswer(error, answer as Runtime.EvaluateReturnType | undefined);
  });
  unhook?.();
  unhook = undefined;
}
