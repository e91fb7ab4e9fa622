/**
 * How the in-cell modules (`gradbook-kernel`, `tslab`) reach the session they run in, be it a process or a worker of a
 * page. It hangs on a global symbol, so that it does not matter how often or from where those modules are loaded.
 */
import type { Bundle, MimeData } from "../channel/protocol.js";
import type { CommManager } from "./comm.js";

/** A value to be followed. */
export interface WatchedFunction {
  /** Of its output. */
  readonly id: string;
  readonly label: string;
  readonly read: () => unknown;
}

export interface Bridge {
  display(bundle: Bundle, options: { readonly id: string | undefined; readonly update: boolean }): void;
  /** A value's richest form. A promise only where its display method gives one. */
  bundleNow(value: unknown): Bundle | Promise<Bundle>;
  /** MIME data as it goes to the client: bytes become base64. */
  bundleOf(data: MimeData): Bundle;
  /** An id that no other display of this session has. */
  newId(): string;
  /** The current cell is not done before this work is. */
  hold(work: Promise<unknown>): void;
  /** Shows what a function reads, and follows it. */
  watch(watch: WatchedFunction): void;
  /** What it shows stays as it is. */
  unwatch(id: string): void;
  clear(wait: boolean): void;
  input(prompt: string, options: { readonly password: boolean }): Promise<string>;
  inputNow(prompt: string): string | undefined;
  /** Aborted when the user stops the current cell. */
  signal(): AbortSignal | undefined;
  /** The id of the client's message that the current code answers. */
  messageId(): string;
  readonly comms: CommManager;
}

export const BRIDGE = Symbol.for("gradbook.session");

/** An object with a method of this name says itself how it is displayed; Deno's convention. */
export const DISPLAY = Symbol.for("Jupyter.display");

/** @throws Error outside of a notebook. */
export function bridge(): Bridge {
  const found: unknown = Reflect.get(globalThis, BRIDGE);
  if (found === undefined) {
    throw new Error("gradbook-kernel: expected to run in a notebook cell, got a plain program");
  }
  return found as Bridge;
}
