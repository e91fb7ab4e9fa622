import { type Runtime, Session } from "node:inspector";
import { evaluateHeld } from "./evaluate-held.js";
import { cellsGlobal } from "./realm/cells-realm.js";
import { post } from "./realm/inspector-post.js";
import { scriptName } from "./stack.js";

/** How a script ended: by itself, with what it threw, or stopped by the watchdog. */
export type Outcome =
  | { readonly kind: "ended" }
  | { readonly kind: "threw"; readonly thrown: unknown }
  | { readonly kind: "terminated" };

const CATCHER = "gradbook.caught";
const GROUP = "gradbook";
const FAULT =
  "expected Promise as the language has it, got one that a cell has changed; V8 cannot say how this cell ended. " +
  "Undo the change, or restart the kernel";

/**
 * Runs scripts in V8's REPL mode, in which V8 itself holds the top-level variables: a later script sees and
 * reassigns them, and they stay when a script throws half way.
 */
export class Evaluator {
  readonly #session = new Session();
  readonly #declared = new Set<string>();
  #caught: unknown;
  #catcher: string | undefined;

  constructor() {
    this.#session.connect();
    const value = (thrown: unknown): void => {
      this.#caught = thrown;
    };
    // Looked up once, while nobody can have replaced anything: thrown values are then handed to it by its id.
    Object.defineProperty(cellsGlobal, CATCHER, { value, configurable: true });
    this.#session.post("Runtime.evaluate", { expression: `globalThis["${CATCHER}"]` }, (_, answer) => {
      this.#catcher = answer?.result.objectId;
    });
    Reflect.deleteProperty(cellsGlobal, CATCHER);
  }

  /**
   * Declares the names that are new; the others keep their values.
   *
   * To be awaited before the next script: while the inspector's answer is under way, a garbage collection
   * inside a long script takes the answer's promise away, and Node 22 aborts on that.
   */
  async declare(names: readonly string[]): Promise<void> {
    const fresh = names.filter((name) => !this.#declared.has(name));
    if (fresh.length === 0) return;
    await new Promise<void>((resolve) => {
      const expression = `let ${fresh.join(", ")};`;
      evaluateHeld(this.#session, { expression }, () => resolve());
    });
    for (const name of fresh) this.#declared.add(name);
  }

  /** Runs a script; the outcome is known when its synchronous part has ended. */
  evaluate(script: string, cell: number): Promise<Outcome> {
    return new Promise((resolve) => {
      evaluateHeld(
        this.#session,
        {
          // The script's own value is never asked for; without the 0 the inspector would keep it alive.
          expression: `${script}\n;0\n//# sourceURL=${scriptName(cell)}`,
          objectGroup: GROUP,
        },
        (error, answer) => {
          const details = answer?.exceptionDetails;
          if (error !== null)
            resolve(isFault(error) ? { kind: "threw", thrown: new Error(FAULT) } : { kind: "terminated" });
          else if (details === undefined) resolve({ kind: "ended" });
          else resolve({ kind: "threw", thrown: this.#thrown(details) });
        },
      );
    });
  }

  /** The thrown value itself, which the inspector only describes. */
  #thrown(details: Runtime.ExceptionDetails): unknown {
    const remote = details.exception;
    if (remote === undefined) return new Error(details.text);
    if (remote.objectId === undefined) return primitive(remote);
    post(this.#session, "Runtime.callFunctionOn", {
      functionDeclaration: 'function (take) { "use strict"; take(this); }',
      objectId: remote.objectId,
      arguments: [{ objectId: this.#catcher }],
    });
    const thrown = this.#caught;
    this.#caught = undefined;
    post(this.#session, "Runtime.releaseObjectGroup", { objectGroup: GROUP });
    return thrown;
  }
}

/** What V8 looks at when it awaits a script. */
function promiseParts(): readonly unknown[] {
  const whole = cellsGlobal.Promise;
  const species = Reflect.getOwnPropertyDescriptor(whole, Symbol.species);
  return [species?.get, species?.value, whole.prototype.constructor, whole.prototype.then];
}

const wholeParts = promiseParts();

/** Not that the script was terminated, which Node 26 tells in the same words, but that V8 could not await it. */
function isFault(error: Error): boolean {
  const isWhole = promiseParts().every((part, i) => part === wholeParts[i]);
  return error.message.includes("Internal error") && !isWhole;
}

function primitive(remote: Runtime.RemoteObject): unknown {
  const text = remote.unserializableValue;
  if (text === undefined) return remote.value;
  return text.endsWith("n") ? BigInt(text.slice(0, -1)) : Number(text);
}
