import type { JsonObject, Message } from "../wire/message.js";
import { booleanField, stringField, stringsField } from "./requests.js";

/** The fields of an execute_request, with their defaults. */
export interface ExecuteOptions {
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly allowStdin: boolean;
  readonly stopOnError: boolean;
  readonly expressions: Readonly<Record<string, string>>;
}

/** A cell that waits for its turn, or has it. */
export interface CellJob {
  readonly message: Message;
  readonly channel: "shell" | "control";
  readonly options: ExecuteOptions;
  /** Whether it came through a subshell: then it may run while another cell awaits. */
  readonly isAside: boolean;
}

/** @throws RequestError for content that is not what the protocol says */
export function parseOptions(content: JsonObject): ExecuteOptions {
  const silent = booleanField(content, "silent", false);
  return {
    code: stringField(content, "code"),
    silent,
    storeHistory: !silent && booleanField(content, "store_history", true),
    allowStdin: booleanField(content, "allow_stdin", true),
    stopOnError: booleanField(content, "stop_on_error", true),
    expressions: stringsField(content, "user_expressions"),
  };
}
