import type { DebugProtocol } from "@vscode/debugprotocol";
import type { LookBudget } from "./look-budget.js";
import { isPaused } from "./pause.js";
import type { Arguments, Body } from "./requests.js";
import { nameOf, textOf } from "./requests.js";
import type { Stops } from "./stops.js";
import type { V8 } from "./v8.js";
import type { Variables } from "./variables.js";

export interface ValuesParts {
  readonly v8: V8;
  readonly variables: Variables;
  readonly stops: Stops;
  readonly budget: LookBudget;
  /** Called with the name of a variable of the cells' that no cell has declared. */
  readonly onCopied: (name: string) => Promise<void>;
}

/** Answers the requests that are about values. */
export class Values {
  readonly #parts: ValuesParts;
  /** JupyterLab asks for all variables at every message. */
  #globals: DebugProtocol.Variable[] | undefined;

  constructor(parts: ValuesParts) {
    this.#parts = parts;
  }

  /** Values may have changed. */
  changed(): void {
    this.#globals = undefined;
  }

  /** A cell begins or ends. */
  cellRuns(isRunning: boolean): void {
    this.changed();
    // What was seen before is asked for anew, and need not be kept from being collected.
    if (isRunning && !this.#parts.stops.isPaused) this.#parts.variables.clear();
  }

  async list({ variablesReference, ...page }: DebugProtocol.VariablesArguments): Promise<Body> {
    this.#parts.v8.open();
    return { variables: await this.#parts.variables.list(variablesReference, page) };
  }

  async set(args: DebugProtocol.SetVariableArguments): Promise<Body> {
    const { variables, stops } = this.#parts;
    this.changed();
    const [top] = stops.frames;
    const { value, type, variablesReference } = await variables.set(args, isPaused(top) ? top : undefined);
    return { value, type, variablesReference };
  }

  async evaluate({ expression, frameId, context }: DebugProtocol.EvaluateArguments): Promise<Body> {
    const { v8, variables, stops } = this.#parts;
    v8.open();
    if (context !== "hover") this.changed();
    const frame = frameId === undefined ? undefined : stops.frame(frameId);
    const found = await variables.evaluate(expression, { frame, pure: context === "hover" });
    if (context !== "hover") stops.valuesChanged();
    const { value, type, variablesReference, indexedVariables } = await variables.show(found, expression);
    const indexed = indexedVariables === undefined ? {} : { indexedVariables };
    return { result: value, type, variablesReference, ...indexed };
  }

  /** All variables of the cells. While a cell computes the answer is used again, so that asking takes little of its time. */
  async inspect(): Promise<Body> {
    const { v8, variables, stops, budget } = this.#parts;
    v8.open();
    const isStale = budget.isRunning && !stops.isPaused && budget.wait === 0;
    if (this.#globals === undefined || isStale) {
      this.changed();
      this.#globals = await budget.look("variables", () => variables.globals());
    }
    return { variables: this.#globals };
  }

  async rich({ variableName, frameId }: Arguments): Promise<Body> {
    const { v8, variables, stops } = this.#parts;
    v8.open();
    const name = textOf(variableName, "variableName");
    const frame = typeof frameId === "number" && stops.isPaused ? stops.frame(frameId) : undefined;
    return variables.rich(await variables.evaluate(name, { frame }));
  }

  async copyToGlobals({ srcVariableName, dstVariableName, srcFrameId }: Arguments): Promise<Body> {
    const { variables, stops, onCopied } = this.#parts;
    const source = nameOf(textOf(srcVariableName, "srcVariableName"), "copyToGlobals");
    const target = nameOf(textOf(dstVariableName, "dstVariableName"), "copyToGlobals");
    this.changed();
    await variables.copyToGlobals(source, target, stops.frame(srcFrameId));
    await onCopied(target);
    return undefined;
  }
}
