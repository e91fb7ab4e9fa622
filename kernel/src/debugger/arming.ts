import type { Bindings } from "./bindings.js";
import type { Breakpoints } from "./breakpoints.js";
import type { ExceptionFilter } from "./exception-filter.js";
import { KERNELS_OWN, type Scripts } from "./scripts.js";
import type { Stops } from "./stops.js";
import type { V8 } from "./v8.js";
import type { Variables } from "./variables.js";

/** The switches of an attach request. */
export interface Switches {
  /** Steps leave out the library and other packages. */
  readonly justMyCode: boolean;
  /** Frames show what waits for them. Makes code that awaits much slower. */
  readonly asyncStacks: boolean;
}

export interface ArmingParts {
  readonly v8: V8;
  readonly scripts: Scripts;
  readonly variables: Variables;
  readonly breakpoints: Breakpoints;
  readonly bindings: Bindings;
  readonly exceptions: ExceptionFilter;
  readonly stops: Stops;
  /** The notebook's folder: what lies outside of it is not the user's own code. */
  readonly directory: string;
}

/** Has V8's debugger on while something is armed, and only then: it makes code that awaits slow. */
export class Arming {
  readonly #parts: ArmingParts;
  switches: Switches = { justMyCode: false, asyncStacks: false };
  #isOn = false;

  constructor(parts: ArmingParts) {
    this.#parts = parts;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** To be called where what is armed has changed. */
  async update(): Promise<void> {
    const { v8, breakpoints, exceptions, stops } = this.#parts;
    const isArmed = breakpoints.all.length > 0 || exceptions.isSet || stops.isBusy;
    if (!isArmed) {
      if (this.#isOn) await this.#disable();
      return;
    }
    v8.open();
    if (!this.#isOn) await this.#enable();
    await v8.call("Debugger.setPauseOnExceptions", { state: exceptions.isSet ? "all" : "none" });
  }

  /** V8's debugger was switched off: the connection has ended. */
  forget(): void {
    this.#isOn = false;
  }

  async #disable(): Promise<void> {
    const { v8, breakpoints, stops } = this.#parts;
    this.#isOn = false;
    stops.disarmed();
    breakpoints.unbind();
    await v8.call("Debugger.disable");
  }

  async #enable(): Promise<void> {
    const { v8, scripts, variables, bindings } = this.#parts;
    await v8.call("Debugger.enable");
    this.#isOn = true;
    await v8.call("Debugger.setBlackboxPatterns", { patterns: this.#patterns() });
    if (this.switches.asyncStacks) await v8.call("Debugger.setAsyncCallStackDepth", { maxDepth: 16 });
    // Modules stop before they run, so that their breakpoints can be set.
    await v8.call("Debugger.setInstrumentationBreakpoint", {
      instrumentation: "beforeScriptWithSourceMapExecution",
    });
    for (const cell of scripts.cellsWithoutMap) {
      const map = await variables.cellMap(cell);
      if (map !== undefined) scripts.addCellMap(cell, map);
    }
    for (const script of scripts.all) await bindings.bind(script);
  }

  /** The scripts that no step enters. */
  #patterns(): string[] {
    if (!this.switches.justMyCode) return [...KERNELS_OWN];
    const mine = new URL(`file://${this.#parts.directory}/`).pathname;
    return [...KERNELS_OWN, `^file://(?!${escaped(mine)})`, "/node_modules/"];
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
