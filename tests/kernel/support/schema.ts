import type { JsonObject, Message } from "gradbook-kernel/client";

/** Says what is wrong with a value, or gives undefined. */
type Check = (value: unknown) => string | undefined;

const is =
  (type: "string" | "number" | "boolean"): Check =>
  (value) => {
    const actual = typeof value;
    return actual === type ? undefined : `expected a ${type}, got ${JSON.stringify(value)}`;
  };
const text = is("string");
const flag = is("boolean");
const integer: Check = (value) =>
  Number.isInteger(value) ? undefined : `expected a whole number, got ${JSON.stringify(value)}`;
const anything: Check = (value) => (value === undefined ? "is missing" : undefined);
const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (value) =>
    allowed.includes(value)
      ? undefined
      : `expected one of ${allowed.join(", ")}, got ${JSON.stringify(value)}`;
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value)
      ? value.map(check).find((problem) => problem !== undefined)
      : `expected a list, got ${JSON.stringify(value)}`;
const object: Check = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? undefined
    : `expected an object, got ${JSON.stringify(value)}`;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value);
const record =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) => {
    const wrong = object(value);
    if (wrong !== undefined) return wrong;
    for (const [name, check] of Object.entries(fields)) {
      const problem = check((value as JsonObject)[name]);
      if (problem !== undefined) return `${name}: ${problem}`;
    }
    return undefined;
  };
/** A MIME bundle: JSON types hold any JSON, all others text. */
const bundle: Check = (value) => {
  const wrong = object(value);
  if (wrong !== undefined) return wrong;
  for (const [mime, data] of Object.entries(value as JsonObject)) {
    if (!/^[\w.+-]+\/[\w.+-]+$/.test(mime)) return `${mime} is not a MIME type`;
    if (!/[/+]json$/.test(mime) && typeof data !== "string") return `${mime} is not text`;
  }
  return undefined;
};
const byStatus =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    const status = String((value as JsonObject).status);
    const check = checks[status];
    return check === undefined ? `status ${status}` : check(value);
  };
const error = record({ ename: text, evalue: text, traceback: listOf(text) });
const ok = (fields: Readonly<Record<string, Check>>): Check =>
  byStatus({ ok: record({ status: text, ...fields }), error });
const comm = record({ comm_id: text, data: object });

const contents: Readonly<Record<string, Check>> = {
  status: record({ execution_state: oneOf("busy", "idle", "starting") }),
  stream: record({ name: oneOf("stdout", "stderr"), text }),
  execute_input: record({ code: text, execution_count: integer }),
  execute_result: record({ execution_count: integer, data: bundle, metadata: object }),
  display_data: record({ data: bundle, metadata: object, transient: optional(object) }),
  update_display_data: record({ data: bundle, metadata: object, transient: record({ display_id: text }) }),
  clear_output: record({ wait: flag }),
  error,
  iopub_welcome: record({ subscription: text }),
  comm_open: record({ comm_id: text, target_name: text, data: object }),
  comm_msg: comm,
  comm_close: comm,
  input_request: record({ prompt: text, password: flag }),
  execute_reply: byStatus({
    ok: record({ execution_count: integer, payload: listOf(object), user_expressions: object }),
    error: record({ ename: text, evalue: text, traceback: listOf(text), execution_count: integer }),
    aborted: record({ status: text }),
  }),
  kernel_info_reply: ok({
    protocol_version: text,
    implementation: text,
    implementation_version: text,
    language_info: record({
      name: text,
      version: text,
      mimetype: text,
      file_extension: text,
      pygments_lexer: text,
      codemirror_mode: anything,
      nbconvert_exporter: text,
    }),
    banner: text,
    help_links: listOf(record({ text, url: text })),
    supported_features: listOf(text),
  }),
  complete_reply: ok({ matches: listOf(text), cursor_start: integer, cursor_end: integer, metadata: object }),
  inspect_reply: ok({ found: flag, data: bundle, metadata: object }),
  is_complete_reply: byStatus({
    complete: record({}),
    invalid: record({}),
    unknown: record({}),
    incomplete: record({ indent: text }),
    error,
  }),
  history_reply: ok({ history: listOf(listOf(anything)) }),
  comm_info_reply: ok({ comms: object }),
  interrupt_reply: ok({}),
  shutdown_reply: ok({ restart: flag }),
  create_subshell_reply: ok({ subshell_id: text }),
  delete_subshell_reply: ok({}),
  list_subshell_reply: ok({ subshell_id: listOf(text) }),
  usage_reply: record({
    hostname: text,
    pid: integer,
    kernel_cpu: optional(is("number")),
    kernel_memory: optional(integer),
    cpu_count: integer,
    host_cpu_percent: is("number"),
    host_virtual_memory: record({ total: integer, available: integer, percent: is("number") }),
  }),
  debug_reply: record({
    type: oneOf("response"),
    seq: integer,
    request_seq: integer,
    success: flag,
    command: text,
    message: optional(text),
    body: object,
  }),
  debug_event: record({ type: oneOf("event"), seq: integer, event: text, body: object }),
};

/** What a client sends, by the same protocol. */
const requests: Readonly<Record<string, Check>> = {
  execute_request: record({
    code: text,
    silent: flag,
    store_history: flag,
    user_expressions: object,
    allow_stdin: flag,
    stop_on_error: flag,
  }),
  kernel_info_request: record({}),
  complete_request: record({ code: text, cursor_pos: integer }),
  inspect_request: record({ code: text, cursor_pos: integer, detail_level: oneOf(0, 1) }),
  is_complete_request: record({ code: text }),
  history_request: record({ hist_access_type: oneOf("tail", "range", "search"), output: flag, raw: flag }),
  comm_info_request: record({ target_name: optional(text) }),
  comm_open: record({ comm_id: text, target_name: text, data: object }),
  comm_msg: comm,
  comm_close: comm,
  input_reply: record({ status: oneOf("ok"), value: text }),
  interrupt_request: record({}),
  shutdown_request: record({ restart: flag }),
  create_subshell_request: record({}),
  delete_subshell_request: record({ subshell_id: text }),
  list_subshell_request: record({}),
  debug_request: record({ type: oneOf("request"), seq: integer, command: text, arguments: optional(object) }),
};

const header = record({
  msg_id: text,
  msg_type: text,
  session: text,
  username: text,
  date: (value) =>
    typeof value === "string" && !Number.isNaN(Date.parse(value)) ? undefined : "is not a date",
  version: oneOf("5.4"),
});

/**
 * What is wrong with a message, by the Jupyter messaging protocol 5.4.
 * @param from who sent it
 */
export function problemOf(message: Message, from: "kernel" | "client" = "kernel"): string | undefined {
  const type = message.header.msg_type;
  const check = (from === "kernel" ? contents : requests)[type];
  if (check === undefined) return `unknown message type ${type}`;
  const problem = header(message.header) ?? check(message.content) ?? object(message.metadata);
  return problem === undefined ? undefined : `${type}: ${problem}`;
}
