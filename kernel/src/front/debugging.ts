import type { DebugMessage } from "../channel/protocol.js";
import type { CellToRun, Debugger, DebuggerOptions } from "../debugger/debugger.js";
import type { JsonObject } from "../wire/message.js";

export type DebuggingOptions = Omit<DebuggerOptions, "publish"> & {
  /** Publishes the content of a debug_event. */
  readonly publish: (event: JsonObject) => void;
};

/** The debugger, which is loaded when the first client asks for it. */
export class Debugging {
  readonly #options: DebuggerOptions;
  #loading: Promise<Debugger> | undefined;
  #debugger: Debugger | undefined;

  constructor({ publish, ...options }: DebuggingOptions) {
    this.#options = { ...options, publish: (event) => publish({ ...event }) };
  }

  async request(content: JsonObject): Promise<JsonObject> {
    this.#loading ??= import("../debugger/debugger.js").then(({ Debugger }) => {
      this.#debugger = new Debugger(this.#options);
      return this.#debugger;
    });
    const answering = await this.#loading;
    return { ...(await answering.request(content)) };
  }

  /** Resolves when what was asked while the debugger was being loaded has been answered, as far as it answers at once. */
  async loaded(): Promise<void> {
    if (this.#loading === undefined || this.#debugger !== undefined) return;
    await this.#loading;
    await new Promise((resolve) => setImmediate(resolve));
  }

  receive(message: DebugMessage): void {
    this.#debugger?.receive(message);
  }

  /** To be awaited before a cell's script is sent to the session. */
  async beforeRun(cell: CellToRun): Promise<void> {
    await this.#debugger?.beforeRun(cell).catch(() => {});
  }

  afterRun(): void {
    this.#debugger?.afterRun();
  }

  /** The session has ended, and another is started. */
  lost(): void {
    this.#debugger?.lost();
  }
}
