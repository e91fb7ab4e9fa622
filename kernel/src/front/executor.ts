import type { CellRequest, CompiledCell, TypeService } from "../cell-contract.js";
import type { Bundle, ErrorReport } from "../channel/protocol.js";
import { errorContent, problemsReport, problemText, withFrame } from "../reports/error-text.js";
import type { JsonObject, Message } from "../wire/message.js";
import type { Debugging } from "./debugging.js";
import type { History } from "./history.js";
import type { Origins } from "./origins.js";
import { booleanField, stringField, stringsField } from "./requests.js";
import type { SessionHost } from "./session-host.js";
import type { Sockets } from "./sockets.js";

export interface ExecutorParts {
  readonly sockets: Sockets;
  readonly types: TypeService;
  readonly session: SessionHost;
  readonly origins: Origins;
  readonly history: History;
  readonly directory: string;
  readonly debugging: Debugging;
}

/** The fields of an execute_request, with their defaults. */
interface ExecuteOptions {
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly allowStdin: boolean;
  readonly stopOnError: boolean;
  readonly expressions: Readonly<Record<string, string>>;
}

interface Job {
  readonly message: Message;
  readonly channel: "shell" | "control";
  readonly options: ExecuteOptions;
}

const INTERRUPTED: ErrorReport = {
  ename: "KeyboardInterrupt",
  evalue: "the cell was interrupted before it ran",
  traceback: ["KeyboardInterrupt: the cell was interrupted before it ran"],
};

/** Cells that have no execution_count are numbered from here. */
const UNCOUNTED = 1_000_000;

function parseOptions(content: JsonObject): ExecuteOptions {
  const silent = booleanField(content, "silent", false);
  return {
    code: stringField(content, "code"),
    silent,
    storeHistory: !silent && booleanField(content, "store_history", true),
    allowStdin: booleanField(content, "allow_stdin", true),
    stopOnError: booleanField(content, "stop_on_error", true),
    expressions: stringsField(content, "user_expressions"),
  };
}

/** Runs execute_requests, one after the other in the order of their arrival. */
export class Executor {
  readonly #parts: ExecutorParts;
  readonly #queue: Job[] = [];
  #current: Job | undefined;
  #cell: number | undefined;
  #count = 0;
  #uncounted = UNCOUNTED;
  /** Set while the type service has the cell: the session knows nothing of it yet. */
  #cancel: (() => void) | undefined;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** The request whose cell is being run. */
  get current(): Message | undefined {
    return this.#current?.message;
  }

  /** Its number, or that of the cell before while none runs. */
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

  /** @throws RequestError for content that is not what the protocol says */
  enqueue(message: Message, channel: "shell" | "control"): void {
    this.#queue.push({ message, channel, options: parseOptions(message.content) });
    if (this.#current === undefined) void this.#work();
  }

  interrupt(): void {
    if (this.#cancel !== undefined) this.#cancel();
    else this.#parts.session.interrupt();
  }

  async #work(): Promise<void> {
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      this.#current = job;
      const failed = await this.#execute(job);
      if (failed && job.options.stopOnError) await this.#abort(this.#queue.splice(0));
      this.#current = undefined;
    }
  }

  async #abort(jobs: readonly Job[]): Promise<void> {
    for (const { message, channel } of jobs) {
      this.#status(message, "busy");
      void this.#parts.sockets.reply(channel, message, {
        type: "execute_reply",
        content: { status: "aborted", execution_count: this.#count },
      });
      this.#status(message, "idle");
    }
  }

  /** @returns whether it failed */
  async #execute({ message, channel, options }: Job): Promise<boolean> {
    const { sockets, origins, history } = this.#parts;
    const { code, silent } = options;
    const started = new Date().toISOString();
    this.#status(message, "busy");
    if (options.storeHistory) history.add(++this.#count, code);
    const cell = options.storeHistory ? this.#count : this.nextUncounted();
    this.#cell = cell;
    origins.add(cell, { request: message, silent, source: code });
    if (!silent) {
      const content = { code, execution_count: this.#count };
      void sockets.publish({ type: "execute_input", content, parent: message.header });
    }
    const error = await this.#run(cell, { request: message.header.msg_id, options });
    if (error !== undefined && !silent) {
      void sockets.publish({ type: "error", content: errorContent(error), parent: message.header });
    }
    const content: JsonObject =
      error === undefined
        ? {
            status: "ok",
            execution_count: this.#count,
            user_expressions: await this.#expressions(message, options.expressions),
            payload: [],
          }
        : {
            status: "error",
            execution_count: this.#count,
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
    { request, options }: { readonly request: string; readonly options: ExecuteOptions },
  ): Promise<ErrorReport | undefined> {
    const { session, types, origins, directory, debugging } = this.#parts;
    const compiled = await this.#compile({ source: options.code, cell, directory });
    if (compiled === "interrupted") return INTERRUPTED;
    if ("ename" in compiled) return compiled;
    const name = cell < UNCOUNTED ? `cell-${cell}` : "cell";
    const errors = compiled.problems.filter(({ category }) => category === "error");
    if (errors.length > 0) return problemsReport(errors, name);
    const warnings = compiled.problems.map((problem) => `${problemText(problem, name)}\n`).join("\n");
    if (warnings !== "") this.#stderr(cell, warnings);
    await debugging.beforeRun({ cell, sourceMap: compiled.sourceMap });
    const done = await session.run({
      type: "run",
      cell,
      request,
      count: this.#count,
      script: compiled.script,
      declares: compiled.declares,
      ...(compiled.sourceMap === undefined ? {} : { sourceMap: compiled.sourceMap }),
      keepValue: false,
      allowStdin: options.allowStdin,
    });
    debugging.afterRun();
    if (done.error?.ename !== "SessionEnded") types.commit(cell, done.status === "ok");
    return done.error && withFrame(done.error, (number) => origins.source(number));
  }

  async #compile(request: CellRequest): Promise<CompiledCell | ErrorReport | "interrupted"> {
    const cancelled = new Promise<"interrupted">((resolve) => {
      this.#cancel = () => resolve("interrupted");
    });
    try {
      return await Promise.race([this.#parts.types.compile(request), cancelled]);
    } catch (error) {
      const evalue = `the type service failed: ${error instanceof Error ? error.message : String(error)}`;
      return { ename: "KernelError", evalue, traceback: [`KernelError: ${evalue}; run the cell again`] };
    } finally {
      this.#cancel = undefined;
    }
  }

  async #expressions(
    message: Message,
    expressions: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, JsonObject>>> {
    const results: [string, JsonObject][] = [];
    for (const [name, source] of Object.entries(expressions)) {
      const cell = this.nextUncounted();
      this.#parts.origins.add(cell, { request: message, silent: true, source });
      const outcome = await this.#evaluate(source, { cell, request: message.header.msg_id });
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
    { cell, request }: { readonly cell: number; readonly request: string },
  ): Promise<Bundle | ErrorReport> {
    const { session, directory } = this.#parts;
    const compiled = await this.#compile({ source, cell, directory });
    if (compiled === "interrupted") return INTERRUPTED;
    if ("ename" in compiled) return compiled;
    const errors = compiled.problems.filter(({ category }) => category === "error");
    if (errors.length > 0) return problemsReport(errors, "expression");
    const { script, declares } = compiled;
    const done = await session.run({
      type: "run",
      cell,
      request,
      count: this.#count,
      script,
      declares,
      keepValue: true,
      allowStdin: false,
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
