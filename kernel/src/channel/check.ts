import type { DebugMessage, SessionMessage } from "./protocol.js";

/** Whether a value is what one field of a message may be. */
type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const whole: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const integer: Check = (value) => Number.isSafeInteger(value);
const record: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function oneOf(...words: readonly string[]): Check {
  return (value) => words.includes(value as string);
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function fields(checks: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(checks);
  return (value) =>
    record(value) && entries.every(([name, check]) => check(Reflect.get(value as object, name)));
}

const error = fields({
  ename: text,
  evalue: text,
  traceback: listOf(text),
  at: optional(fields({ cell: whole, line: whole, column: whole })),
});
const kind = oneOf("comm_open", "comm_msg", "comm_close");
const content = fields({ cell: whole });

const MESSAGES: ReadonlyMap<unknown, Check> = new Map<SessionMessage["type"], Check>([
  ["ready", fields({})],
  ["stream", fields({ cell: whole, name: oneOf("stdout", "stderr"), text })],
  ["display_data", content],
  ["update_display_data", content],
  ["execute_result", content],
  ["clear", fields({ cell: whole, wait: flag })],
  ["error", fields({ cell: whole, error })],
  ["input", fields({ cell: whole, id: whole, prompt: text, password: flag, blocking: flag })],
  ["comm", fields({ cell: whole, kind, content: record, metadata: record })],
  ["comm_state", fields({ id: text, target: optional(text) })],
  ["begun", fields({ cell: whole })],
  ["watch", fields({ id: text, label: text })],
  ["unwatch", fields({ id: text })],
  ["exit", fields({ code: integer })],
  [
    "done",
    fields({
      cell: whole,
      status: oneOf("ok", "error", "interrupted"),
      error: optional(error),
      value: optional(fields({ data: record, metadata: record })),
      mark: whole,
      unmarked: listOf(oneOf("stdout", "stderr")),
    }),
  ],
]);

const CONTENT: ReadonlySet<unknown> = new Set(["display_data", "update_display_data", "execute_result"]);

/** Is this, with so many buffers, something that a session says? The front believes no frame before. */
export function isSessionMessage(
  message: unknown,
  buffers: readonly Uint8Array[],
): message is SessionMessage {
  const type: unknown = record(message) ? Reflect.get(message as object, "type") : undefined;
  if (MESSAGES.get(type)?.(message) !== true) return false;
  if (CONTENT.has(type)) return buffers.length === 1;
  return type === "comm" || buffers.length === 0;
}

const DEBUG_MESSAGES: ReadonlyMap<unknown, Check> = new Map<DebugMessage["type"], Check>([
  ["debug_answer", fields({ id: whole, result: optional(record), error: optional(text) })],
  ["debug_event", fields({ method: text, params: record })],
]);

/** Is this something that V8's debugger says? */
export function isDebugMessage(message: unknown): message is DebugMessage {
  const type: unknown = record(message) ? Reflect.get(message as object, "type") : undefined;
  return DEBUG_MESSAGES.get(type)?.(message) === true;
}
