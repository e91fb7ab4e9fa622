import type { Bundle, ErrorReport } from "../channel/protocol.js";

/** How a cell that computes can be told to stop. What awaits is told by a message, everywhere. */
export type StopWay =
  /** The page is cross-origin isolated: a number in shared memory, 1 once the cell is to stop. */
  | { readonly kind: "shared"; readonly flag: SharedArrayBuffer }
  /** Over http: an address of the page's own, which can no longer be read once the cell is to stop. */
  | { readonly kind: "address"; readonly address: string }
  /** From a file there is no way: the session is ended, and the cells before run again. */
  | { readonly kind: "none" };

/** A script of a lesson's own files, ready to run: `./name` → a function body with `require`, `module` and `exports`. */
export interface LessonModule {
  readonly specifier: string;
  readonly code: string;
}

/** What a lesson brings along. */
export interface LessonFiles {
  readonly modules: readonly LessonModule[];
  /** Texts for `readFileSync`, by their path from the lesson's folder. */
  readonly texts: Readonly<Record<string, string>>;
}

export interface RunCell {
  readonly type: "run";
  readonly cell: number;
  readonly script: string;
  readonly declares: readonly string[];
  readonly sourceMap: string | undefined;
  readonly stop: StopWay;
}

/** What the page says to its session. */
export type ToSession =
  | { readonly type: "open"; readonly lesson: LessonFiles }
  | RunCell
  | { readonly type: "stop"; readonly cell: number }
  | { readonly type: "input"; readonly id: number; readonly value: string | undefined }
  /** Where a package may be fetched from, to be tried in order; none if the reader does without. */
  | { readonly type: "package"; readonly id: number; readonly addresses: readonly string[] }
  | CommToSession;

/** A message of a comm, as Jupyter has it. */
export interface CommToSession {
  readonly type: "comm";
  readonly kind: CommKind;
  readonly content: Readonly<Record<string, unknown>>;
}

export type CommKind = "comm_open" | "comm_msg" | "comm_close";

/** What a session says to its page. */
export type FromSession =
  | { readonly type: "ready" }
  | {
      readonly type: "stream";
      readonly cell: number;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | ShowMessage
  | { readonly type: "clear"; readonly cell: number; readonly wait: boolean }
  /** An error that belongs to no running cell, or to one that goes on. */
  | { readonly type: "error"; readonly cell: number; readonly error: ErrorReport }
  | {
      readonly type: "input";
      readonly cell: number;
      readonly id: number;
      readonly prompt: string;
      readonly password: boolean;
    }
  /** A cell imports a package that the page does not bring along. */
  | { readonly type: "package"; readonly cell: number; readonly id: number; readonly specifier: string }
  | {
      readonly type: "comm";
      readonly cell: number;
      readonly kind: CommKind;
      readonly content: Readonly<Record<string, unknown>>;
    }
  | DoneCell;

export interface ShowMessage {
  readonly type: "display_data" | "update_display_data" | "execute_result";
  readonly cell: number;
  readonly bundle: Bundle;
  /** The display id, if it can be shown anew in place. */
  readonly id: string | undefined;
}

export interface DoneCell {
  readonly type: "done";
  readonly cell: number;
  readonly status: "ok" | "error" | "interrupted";
  readonly error?: ErrorReport;
}
