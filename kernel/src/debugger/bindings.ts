import type { Debugger as V8Debugger } from "node:inspector";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { type Breakpoint, type Breakpoints, describe, logExpression, stopsAt } from "./breakpoints.js";
import { inScript, type Names } from "./expressions.js";
import { type Frame, isPaused } from "./pause.js";
import { cellUrl, type Script, type Scripts } from "./scripts.js";
import { type V8, V8Error } from "./v8.js";
import type { Variables } from "./variables.js";

export interface BindingsParts {
  readonly v8: V8;
  readonly scripts: Scripts;
  readonly variables: Variables;
  readonly breakpoints: Breakpoints;
  /** Called where V8 has put a breakpoint on another line. */
  readonly onMoved: (breakpoint: DebugProtocol.Breakpoint) => void;
}

/** Sets breakpoints in V8: in each script that was made from their source. */
export class Bindings {
  readonly #parts: BindingsParts;

  constructor(parts: BindingsParts) {
    this.#parts = parts;
  }

  /** Sets those of a cell, by the name of its script, which is not there yet. */
  async bindCell(cell: number): Promise<void> {
    const { scripts, breakpoints } = this.#parts;
    const positions = scripts.cellPositions(cell);
    const path = positions?.sources[0]?.path;
    if (positions === undefined || path === undefined) return;
    for (const breakpoint of breakpoints.of(path)) {
      const place = positions.generated({ path, line: breakpoint.line, ...columnOf(breakpoint) });
      if (place === undefined || breakpoint.problem !== undefined) continue;
      breakpoint.boundTo.add(cellUrl(cell));
      await this.#setInV8(breakpoint, "Debugger.setBreakpointByUrl", { url: cellUrl(cell), ...place });
    }
  }

  /** Sets in a script the breakpoints of what it was made from. */
  async bind(script: Script): Promise<void> {
    for (const { path } of script.positions.sources) {
      for (const breakpoint of this.#parts.breakpoints.of(path)) {
        const { problem, boundTo } = breakpoint;
        if (problem !== undefined || boundTo.has(script.id) || boundTo.has(script.url)) continue;
        boundTo.add(script.id);
        await this.#bindAt(script, breakpoint);
      }
    }
  }

  async #bindAt(script: Script, breakpoint: Breakpoint): Promise<void> {
    const { path } = breakpoint;
    const place = script.positions.generated({ path, line: breakpoint.line, ...columnOf(breakpoint) });
    if (place === undefined) return;
    const answer = await this.#setInV8(breakpoint, "Debugger.setBreakpoint", {
      location: { scriptId: script.id, ...place },
    });
    const actual = answer?.actualLocation;
    const written = actual && script.positions.original({ columnNumber: 0, ...actual });
    if (written === undefined || written.path !== path || written.line === breakpoint.line) return;
    breakpoint.line = written.line;
    this.#parts.onMoved(describe(breakpoint));
  }

  async remove({ inV8 }: Breakpoint): Promise<void> {
    const remove = (breakpointId: string): Promise<unknown> =>
      this.#parts.v8.call("Debugger.removeBreakpoint", { breakpointId }).catch(() => {});
    await Promise.all([...inV8].map(remove));
  }

  /** Whether a breakpoint that was reached, with its condition fulfilled, stops. One with a message prints it instead. */
  async stops(breakpoint: Breakpoint, frame: Frame | undefined): Promise<boolean> {
    const { hitCondition, logMessage } = breakpoint.wanted;
    if (!stopsAt(hitCondition, ++breakpoint.hits)) return false;
    if (!logMessage || !isPaused(frame)) return true;
    const { v8, variables } = this.#parts;
    const [script, local] = await Promise.all([variables.scriptNames(), variables.localNames(frame)]);
    await v8.call("Debugger.evaluateOnCallFrame", {
      callFrameId: frame.inV8.callFrameId,
      expression: logExpression(logMessage, (part) => inScript(part, { script, local })),
      silent: true,
    });
    return false;
  }

  async #setInV8(
    breakpoint: Breakpoint,
    method: "Debugger.setBreakpoint" | "Debugger.setBreakpointByUrl",
    where: object,
  ): Promise<Partial<V8Debugger.SetBreakpointReturnType> | undefined> {
    try {
      const condition = await this.#condition(breakpoint);
      const { v8 } = this.#parts;
      const answer = await v8.call<V8Debugger.SetBreakpointReturnType>(method, { ...where, condition });
      breakpoint.inV8.add(answer.breakpointId);
      return answer;
    } catch (error) {
      // Another one is there already, and stops for both.
      if (error instanceof V8Error) return undefined;
      throw error;
    }
  }

  /** What V8 evaluates where the breakpoint is. A log without a count prints there, and never stops. */
  async #condition({ wanted }: Breakpoint): Promise<string> {
    const { condition, logMessage, hitCondition } = wanted;
    if (!condition && !logMessage) return "";
    const script = await this.#parts.variables.scriptNames();
    const names: Names = { script, local: new Map() };
    const translate = (expression: string): string => inScript(expression, names);
    const holds = condition ? translate(condition) : "true";
    if (!logMessage || hitCondition) return holds;
    return `(${holds}) && (${logExpression(logMessage, translate)}, false)`;
  }
}

function columnOf({ column }: Breakpoint): { readonly column?: number } {
  return column === undefined ? {} : { column };
}
