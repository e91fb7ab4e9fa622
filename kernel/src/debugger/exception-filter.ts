import type { Runtime, Debugger as V8Debugger } from "node:inspector";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { CatchRanges } from "./catch-ranges.js";
import type { Scripts } from "./scripts.js";
import { type V8, V8Error } from "./v8.js";

/** What a client may ask to stop at. */
export const EXCEPTION_FILTERS: DebugProtocol.ExceptionBreakpointsFilter[] = [
  {
    filter: "uncaught",
    label: "Uncaught exceptions",
    description: "Stops where an exception is thrown that ends the cell",
  },
  {
    filter: "caught",
    label: "Caught exceptions",
    description: "Stops where an exception is thrown that a catch takes",
  },
];

/** Which exceptions are stopped at. */
export class ExceptionFilter {
  readonly #v8: V8;
  readonly #scripts: Scripts;
  readonly #catches = new Map<string, CatchRanges>();
  #wanted: ReadonlySet<string> = new Set();

  constructor(v8: V8, scripts: Scripts) {
    this.#v8 = v8;
    this.#scripts = scripts;
  }

  /** Whether any are. */
  get isSet(): boolean {
    return this.#wanted.size > 0;
  }

  /** @returns which of the filters there are */
  set(filters: readonly string[]): DebugProtocol.Breakpoint[] {
    const known = EXCEPTION_FILTERS.map(({ filter }) => filter);
    this.#wanted = new Set(filters.filter((filter) => known.includes(filter)));
    return filters.map((filter) => ({ verified: known.includes(filter) }));
  }

  /** The session has ended, and its scripts with it. */
  forget(): void {
    this.#catches.clear();
  }

  async wants({ callFrames, data }: V8Debugger.PausedEventDataType): Promise<boolean> {
    const isUncaught = (data as { uncaught?: boolean } | undefined)?.uncaught === true;
    const isCaught = !isUncaught && (await this.#isCaught(callFrames));
    return (
      this.#wanted.has(isCaught ? "caught" : "uncaught") &&
      callFrames.some(({ location }) => this.#scripts.get(location.scriptId) !== undefined)
    );
  }

  /** Whether a frame that somebody wrote catches: the kernel catches everything, and V8 counts that. */
  async #isCaught(frames: readonly V8Debugger.CallFrame[]): Promise<boolean> {
    for (const { location } of frames) {
      if (this.#scripts.get(location.scriptId) === undefined) continue;
      const { lineNumber, columnNumber = 0 } = location;
      if ((await this.#catchesOf(location.scriptId)).catches({ lineNumber, columnNumber })) return true;
    }
    return false;
  }

  async #catchesOf(scriptId: string): Promise<CatchRanges> {
    const known = this.#catches.get(scriptId);
    if (known !== undefined) return known;
    const { scriptSource } = await this.#v8.call<V8Debugger.GetScriptSourceReturnType>(
      "Debugger.getScriptSource",
      { scriptId },
    );
    const ranges = new CatchRanges(scriptSource);
    this.#catches.set(scriptId, ranges);
    return ranges;
  }
}

export function isException(event: V8Debugger.PausedEventDataType | undefined): boolean {
  return event?.reason === "exception" || event?.reason === "promiseRejection";
}

/** What was thrown, in V8's words. */
export function whatWasThrown(event: V8Debugger.PausedEventDataType | undefined): string | undefined {
  if (!isException(event)) return undefined;
  const data = event?.data as Runtime.RemoteObject | undefined;
  return data?.description ?? String(data?.value);
}

/** @throws V8Error where no exception has stopped it */
export function exceptionInfo(
  event: V8Debugger.PausedEventDataType | undefined,
): DebugProtocol.ExceptionInfoResponse["body"] {
  const description = whatWasThrown(event);
  const data = event?.data as Runtime.RemoteObject | undefined;
  if (description === undefined || data === undefined) throw new V8Error("no exception has stopped it");
  return { exceptionId: data.className ?? data.type, description, breakMode: "always" };
}
