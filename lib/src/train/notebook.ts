import type { StopSignal } from "../stop-signal.js";

/** What a notebook kernel offers the code in its cells, as far as training needs it. */
export interface NotebookSession {
  /** Shows a MIME bundle; with `update` in place of the one shown under the same id. */
  display(
    bundle: {
      readonly data: Readonly<Record<string, unknown>>;
      readonly metadata: Readonly<Record<string, unknown>>;
    },
    options: { readonly id: string; readonly update: boolean },
  ): void;
  /** Aborted when the user presses Stop on the cell that is running. */
  signal?(): StopSignal | undefined;
}

/** Where the kernel of this project offers it: the library depends on no kernel. */
const sessionKey = Symbol.for("gradbook.session");

/** The session of the notebook that this code runs in; undefined elsewhere. */
export function notebookSession(): NotebookSession | undefined {
  const session = Reflect.get(globalThis, sessionKey) as NotebookSession | undefined;
  return typeof session?.display === "function" ? session : undefined;
}

/** True once one of the signals says stop. */
export function stopRequested(signals: readonly (StopSignal | undefined)[]): boolean {
  return signals.some((signal) => signal?.aborted === true);
}
