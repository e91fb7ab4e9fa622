import type { DebugMessage, DebugRequest } from "../channel/protocol.js";
import type { CellToRun, Debugger, DebuggerOptions } from "../debugger/debugger.js";
import type { LiveValues } from "../debugger/live-values.js";
import { LookBudget } from "../debugger/look-budget.js";
import { V8 } from "../debugger/v8.js";
import type { JsonObject } from "../wire/message.js";

export type DebuggingOptions = Omit<DebuggerOptions, "publish" | "v8" | "budget"> & {
  /** Sends to V8's debugger in the session. */
  readonly send: (request: DebugRequest) => void;
  /** Publishes the content of a debug_event. */
  readonly publish: (event: JsonObject) => void;
};

/** A session that is in the middle of a call which V8 does not interrupt is waited for so long, in ms. */
const PATIENCE = 400;

export interface LookOptions {
  /** How long the answer may take, in ms. Default: 400. */
  readonly patience?: number;
  /** How long it may be until its turn, in ms: see {@link LookBudget}. Default: as long. */
  readonly turnWithin?: number;
}

/** What asks V8's debugger, loaded when somebody asks for it: the debugger for clients, and looks at values. */
export class Debugging {
  readonly #v8: V8;
  readonly #budget = new LookBudget();
  readonly #options: DebuggerOptions;
  #loading: Promise<Debugger> | undefined;
  #debugger: Debugger | undefined;
  #live: Promise<LiveValues> | undefined;

  constructor({ send, publish, ...options }: DebuggingOptions) {
    this.#v8 = new V8(send);
    this.#options = {
      ...options,
      v8: this.#v8,
      budget: this.#budget,
      publish: (event) => publish({ ...event }),
    };
  }

  async request(content: JsonObject): Promise<JsonObject> {
    this.#loading ??= import("../debugger/debugger.js").then(({ Debugger }) => {
      this.#debugger = new Debugger(this.#options);
      return this.#debugger;
    });
    const answering = await this.#loading;
    return { ...(await answering.request(content)) };
  }

  /** Looks at values of the session. @returns undefined where it cannot, or not soon enough */
  async look<T>(
    kind: string,
    ask: (values: LiveValues) => Promise<T>,
    { patience = PATIENCE, turnWithin = patience }: LookOptions = {},
  ): Promise<T | undefined> {
    this.#live ??= import("../debugger/live-values.js").then(({ LiveValues }) => new LiveValues(this.#v8));
    const values = await this.#live;
    if (!(await this.#budget.turn(turnWithin))) return undefined;
    const answer = this.#budget.look(kind, () => ask(values)).catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), patience);
    });
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  }

  /** Resolves when what was asked while the debugger was being loaded has been answered, as far as it answers at once. */
  async loaded(): Promise<void> {
    if (this.#loading === undefined || this.#debugger !== undefined) return;
    await this.#loading;
    await new Promise((resolve) => setImmediate(resolve));
  }

  receive(message: DebugMessage): void {
    if (message.type === "debug_answer") this.#v8.answer(message);
    else this.#debugger?.receive(message);
  }

  /** To be awaited before a cell's script is sent to the session. */
  async beforeRun(cell: CellToRun): Promise<void> {
    this.#budget.cellRuns(true);
    await this.#debugger?.beforeRun(cell).catch(() => {});
  }

  afterRun(): void {
    this.#budget.cellRuns(false);
    this.#debugger?.afterRun();
  }

  /** The session has ended, and another is started. */
  lost(): void {
    this.#v8.lost();
    this.#debugger?.lost();
  }
}
