import type { Debugger as V8Debugger } from "node:inspector";
import type { Frame } from "./pause.js";
import type { Place } from "./positions.js";

export type StepKind = "stepOver" | "stepInto" | "stepOut";

/** A step that comes back to the very place where it began is repeated so often: a loop may lead there, too. */
const MOST_STILL = 3;
/** A step through code that nobody wrote ends at last. */
const MOST_STEPS = 500;

/** A step that is under way. It ends in what somebody wrote, and not where it began. */
export class Step {
  readonly kind: StepKind;
  /** Where it began: a step that comes back to this line by way of code that nobody wrote goes on. */
  readonly #from: (Place & { readonly depth: number }) | undefined;
  /** Whether it has been in code that nobody wrote. */
  #wasAway = false;
  #count = 0;

  constructor(kind: StepKind, frames: readonly Frame[]) {
    this.kind = kind;
    this.#from = frames[0] && { ...frames[0].place, depth: frames.length };
  }

  /** What is to be done where V8 has stopped for it. */
  next(
    { callFrames }: V8Debugger.PausedEventDataType,
    frames: readonly Frame[],
  ): "step" | "step on" | "go on" {
    const [frame] = frames;
    if (++this.#count > MOST_STEPS) return frame === undefined ? "go on" : "step";
    if (frame === undefined || frame.inV8 !== callFrames[0]) {
      this.#wasAway = true;
      return "step on";
    }
    return this.#isBack(frame, frames.length) ? "step on" : "step";
  }

  #isBack({ place }: Frame, depth: number): boolean {
    const from = this.#from;
    // A step into the kernel's own code, which V8 leaves out, comes back to the very place, and is about to go on from it.
    const isStill = this.kind === "stepInto" && this.#count <= MOST_STILL && from?.column === place.column;
    return (
      (this.#wasAway || isStill) &&
      from !== undefined &&
      from.path === place.path &&
      from.line === place.line &&
      from.depth === depth
    );
  }
}
