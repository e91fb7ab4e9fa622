import type { DebugMessage, DebugRequest } from "../channel/protocol.js";

/** V8 refused what it was asked, or is no longer there; `message` is its own word. */
export class V8Error extends Error {
  override readonly name = "V8Error";
}

/** What V8 evaluated has thrown; `message` is the first line of what it says. */
export class Thrown extends V8Error {}

/** What V8's debugger tells by itself. */
export type V8Event = Extract<DebugMessage, { type: "debug_event" }>;

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** V8's own debugger in the session, in the words of its inspector protocol. */
export class V8 {
  readonly #send: (request: DebugRequest) => void;
  readonly #pending = new Map<number, Pending>();
  #count = 0;
  #isOpen = false;

  constructor(send: (request: DebugRequest) => void) {
    this.#send = send;
  }

  /** Begins a connection, where there is none yet. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#send({ type: "debug_open" });
  }

  /** Ends the connection: what is paused goes on. */
  close(): void {
    this.#giveUp("the debugger was detached");
    if (this.#isOpen) this.#send({ type: "debug_close" });
    this.#isOpen = false;
  }

  /** The session has ended, and with it the connection. */
  lost(): void {
    this.#isOpen = false;
    this.#giveUp("the session has ended");
  }

  /** @throws V8Error */
  call<T extends object>(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const id = ++this.#count;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending["resolve"], reject });
      this.#send({ type: "debug_call", id, method, params });
    });
  }

  answer({ id, result, error }: Extract<DebugMessage, { type: "debug_answer" }>): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve((result ?? {}) as never);
    else pending?.reject(new V8Error(error.replace(/^Inspector error -?\d+: /, "")));
  }

  #giveUp(why: string): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(new V8Error(why));
  }
}
