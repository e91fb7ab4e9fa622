import type { Debugger as V8Debugger } from "node:inspector";
import type { Bindings } from "./bindings.js";
import type { Breakpoints } from "./breakpoints.js";
import { type ExceptionFilter, isException, whatWasThrown } from "./exception-filter.js";
import { changed, type Frame, framesOf, isPaused, type PausedFrame } from "./pause.js";
import type { Scripts } from "./scripts.js";
import { Step, type StepKind } from "./stepping.js";
import { type V8, V8Error } from "./v8.js";

/** JavaScript has one thread that is debugged. */
export const THREAD = 1;

export interface StopsParts {
  readonly v8: V8;
  readonly scripts: Scripts;
  readonly breakpoints: Breakpoints;
  readonly bindings: Bindings;
  readonly exceptions: ExceptionFilter;
  readonly event: (event: string, body: object) => void;
  /** Called when what was paused has gone on. */
  readonly onResumed: () => void;
}

/** What is paused, and why: of V8's stops some are for the client, and some for something to be seen to here. */
export class Stops {
  readonly #parts: StopsParts;
  #step: Step | undefined;
  #pausing = false;
  /** V8 may still be about to stop for a step whose cell has ended. */
  #leftover = false;
  /** What V8 stands at, as far as it has told. */
  #stoppedAt: V8Debugger.PausedEventDataType | undefined;
  #paused: { readonly frames: readonly Frame[]; readonly event: V8Debugger.PausedEventDataType } | undefined;
  /** Which frame is meant by the number that it had before, which a client may still use. */
  readonly #former = new Map<unknown, number>();

  constructor(parts: StopsParts) {
    this.#parts = parts;
  }

  get isPaused(): boolean {
    return this.#paused !== undefined;
  }

  /** Whether something is paused or about to be. */
  get isBusy(): boolean {
    return this.isPaused || this.#pausing || this.#step !== undefined;
  }

  /** V8's word on what is paused. */
  get event(): V8Debugger.PausedEventDataType | undefined {
    return this.#paused?.event;
  }

  get frames(): readonly Frame[] {
    return this.#paused?.frames ?? [];
  }

  /** @throws V8Error where there is none */
  frame(id: unknown): PausedFrame {
    const former = this.#former.get(id);
    const frame = former === undefined ? this.frames.find((it) => it.id === id) : this.frames[former];
    if (!isPaused(frame)) throw new V8Error(`no frame ${String(id)} is paused`);
    return frame;
  }

  /** Values may have changed: JupyterLab asks for those of a frame anew only where the frame has a new number. */
  valuesChanged(): void {
    if (this.#paused === undefined) return;
    const { frames, event } = this.#paused;
    for (const [i, { id }] of frames.entries()) this.#former.set(id, i);
    this.#paused = { frames: changed(frames), event };
  }

  /** @throws V8Error where nothing is paused */
  async go(how: StepKind | "resume"): Promise<void> {
    if (this.#paused === undefined) throw new V8Error("nothing is paused");
    if (how !== "resume") this.#step = new Step(how, this.#paused.frames);
    await this.#parts.v8.call(`Debugger.${how}`);
  }

  /** From now on a pause is for the client. */
  expectPause(): void {
    this.#pausing = true;
  }

  /** A cell has ended: a step that went out of it is over. @returns whether there was one */
  cellEnded(): boolean {
    if (this.#paused !== undefined || this.#step === undefined) return false;
    this.#step = undefined;
    this.#leftover = true;
    return true;
  }

  /** V8's debugger is off: it is about to stop for nothing. */
  disarmed(): void {
    this.#leftover = false;
  }

  /** Nothing is to be stopped any more. */
  clear(): void {
    this.#step = undefined;
    this.#pausing = false;
    this.resumed();
  }

  /** What was paused has gone on. */
  resumed(): void {
    this.#stoppedAt = undefined;
    if (this.#paused === undefined) return;
    this.#paused = undefined;
    this.#former.clear();
    this.#parts.event("continued", { threadId: THREAD, allThreadsContinued: true });
    this.#parts.onResumed();
  }

  /** V8 has stopped. */
  async stopped(event: V8Debugger.PausedEventDataType): Promise<void> {
    this.#stoppedAt = event;
    try {
      if (await this.#isOurs(event)) await this.#resume();
      else await this.#take(event);
    } catch {
      await this.#resume();
    }
  }

  /** Whether V8 has stopped for something to be seen to here. */
  async #isOurs(event: V8Debugger.PausedEventDataType): Promise<boolean> {
    const { scripts, bindings } = this.#parts;
    if (String(event.reason) === "instrumentation") {
      const scriptId = String((event.data as { scriptId?: unknown } | undefined)?.scriptId);
      const script = scripts.get(scriptId);
      if (script !== undefined) await bindings.bind(script);
      return true;
    }
    // Somebody looks at a value, and what that calls has come to a breakpoint.
    return event.callFrames.some(({ location }) => scripts.isLook(location.scriptId));
  }

  async #take(event: V8Debugger.PausedEventDataType): Promise<void> {
    const frames = framesOf(event, this.#parts.scripts);
    const reason = await this.#reason(event, frames);
    // It may have been ended meanwhile, and goes on.
    if (this.#stoppedAt !== event) return;
    if (reason === "go on") await this.#resume();
    else if (reason === "step on") await this.#parts.v8.call(`Debugger.${this.#step?.kind ?? "resume"}`);
    else {
      this.#step = undefined;
      this.#pausing = false;
      this.#leftover = false;
      this.#paused = { frames, event };
      const thrown = whatWasThrown(event);
      const said = { description: "Paused on an exception", text: thrown?.split("\n")[0] };
      const body = { reason, threadId: THREAD, allThreadsStopped: true };
      this.#parts.event("stopped", thrown === undefined ? body : { ...body, ...said });
    }
  }

  async #reason(event: V8Debugger.PausedEventDataType, frames: readonly Frame[]): Promise<string> {
    const { bindings, breakpoints, exceptions } = this.#parts;
    if (isException(event)) return (await exceptions.wants(event)) ? "exception" : "go on";
    const hit = breakpoints.hit(event.hitBreakpoints ?? []);
    for (const breakpoint of hit) if (await bindings.stops(breakpoint, frames[0])) return "breakpoint";
    if (this.#step !== undefined) return this.#step.next(event, frames);
    if (hit.length > 0) return "go on";
    if (frames.length === 0) return this.#pausing ? "step on" : "go on";
    if (this.#pausing) return "pause";
    return this.#leftover && !isStatement(event) ? "go on" : "breakpoint";
  }

  async #resume(): Promise<void> {
    await this.#parts.v8.call("Debugger.resume").catch(() => {});
  }
}

/** `debugger;`, as far as V8 tells it from a step. */
function isStatement({ reason }: V8Debugger.PausedEventDataType): boolean {
  return String(reason) === "debugCommand";
}
