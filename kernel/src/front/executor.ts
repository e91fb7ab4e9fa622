import type { CellRequest, CompiledCell, TypeService } from "../cell-contract.js";
import type { Bundle, DoneMessage, ErrorReport, RunMessage } from "../channel/protocol.js";
import { errorContent, problemsReport, problemText, withFrame } from "../reports/error-text.js";
import type { JsonObject, Message } from "../wire/message.js";
import type { CellJob } from "./cell-job.js";
import type { Debugging } from "./debugging.js";
import type { Held } from "./held.js";
import type { History } from "./history.js";
import type { Origins } from "./origins.js";
import type { SessionHost } from "./session-host.js";
import type { Sockets } from "./sockets.js";
import type { Watching } from "./watching.js";

export interface ExecutorParts {
  readonly sockets: Sockets;
  readonly types: TypeService;
  readonly session: SessionHost;
  readonly origins: Origins;
  readonly history: History;
  readonly held: Held;
  readonly directory: string;
  readonly debugging: Debugging;
  readonly watching: Watching;
}

const INTERRUPTED: ErrorReport = {
  ename: "KeyboardInterrupt",
  evalue: "the cell was interrupted before it ran",
  traceback: ["KeyboardInterrupt: the cell was interrupted before it ran"],
};

const WAITS =
  "This cell of a subshell waits: JavaScript has one thread, and another cell computes on it without a pause. " +
  "It runs as soon as that one awaits or ends.\n";

/** Cells that have no execution_count are numbered from here. */
const UNCOUNTED = 1_000_000;

/** A cell of a subshell that has not begun after so long is told what it waits for, in ms. */
const TOLD_MS = 1000;

/** Runs cells, of which one of each shell may be under way. */
export class Executor {
  readonly #parts: ExecutorParts;
  #cell: number | undefined;
  #count = 0;
  #uncounted = UNCOUNTED;
  /** What the type service has: the session knows nothing of it yet. */
  readonly #compiling = new Set<() => void>();
  /** The cells that the session has. */
  readonly #running = new Set<number>();

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** The number of the main shell's cell, or of the cell before while none runs. */
  get currentCell(): number | undefined {
    return this.#cell;
  }

  /** How many cells have been counted. */
  get count(): number {
    return this.#count;
  }

  /** A number for something that is no counted cell but may put something out. */
  nextUncounted(): number {
    return ++this.#uncounted;
  }

