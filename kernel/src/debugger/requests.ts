import { V8Error } from "./v8.js";

export type Arguments = Readonly<Record<string, unknown>>;
export type Body = object | undefined;

/** What is answered also before the debugger is started. */
export const ANYTIME: ReadonlySet<string> = new Set([
  "initialize",
  "debugInfo",
  "inspectVariables",
  "richInspectVariables",
  "variables",
  "modules",
  "dumpCell",
  "source",
  "disconnect",
  "terminate",
]);

/** Clients read these fields without a look at `success`. */
export const EMPTY_BODIES: ReadonlyMap<string, object> = new Map<string, object>([
  ["stackTrace", { stackFrames: [] }],
  ["scopes", { scopes: [] }],
  ["variables", { variables: [] }],
  ["inspectVariables", { variables: [] }],
  ["setBreakpoints", { breakpoints: [] }],
  ["modules", { modules: [] }],
  ["richInspectVariables", { data: {}, metadata: {} }],
]);

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** @throws V8Error for what is no string */
export function textOf(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw new V8Error(`expected ${name} to be a string, got ${value === undefined ? "nothing" : typeof value}`);
}

/** @throws V8Error for what cannot be called like that */
export function nameOf(text: string, command: string): string {
  if (NAME.test(text)) return text;
  throw new V8Error(`${command}: expected the name of a variable, got ${text}`);
}
