/**
 * How the in-cell modules (`gradbook-kernel`, `tslab`) reach the session they run in. It hangs on a global
 * symbol, so that it does not matter how often or from where those modules are loaded.
 */
import type { Bundle } from "../channel/protocol.js";
import type { Comms } from "./comms.js";
import type { Looker } from "./look/looker.js";
import { cellsGlobal } from "./realm/cells-realm.js";

export interface Bridge {
  display(bundle: Bundle, options: { readonly id: string | undefined; readonly update: boolean }): void;
  bundleNow(value: unknown): Bundle | Promise<Bundle>;
  /** The current cell is not done before this work is. */
  hold(work: Promise<unknown>): void;
  clear(wait: boolean): void;
  input(prompt: string, options: { readonly password: boolean }): Promise<string>;
  inputNow(prompt: string): string | undefined;
  /** Aborted when the user stops the current cell. */
  signal(): AbortSignal | undefined;
  /** The id of the client's message that the current code answers. */
  messageId(): string;
  readonly comms: Comms;
  /** What the debugger asks. */
  readonly look: Looker;
}

const BRIDGE = Symbol.for("gradbook.session");

export function installBridge(bridge: Bridge): void {
  Object.defineProperty(cellsGlobal, BRIDGE, { value: bridge });
}

/** @throws Error outside of a notebook. */
export function bridge(): Bridge {
  const found: unknown = Reflect.get(globalThis, BRIDGE);
  if (found === undefined) {
    throw new Error("gradbook-kernel: expected to run in a notebook cell, got a plain program");
  }
  return found as Bridge;
}
