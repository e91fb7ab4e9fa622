import type { DebugProtocol } from "@vscode/debugprotocol";
import { inScript } from "./expressions.js";

/** A breakpoint as a client has asked for it, and what has come of it. */
export interface Breakpoint {
  readonly id: number;
  readonly path: string;
  readonly wanted: DebugProtocol.SourceBreakpoint;
  /** Where it is, after empty lines were passed over. */
  line: number;
  column?: number;
  /** What is wrong with it; then it is never hit. */
  readonly problem?: string | undefined;
  /** How often it was reached with its condition fulfilled. */
  hits: number;
  /** What V8 calls it, in each script. */
  readonly inV8: Set<string>;
  /** Where it is set already: ids of scripts, numbers of cells. */
  readonly boundTo: Set<string>;
}

/** All breakpoints, by the path of their source. */
export class Breakpoints {
  readonly #byPath = new Map<string, readonly Breakpoint[]>();
  #count = 0;

  /** Puts these in place of those that the source had. @returns the new ones */
  set(
    path: string,
    wanted: readonly DebugProtocol.SourceBreakpoint[],
    lineOf: (line: number) => number,
  ): Breakpoint[] {
    const list = wanted.map((breakpoint): Breakpoint => {
      const line = lineOf(breakpoint.line);
      return {
        id: ++this.#count,
        path,
        wanted: breakpoint,
        line,
        ...(breakpoint.column === undefined || line !== breakpoint.line ? {} : { column: breakpoint.column }),
        problem: problemOf(breakpoint),
        hits: 0,
        inV8: new Set(),
        boundTo: new Set(),
      };
    });
    if (list.length > 0) this.#byPath.set(path, list);
    else this.#byPath.delete(path);
    return list;
  }

  of(path: string): readonly Breakpoint[] {
    return this.#byPath.get(path) ?? [];
  }

  get paths(): readonly string[] {
    return [...this.#byPath.keys()];
  }

  get all(): readonly Breakpoint[] {
    return [...this.#byPath.values()].flat();
  }

  /** Those that V8 says it has stopped at. */
  hit(ids: readonly string[]): readonly Breakpoint[] {
    return this.all.filter(({ inV8 }) => ids.some((id) => inV8.has(id)));
  }

  /** V8 has forgotten them: it was told to, or its session has ended. */
  unbind(): void {
    for (const { inV8, boundTo } of this.all) {
      inV8.clear();
      boundTo.clear();
    }
  }

  clear(): void {
    this.#byPath.clear();
  }
}

/** How a reply and an event tell of a breakpoint. */
export function describe({ id, path, line, column, problem }: Breakpoint): DebugProtocol.Breakpoint {
  return {
    id,
    verified: problem === undefined,
    line,
    ...(column === undefined ? {} : { column }),
    source: { path },
    ...(problem === undefined ? {} : { message: problem }),
  };
}

const NO_NAMES = { script: new Set<string>(), local: new Map<string, string>() };
const HITS = /^\s*(==|=|>=|>|<=|<|%)?\s*(\d+)\s*$/;

function problemOf({
  condition,
  hitCondition,
  logMessage,
}: DebugProtocol.SourceBreakpoint): string | undefined {
  try {
    if (condition) inScript(condition, NO_NAMES);
    for (const part of logMessage ? logParts(logMessage) : []) {
      if (part.expression !== undefined) inScript(part.expression, NO_NAMES);
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (!hitCondition || HITS.test(hitCondition)) return undefined;
  return `hit count: expected a number, or one after >, >=, <, <=, == or %, got ${hitCondition}; try >= 3`;
}

/** Whether a breakpoint that is reached for the n-th time stops. A plain number stops from then on. */
export function stopsAt(hitCondition: string | undefined, hits: number): boolean {
  const [, operator = ">=", text = "0"] = HITS.exec(hitCondition ?? "") ?? [];
  const count = Number(text);
  if (operator === ">=") return hits >= count;
  if (operator === ">") return hits > count;
  if (operator === "<") return hits < count;
  if (operator === "<=") return hits <= count;
  if (operator === "%") return count > 0 && hits % count === 0;
  return hits === count;
}

interface LogPart {
  readonly text: string;
  readonly expression?: string;
}

/** `loss {loss.item()}` in parts. */
function logParts(message: string): LogPart[] {
  const parts: LogPart[] = [];
  let [start, depth, text] = [0, 0, ""];
  for (let i = 0; i < message.length; i++) {
    const char = message.charAt(i);
    if (char === "{" && depth++ === 0) {
      parts.push({ text });
      [start, text] = [i + 1, ""];
    } else if (char === "}" && depth > 0 && --depth === 0) {
      parts.push({ text: "", expression: message.slice(start, i) });
    } else if (depth === 0) text += char;
  }
  return [...parts, { text: depth === 0 ? text : message.slice(start - 1) }];
}

/** JavaScript that prints a log message where the breakpoint is. */
export function logExpression(message: string, translate: (expression: string) => string): string {
  const parts = logParts(message).map(({ text, expression }) =>
    expression === undefined
      ? JSON.stringify(text)
      : `(() => { try { return (${translate(expression)}); } catch (error) { return String(error); } })()`,
  );
  const join = '((x) => (typeof x === "string" ? x : require("node:util").inspect(x)))';
  return `console.log([${parts.join(", ")}].map(${join}).join(""))`;
}
