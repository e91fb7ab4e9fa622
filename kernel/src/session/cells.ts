import { types } from "node:util";
import type { CellRuntime } from "../cell-contract.js";
import { CELL_BINDING } from "../cell-contract.js";
import {
  type Bundle,
  type CommMessage,
  type DoneMessage,
  type ErrorReport,
  markText,
  type RunMessage,
} from "../channel/protocol.js";
import type { CellContext } from "./cell-context.js";
import type { CapturedConsole } from "./console.js";
import { bundleNow } from "./display.js";
import type { Evaluator } from "./evaluator.js";
import { type Link, writeRaw } from "./link.js";
import type { Modules } from "./modules/modules.js";
import { adopt, cellsGlobal, listOf, promiseForCells } from "./realm/cells-realm.js";
import { addScript, reportError } from "./stack.js";
import type { Interrupt, Watchdog } from "./watchdog.js";

const { isPromise, isSet } = types;

/** Thrown into what awaits when the user interrupts. */
export class KeyboardInterrupt extends Error {
  override readonly name = "KeyboardInterrupt";
  readonly #isInterrupt = true;

  constructor() {
    super("the cell was interrupted; variables are kept");
  }

  /** Asks a proxy nothing, as `instanceof` would. */
  static is(thrown: unknown): boolean {
    return typeof thrown === "object" && thrown !== null && #isInterrupt in thrown && thrown.#isInterrupt;
  }
}

const INTERRUPTED: ErrorReport = {
  ename: "KeyboardInterrupt",
  evalue: "the cell was interrupted; variables are kept",
  traceback: ["KeyboardInterrupt: the cell was interrupted; variables are kept"],
};

/**
 * A Set of functions that libraries put on the global object: they put state back that terminated code has left
 * behind, since none of its `finally` blocks ran.
 */
const ON_INTERRUPT = Symbol.for("gradbook.onInterrupt");

function onInterrupt(): readonly (() => void)[] {
  const registered: unknown = Reflect.get(cellsGlobal, ON_INTERRUPT);
  return isSet(registered) ? listOf(registered as Set<() => void>) : [];
}

/** An interrupt may lose the message that starts a cell, but hardly of so many cells in a row. */
const MOST_LOST = 2;

/** An interrupt of a cell that has ended may still come this many cells later. */
const REMEMBERED = 20;

/** So many of the client's messages are remembered. */
const REQUESTS = 1000;

/** How a cell ended. */
interface End {
  readonly status: DoneMessage["status"];
  readonly error?: ErrorReport;
  readonly value?: Bundle;
}

interface Running {
  readonly cell: number;
  readonly allowStdin: boolean;
  readonly stop: () => void;
  readonly stopped: Promise<never>;
  isStopped: boolean;
  /** Aborted with the stop, for loops that go on in turns of the event loop. Made when the first of them asks. */
  controller: AbortController | undefined;
  /** How many groups of the console were open when it started. */
  readonly groups: number;
  /** What is to be done before the cell is. */
  readonly held: Promise<unknown>[];
}

export interface CellsParts {
  readonly link: Link;
  readonly console: CapturedConsole;
  readonly context: CellContext;
  readonly evaluator: Evaluator;
  readonly modules: Modules;
  readonly watchdog: Watchdog;
  /** What marks in the raw output carry, so that no program prints one by accident. */
  readonly secret: string;
}

/** Runs cells, one after the other, and tells the front how each ended. */
export class Cells {
  readonly #parts: CellsParts;
  readonly #running = new Map<number, Running>();
  /** The client's messages that cells and callbacks answer; some go on after their end. */
  readonly #requests = new Map<number, string>();
  /** How cells ended that may not be reported yet, because a termination is on its way. */
  readonly #deferred = new Map<number, End>();
  #last = 0;
  /** Whether the cell that was started last may ask its client for input. */
  #allowsStdin = true;
  /** A cell that was interrupted before it came. */
  #cancelled: number | undefined;
  /** Cells in a row that never came. */
  #lost = 0;
  #marks = 0;
  /** The number of the last interrupt that libraries were told of. */
  #putBackFor = 0;
  /** The cells that ended last, latest first. */
  #past: readonly number[] = [];

  /** The handle of the cell that was started last. */
  #handle: Handle | undefined;