  /** Stops what is under way, in every shell. */
  interrupt(): void {
    const compiling = [...this.#compiling];
    for (const cancel of compiling) cancel();
    if (compiling.length === 0 || this.#running.size > 0) this.#parts.session.interrupt();
  }

  /** Says what goes with a kernel that is ended at rest, below the cell that ran last. */
  bidFarewell(): void {
    const text = this.#parts.held.farewell();
    if (text !== undefined && this.#cell !== undefined) this.#stderr(this.#cell, text);
  }

  /** Answers a cell that is not run, since one before it has failed. */
  abort({ message, channel }: CellJob): void {
    this.#status(message, "busy");
    void this.#parts.sockets.reply(channel, message, {
      type: "execute_reply",
      content: { status: "aborted", execution_count: this.#count },
    });
    this.#status(message, "idle");
  }

  /** @returns whether it failed */
  async execute(job: CellJob): Promise<boolean> {
    const { message, channel, options } = job;
    const { sockets, origins, history } = this.#parts;
    const { code, silent } = options;
    const started = new Date().toISOString();
    this.#status(message, "busy");
    if (options.storeHistory) history.add(++this.#count, code);
    const cell = options.storeHistory ? this.#count : this.nextUncounted();
    const count = this.#count;
    if (!job.isAside) this.#cell = cell;
    origins.add(cell, { request: message, silent, source: code });
    if (!silent) {
      const content = { code, execution_count: count };
      void sockets.publish({ type: "execute_input", content, parent: message.header });
    }
    const error = await this.#run(cell, { job, count });
    if (error !== undefined && !silent) {
      void sockets.publish({ type: "error", content: errorContent(error), parent: message.header });
    }
    const content: JsonObject =
      error === undefined
        ? {
            status: "ok",
            execution_count: count,
            user_expressions: await this.#expressions(job),
            payload: [],
          }
        : {
            status: "error",
            execution_count: count,
            ...errorContent(error),
            user_expressions: {},
            payload: [],
          };
    void sockets.reply(channel, message, { type: "execute_reply", content, metadata: { started } });
    this.#status(message, "idle");
    return error !== undefined;
  }

  /** Checks, compiles and runs a cell. @returns what went wrong */
  async #run(
    cell: number,
    { job, count }: { readonly job: CellJob; readonly count: number },
  ): Promise<ErrorReport | undefined> {
    const { types, origins, held, directory, debugging, watching } = this.#parts;
    const { isAside, options } = job;
    // What the cells that are under way have declared is there for it.
    for (const other of this.#running) types.commit(other, true);
    const compiled = await this.#compile({ source: options.code, cell, directory });
    if (compiled === "interrupted") return INTERRUPTED;
    if ("ename" in compiled) return compiled;
    const name = cell < UNCOUNTED ? `cell-${cell}` : "cell";
    const errors = compiled.problems.filter(({ category }) => category === "error");
    if (errors.length > 0) return problemsReport(errors, name);
    const warnings = compiled.problems.map((problem) => `${problemText(problem, name)}\n`).join("\n");
    if (warnings !== "") this.#stderr(cell, warnings);
    await debugging.beforeRun({ cell, sourceMap: compiled.sourceMap });
    if (this.#running.size === 0) watching.begin();
    const done = await this.#inSession({
      type: "run",
      cell,
      request: job.message.header.msg_id,
      count,
      script: compiled.script,
      declares: compiled.declares,
      ...(compiled.sourceMap === undefined ? {} : { sourceMap: compiled.sourceMap }),
      keepValue: false,
      allowStdin: options.allowStdin,
      isAside,
    });
    if (this.#running.size === 0) {
      debugging.afterRun();
      await watching.end();
    }
    if (done.error?.ename !== "SessionEnded") {
      types.commit(cell, done.status === "ok");
      held.add(compiled.names.filter(({ isLive }) => !isLive).map((bound) => bound.name));
    }
    return done.error && withFrame(done.error, (number) => origins.source(number));
  }

  /** Has the session run a cell. One that has to wait there, since another computes, is told so. */
  async #inSession(message: RunMessage): Promise<DoneMessage> {
    const { cell } = message;
    const tell = (): void => {
      // Where no other cell has begun it is the machine that lets it wait.
      if (this.#running.size > 1) this.#stderr(cell, WAITS);
    };
    const told = message.isAside ? setTimeout(tell, TOLD_MS) : undefined;
    this.#running.add(cell);
    try {
      return await this.#parts.session.run(message, { onBegun: () => clearTimeout(told) });
    } finally {
      clearTimeout(told);
      this.#running.delete(cell);
    }
  }

  async #compile(request: CellRequest): Promise<CompiledCell | ErrorReport | "interrupted"> {
    let cancel = (): void => {};
    const cancelled = new Promise<"interrupted">((resolve) => {
      cancel = () => resolve("interrupted");
    });
    this.#compiling.add(cancel);
    try {
      return await Promise.race([this.#parts.types.compile(request), cancelled]);
    } catch (error) {
      const evalue = `the type service failed: ${error instanceof Error ? error.message : String(error)}`;
      return { ename: "KernelError", evalue, traceback: [`KernelError: ${evalue}; run the cell again`] };
    } finally {
      this.#compiling.delete(cancel);
    }
  }

  async #expressions({ message, options, isAside }: CellJob): Promise<Readonly<Record<string, JsonObject>>> {
    const results: [string, JsonObject][] = [];
    for (const [name, source] of Object.entries(options.expressions)) {
      const cell = this.nextUncounted();
      this.#parts.origins.add(cell, { request: message, silent: true, source });
      const outcome = await this.#evaluate(source, { cell, request: message.header.msg_id, isAside });
      const failed = "ename" in outcome;
      results.push([
        name,
        failed ? { status: "error", ...errorContent(outcome) } : { status: "ok", ...outcome },
      ]);
    }
    // As own fields, also one that is called __proto__.
    return Object.fromEntries(results);
  }

  async #evaluate(
    source: string,
    { cell, request, isAside }: Pick<RunMessage, "cell" | "request" | "isAside">,
  ): Promise<Bundle | ErrorReport> {
    const compiled = await this.#compile({ source, cell, directory: this.#parts.directory });
    if (compiled === "interrupted") return INTERRUPTED;
    if ("ename" in compiled) return compiled;
    const errors = compiled.problems.filter(({ category }) => category === "error");
    if (errors.length > 0) return problemsReport(errors, "expression");
    const { script, declares } = compiled;
    const done = await this.#inSession({
      type: "run",
      cell,
      request,
      count: this.#count,
      script,
      declares,
      keepValue: true,
      allowStdin: false,
      isAside,
    });
    return done.error ?? done.value ?? { data: { "text/plain": "undefined" }, metadata: {} };
  }

  #stderr(cell: number, text: string): void {
    const origin = this.#parts.origins.find(cell);
    if (origin === undefined || origin.silent) return;
    const content = { name: "stderr", text };
    void this.#parts.sockets.publish({ type: "stream", content, parent: origin.request.header });
  }

  #status(message: Message, state: "busy" | "idle"): void {
    const content = { execution_state: state };
    void this.#parts.sockets.publish({ type: "status", content, parent: message.header });
  }
}
