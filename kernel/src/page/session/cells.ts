import type { CellRuntime, TickingRuntime } from "../../cell-contract.js";
import { CELL_BINDING } from "../../cell-contract.js";
import type { DoneCell, RunCell } from "../messages.js";
import type { CellConsole } from "./console.js";
import { bundleNow } from "./display.js";
import { INTERRUPTED, KeyboardInterrupt } from "./interrupt.js";
import type { PageModules } from "./modules.js";
import type { SessionRealm } from "./realm.js";
import { type Stacks, sourceName } from "./stack.js";
import { stopProbe } from "./stop-probe.js";
import { Ticker } from "./ticker.js";

/**
 * A Set of functions that libraries put on the global object: they put state back that code which was stopped may have
 * left behind.
 */
const ON_INTERRUPT = Symbol.for("gradbook.onInterrupt");

export interface PageCellsParts {
  readonly realm: SessionRealm;
  readonly modules: PageModules;
  readonly stacks: Stacks;
  /** Sends what has been printed so far. */
  readonly flush: () => void;
  /** Called when a cell has ended, before that is told. */
  readonly onEnd: () => void;
  readonly console: Pick<CellConsole, "closeGroups">;
}

interface Running {
  readonly cell: number;
  readonly controller: AbortController;
  /** Rejected when the cell is to stop. */
  readonly stopped: Promise<never>;
  readonly stop: () => void;
  /** What is to be done before the cell is. */
  readonly held: Promise<unknown>[];
}

/** Runs cells in a worker, one after the other. Their names are true names of its global scope. */
export class PageCells {
  readonly #parts: PageCellsParts;
  readonly #declared = new Set<string>();
  readonly #ticker: Ticker;
  #running: Running | undefined;
  #handle: Handle | undefined;
  #last = 0;

  constructor(parts: PageCellsParts) {
    this.#parts = parts;
    this.#ticker = new Ticker(() => this.#running?.stop());
    Object.defineProperty(globalThis, CELL_BINDING, { configurable: true, get: () => this.#handle });
  }

  /** The cell that was started last: what comes from timers and promises counts as its. */
  get current(): number {
    return this.#last;
  }

  /** Aborted when the user stops the cell that runs. */
  get signal(): AbortSignal | undefined {
    return this.#running?.controller.signal;
  }

  /** The cell that runs is not done before this work is; its errors are the cell's. */
  hold(work: Promise<unknown>): void {
    // Its failure is told once, by the cell; not a second time because nobody waited for it yet.
    work.catch(() => {});
    this.#running?.held.push(work);
  }

  stop(cell: number): void {
    if (this.#running?.cell !== cell) return;
    this.#ticker.stop();
    this.#running.stop();
  }

  async run(message: RunCell): Promise<void> {
    const { cell } = message;
    this.#last = cell;
    const running = startRunning(cell);
    this.#running = running;
    this.#ticker.begin(stopProbe(message.stop));
    let end: Omit<DoneCell, "type" | "cell">;
    try {
      await this.#evaluate(message, running);
      end = { status: "ok" };
    } catch (thrown) {
      const isStop = running.controller.signal.aborted;
      end = isStop
        ? { status: "interrupted", error: INTERRUPTED }
        : { status: "error", error: this.#parts.stacks.report(thrown) };
    }
    this.#ticker.end();
    if (end.status === "interrupted") putBack();
    if (end.status !== "ok") this.#parts.console.closeGroups();
    this.#running = undefined;
    this.#parts.onEnd();
    this.#parts.flush();
    this.#parts.realm.post({ type: "done", cell, ...end });
  }

  async #evaluate({ cell, script, declares, sourceMap }: RunCell, running: Running): Promise<void> {
    const { realm, modules, stacks, flush } = this.#parts;
    stacks.addScript(cell, script, sourceMap);
    const fresh = declares.filter((name) => !this.#declared.has(name));
    if (fresh.length > 0) realm.evaluate(`let ${fresh.join(", ")};`);
    for (const name of fresh) this.#declared.add(name);
    const handle = new Handle(modules, this.#ticker);
    this.#handle = handle;
    realm.evaluate(`${script}\n//# sourceURL=${sourceName(cell)}`);
    const { body } = handle;
    if (body !== undefined) await Promise.race([body(handle), running.stopped]);
    while (running.held.length > 0) {
      await Promise.race([Promise.all(running.held.splice(0)), running.stopped]);
    }
    // A promise that the cell does not await is shown as one.
    const { value } = handle;
    if (value === undefined) return;
    const bundle = await Promise.race([bundleNow(value), running.stopped]);
    flush();
    // A display method that gives nothing says that there is nothing to show.
    if (Object.keys(bundle.data).length === 0) return;
    realm.post({ type: "execute_result", cell, bundle, id: undefined });
  }
}

function startRunning(cell: number): Running {
  const controller = new AbortController();
  let stop = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => {
      const interrupt = new KeyboardInterrupt();
      controller.abort(interrupt);
      reject(interrupt);
    };
  });
  // It is rejected also when nothing races against it any more.
  stopped.catch(() => {});
  return { cell, controller, stopped, stop, held: [] };
}

/** Lets libraries put their state back after a stop. */
function putBack(): void {
  const registered: unknown = Reflect.get(globalThis, ON_INTERRUPT);
  if (!(registered instanceof Set)) return;
  for (const reset of registered) (reset as () => void)();
}

const NO_SHELL =
  "!: expected a cell for a page, got a command for a shell, which a page has not; try it in JupyterLab";
const NO_MODULES =
  "@module: expected a cell that runs, got one that defines a module, which a page does not do; try it in JupyterLab";

/** What one cell's script sees as `__cell__`. */
class Handle implements TickingRuntime {
  value: unknown;
  body: ((cell: CellRuntime) => Promise<unknown>) | undefined;
  readonly meta = { url: "file:///lesson/" };
  readonly #modules: PageModules;
  readonly #ticker: Ticker;

  constructor(modules: PageModules, ticker: Ticker) {
    this.#modules = modules;
    this.#ticker = ticker;
  }

  result<T>(value: T): T {
    this.value = value;
    return value;
  }

  run(body: (cell: CellRuntime) => Promise<unknown>): void {
    this.body = body;
  }

  async import(specifier: string): Promise<object> {
    return this.#modules.load(specifier);
  }

  define(): void {
    throw new Error(NO_MODULES);
  }

  async shell(): Promise<void> {
    throw new Error(NO_SHELL);
  }

  tick(): number {
    return this.#ticker.tick();
  }
}