  constructor(parts: CellsParts) {
    this.#parts = parts;
    Object.defineProperty(cellsGlobal, CELL_BINDING, { get: () => this.#handle });
  }

  /** The cell that the current code belongs to: its starter's, or else the last that was started. */
  get current(): number {
    return this.#parts.context.current() ?? this.#last;
  }

  /** The id of the client's message that the current code answers. */
  get messageId(): string {
    return this.#requests.get(this.current) ?? "";
  }

  /** Aborted when the user stops the cell that the current code belongs to. */
  get signal(): AbortSignal | undefined {
    const running = this.#running.get(this.current);
    if (running === undefined) return undefined;
    running.controller ??= new AbortController();
    if (running.isStopped) running.controller.abort(new KeyboardInterrupt());
    return running.controller.signal;
  }

  /** The cell that the current code belongs to is not done before this work is; its errors are the cell's. */
  hold(work: Promise<unknown>): void {
    const running = this.#running.get(this.current);
    if (running === undefined) return;
    const held = adopt(work);
    // Its failure is told once, by the cell; not a second time because nobody waited for it yet.
    held.catch(() => {});
    running.held.push(held);
  }

  /** Whether the current cell may ask its client for input. */
  get allowStdin(): boolean {
    return this.#running.get(this.current)?.allowStdin ?? this.#allowsStdin;
  }

  async run(message: RunMessage): Promise<void> {
    const { cell, keepValue, isAside } = message;
    const { evaluator, context, watchdog, link } = this.#parts;
    this.#lost = 0;
    this.#requests.set(cell, message.request);
    // One that runs beside another is stopped with it, and what belongs to none of them is the other's.
    if (!isAside || !this.#running.has(this.#last)) {
      this.#last = cell;
      this.#allowsStdin = message.allowStdin;
      watchdog.begin(cell);
    }
    addScript(cell, message.script, message.sourceMap);
    const running = this.#start(cell, message.allowStdin);
    if (isAside) link.send({ type: "begun", cell });
    try {
      if (cell === this.#cancelled) throw new KeyboardInterrupt();
      await evaluator.declare(message.declares);
      if (running.isStopped) throw new KeyboardInterrupt();
      const handle = new Handle(this.#parts.modules);
      this.#handle = handle;
      const outcome = await context.run(cell, () => evaluator.evaluate(message.script, cell));
      if (outcome.kind === "terminated") throw new KeyboardInterrupt();
      if (outcome.kind === "threw") throw outcome.thrown;
      if (running.isStopped) throw new KeyboardInterrupt();
      const { body } = handle;
      if (body !== undefined) {
        await Promise.race([context.run(cell, () => settled(body(handle))), running.stopped]);
      }
      while (running.held.length > 0) {
        await Promise.race([Promise.all(running.held.splice(0)), running.stopped]);
      }
      // A promise that the cell does not await is shown as one, as in tslab.
      const { value } = handle;
      if (value === undefined) this.#finish(cell, { status: "ok" });
      else {
        const bundle = await Promise.race([context.run(cell, () => bundleNow(value)), running.stopped]);
        // A display method that gives nothing says that there is nothing to show.
        const isShown = !keepValue && Object.keys(bundle.data).length > 0;
        if (isShown) {
          this.#parts.link.show({ type: "execute_result", cell }, bundle, { execution_count: message.count });
        }
        // As JSON has it: what it has nothing for is an error of the cell, and not of its report.
        const kept = keepValue ? { value: JSON.parse(JSON.stringify(bundle)) as Bundle } : {};
        this.#finish(cell, { status: "ok", ...kept });
      }
    } catch (thrown) {
      this.#fail(cell, thrown);
    }
  }

  /** Runs a callback that a message of the client caused, such as a comm's. */
  async handle({ cell, request }: CommMessage, body: () => unknown): Promise<void> {
    this.#requests.set(cell, request);
    const running = this.#start(cell);
    try {
      await Promise.race([this.#parts.context.run(cell, async () => settled(body())), running.stopped]);
      this.#finish(cell, { status: "ok" });
    } catch (thrown) {
      this.#fail(cell, thrown);
    }
  }

  /**
   * Called once the main thread is free: ends what awaits, and what was terminated without a word.
   *
   * @param number the interrupt's
   * @param acknowledge called when all that has been done; until then the watchdog calls again
   */
  interrupt({ cell, number }: Interrupt, acknowledge: () => void): void {
    if (cell !== this.#last && this.#past.includes(cell)) {
      acknowledge();
      return;
    }
    this.#cancel(cell);
    for (const [deferred, end] of [...this.#deferred]) this.#finish(deferred, end);
    for (const { stop } of this.#running.values()) stop();
    // A continuation of run() that was itself terminated cannot report; a turn later it would have. Planned
    // before other people's functions run: one that never returns is terminated like a cell.
    setImmediate(() => {
      for (const running of [...this.#running.keys()]) {
        this.#finish(running, { status: "interrupted", error: INTERRUPTED });
      }
      if (this.#running.size === 0 && this.#parts.watchdog.forbid()) acknowledge();
    });
    this.#putBack(number);
  }

  /** Lets libraries put their state back: once for each interrupt, and before the cell is told to be done. */
  #putBack(interrupt: number): void {
    if (interrupt <= this.#putBackFor) return;
    this.#putBackFor = interrupt;
    for (const reset of onInterrupt()) {
      try {
        reset();
      } catch (thrown) {
        this.#parts.link.send({ type: "error", cell: this.current, error: reportError(thrown) });
      }
    }
  }

  /** The message that starts the cell comes through another pipe, and may come later, or was lost. */
  #cancel(cell: number): void {
    if (cell === this.#last || this.#running.has(cell)) return;
    // A session that hears no cell any more does not answer, so that the front ends it.
    if (cell === this.#cancelled && this.#lost < MOST_LOST) {
      this.#lost++;
      this.#start(cell);
    }
    this.#cancelled = cell;
  }

  #start(cell: number, allowStdin = this.#allowsStdin): Running {
    let stop = (): void => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = () => {
        running.isStopped = true;
        const interrupt = new KeyboardInterrupt();
        reject(interrupt);
        if (running.controller !== undefined) abort(running.controller, interrupt);
      };
    });
    // It is rejected also when nothing races against it any more.
    stopped.catch(() => {});
    const running: Running = {
      cell,
      allowStdin,
      stop,
      stopped,
      isStopped: false,
      controller: undefined,
      groups: this.#parts.console.groups(),
      held: [],
    };
    this.#running.set(cell, running);
    const [oldest] = this.#requests.keys();
    if (oldest !== undefined && this.#requests.size > REQUESTS) this.#requests.delete(oldest);
    this.#parts.watchdog.allow();
    return running;
  }

  #fail(cell: number, thrown: unknown): void {
    if (KeyboardInterrupt.is(thrown)) this.#finish(cell, { status: "interrupted", error: INTERRUPTED });
    else this.#finish(cell, { status: "error", error: reportError(thrown) });
  }

  #finish(cell: number, end: End): void {
    if (!this.#running.has(cell)) return;
    const { link, console, secret, watchdog } = this.#parts;
    if (end.status === "interrupted") this.#putBack(this.#parts.watchdog.asked);
    const isLast = this.#running.size === 1;
    if (isLast && !watchdog.forbid()) {
      if (!this.#deferred.has(cell)) this.#deferred.set(cell, end);
      return;
    }
    this.#deferred.delete(cell);
    const mark = ++this.#marks;
    // What threw half way left its groups open; the next cell is not to be indented by them.
    if (end.status !== "ok") console.closeGroups(this.#running.get(cell)?.groups ?? 0);
    link.flush();
    const unmarked = writeRaw(markText(secret, mark));
    link.send({ type: "done", cell, mark, unmarked, ...end });
    this.#running.delete(cell);
    this.#past = [cell, ...this.#past.slice(0, REMEMBERED)];
    watchdog.end(cell);
  }
}

/** What a cell's code gave, waited for if it is a promise. */
function settled<T>(value: T | Promise<T>): T | Promise<T> {
  return isPromise(value) ? adopt(value as Promise<T>) : value;
}

/** Tells the listeners of a cell, of which none may keep its end from being told. */
function abort(controller: AbortController, reason: Error): void {
  try {
    controller.abort(reason);
  } catch {
    // Node calls listeners one by one, and reports what they throw; this is for a Node that a cell has changed.
  }
}

/** What one cell's script sees as `__cell__`. */
class Handle implements CellRuntime {
  value: unknown;
  body: ((cell: CellRuntime) => Promise<unknown>) | undefined;
  readonly #modules: Modules;

  constructor(modules: Modules) {
    this.#modules = modules;
  }

  result<T>(value: T): T {
    this.value = value;
    return value;
  }

  run(body: (cell: CellRuntime) => Promise<unknown>): void {
    this.body = body;
  }

  import(specifier: string): Promise<object> {
    return promiseForCells(this.#modules.import(specifier));
  }

  define(file: string, text: string): void {
    this.#modules.define(file, text);
  }

  get meta(): object {
    return this.#modules.meta;
  }

  shell(command: string): Promise<void> {
    return promiseForCells(this.#modules.shell(command));
  }
}
