/**
 * What front and session say to each other. The session inherits these file descriptors:
 *
 *     1, 2  its raw output, and that of its child processes
 *     3     session → front: frames of SessionMessage, written with blocking writes, so that a cell that
 *           prints faster than the front can pass on is slowed down instead of filling the memory
 *     4     front → session's main thread: frames of FrontMessage
 *     5     front → session's watchdog thread: frames of WatchdogMessage; its end means the front is gone
 *     6     session's watchdog thread → front: frames of DebugMessage. A pipe of its own: two threads that write into one
 *           would cut each other's frames
 */
export const TO_FRONT = 3;
export const TO_SESSION = 4;
export const TO_WATCHDOG = 5;
export const FROM_WATCHDOG = 6;

export interface MimeData {
  readonly [mime: string]: unknown;
}

export interface Bundle {
  readonly data: MimeData;
  readonly metadata: MimeData;
}

/** An error as Jupyter reports it, and where in which cell it was thrown, when that is known. */
export interface ErrorReport {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
  readonly at?: { readonly cell: number; readonly line: number; readonly column: number };
}

/** Runs a compiled cell. `cell` is the origin that everything it puts out carries from then on. */
export interface RunMessage {
  readonly type: "run";
  readonly cell: number;
  /** The msg_id of the client's request. */
  readonly request: string;
  /** The execution_count of its result. */
  readonly count: number;
  readonly script: string;
  readonly declares: readonly string[];
  readonly sourceMap?: string;
  /** The value goes into the `done` message instead of out as an execute_result. */
  readonly keepValue: boolean;
  readonly allowStdin: boolean;
  /** It comes from a subshell: it may run while another cell awaits, and says when it begins. */
  readonly isAside: boolean;
}

/** A comm message from the client; `cell` is an origin of its own. */
export interface CommMessage {
  readonly type: "comm";
  readonly cell: number;
  /** Its msg_id. */
  readonly request: string;
  readonly kind: "comm_open" | "comm_msg" | "comm_close";
  readonly content: { readonly [key: string]: unknown };
  readonly metadata: { readonly [key: string]: unknown };
}

/** The answer to an `input` message that did not block the main thread. */
export interface InputMessage {
  readonly type: "input";
  readonly id: number;
  /** Undefined when there will be no answer (interrupted, or the client does not take input). */
  readonly value?: string;
}

export type FrontMessage = RunMessage | CommMessage | InputMessage;

/** Stops a cell, also one whose RunMessage is still on its way. */
export interface InterruptMessage {
  readonly type: "interrupt";
  readonly cell: number;
}

/** What the front's debugger asks of V8's, in the words of V8's inspector protocol. */
export type DebugRequest =
  /** Begins a connection to V8's debugger, where there is none yet. */
  | { readonly type: "debug_open" }
  /** Nobody debugs any more: whatever is paused goes on. */
  | { readonly type: "debug_close" }
  | {
      readonly type: "debug_call";
      readonly id: number;
      readonly method: string;
      readonly params: { readonly [name: string]: unknown };
    };

/** What V8's debugger says. */
export type DebugMessage =
  | {
      readonly type: "debug_answer";
      readonly id: number;
      readonly result?: { readonly [name: string]: unknown };
      /** Why there is no result. */
      readonly error?: string;
    }
  | {
      readonly type: "debug_event";
      readonly method: string;
      readonly params: { readonly [name: string]: unknown };
    };

export type WatchdogMessage = InterruptMessage | InputMessage | DebugRequest;

export type SessionMessage =
  | { readonly type: "ready" }
  | {
      readonly type: "stream";
      readonly cell: number;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | ContentMessage
  | { readonly type: "clear"; readonly cell: number; readonly wait: boolean }
  | { readonly type: "error"; readonly cell: number; readonly error: ErrorReport }
  | {
      readonly type: "input";
      readonly cell: number;
      readonly id: number;
      readonly prompt: string;
      readonly password: boolean;
      /** The main thread waits for the answer: send it to the watchdog. */
      readonly blocking: boolean;
    }
  | {
      readonly type: "comm";
      readonly cell: number;
      readonly kind: "comm_open" | "comm_msg" | "comm_close";
      readonly content: { readonly [key: string]: unknown };
      readonly metadata: { readonly [key: string]: unknown };
    }
  /** A comm is open now, or with no target: is no longer. */
  | { readonly type: "comm_state"; readonly id: string; readonly target?: string }
  /** A cell of a subshell has begun. */
  | { readonly type: "begun"; readonly cell: number }
  /** The output `id` shows a value that is to be followed, or no longer is. */
  | { readonly type: "watch"; readonly id: string; readonly label: string }
  | { readonly type: "unwatch"; readonly id: string }
  /** The session ends because its code asked for it, with process.exit or otherwise. */
  | { readonly type: "exit"; readonly code: number }
  | DoneMessage;

/** Its one buffer is the content of a Jupyter message as JSON, which the front passes on without a look at it. */
export interface ContentMessage {
  readonly type: "display_data" | "update_display_data" | "execute_result";
  readonly cell: number;
}

/** A cell (or comm message) has been dealt with. */
export interface DoneMessage {
  readonly type: "done";
  readonly cell: number;
  readonly status: "ok" | "error" | "interrupted";
  readonly error?: ErrorReport;
  readonly value?: Bundle;
  /** Everything raw that came before is in front of this mark in the pipes of descriptors 1 and 2. */
  readonly mark: number;
  /** The pipes that got no mark, since the cell closed their descriptors. */
  readonly unmarked: readonly ("stdout" | "stderr")[];
}

/** The text that stands for a mark in the raw output. */
export function markText(secret: string, mark: number): string {
  return `\u0000${secret}:${mark}\u0000`;
}
