import type {
  CellProblem,
  CellRequest,
  CompiledCell,
  CompletenessAnswer,
  CompletionAnswer,
  InspectionAnswer,
  SourcePosition,
  TypeService,
  TypeServiceOptions,
} from "../cell-contract.js";
import type { ServiceAnswer, ServiceMessage, ServiceNotice, ServiceQuestion } from "./messages.js";
import { buildSnapshotInBackground, type ServiceProcess, spawnService } from "./spawn.js";

/** How often in a row a service that dies is started anew. */
const MOST_RESTARTS = 3;

/** How long after the first answer a snapshot for the next start may be built, in ms. */
const SNAPSHOT_DELAY = 5000;

/** The service, and the process it runs in at the moment. */
export interface RunningTypeService extends TypeService {
  readonly pid: number | undefined;
}

/** Starts the type service in a process of its own. */
export function startTypeService(options: TypeServiceOptions): RunningTypeService {
  return new ServiceClient(options);
}

interface Waiting {
  readonly question: ServiceQuestion;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Speaks to the service; if it dies, starts it anew and brings back the cells that ran. */
class ServiceClient implements RunningTypeService {
  readonly #options: TypeServiceOptions;
  readonly #waiting = new Map<number, Waiting>();
  /** Compiled cells that were not committed yet. */
  readonly #compiled = new Map<number, CellRequest>();
  /** Cells that ran, in order. */
  readonly #committed = new Map<number, CellRequest>();
  #process: ServiceProcess | undefined;
  #lastId = 0;
  #deaths = 0;
  #disposed = false;
  #snapshotPlanned = false;

  constructor(options: TypeServiceOptions) {
    this.#options = options;
    this.#start();
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async compile(request: CellRequest): Promise<CompiledCell> {
    try {
      const compiled = (await this.#ask({ ask: "compile", request })) as CompiledCell;
      if (!compiled.problems.some(({ category }) => category === "error")) {
        this.#compiled.set(request.cell, request);
      }
      return compiled;
    } catch (error) {
      return failed(error as Error);
    }
  }

  commit(cell: number, _ok: boolean): void {
    const request = this.#compiled.get(cell);
    if (request === undefined) return;
    this.#compiled.clear();
    this.#committed.set(cell, request);
    this.#send({ tell: "commit", cell });
  }

  async complete(position: SourcePosition): Promise<CompletionAnswer> {
    const { offset } = position;
    const nothing = { matches: [], start: offset, end: offset, metadata: {} };
    return this.#askOr({ ask: "complete", position }, nothing);
  }

  async inspect(position: SourcePosition & { readonly detail: 0 | 1 }): Promise<InspectionAnswer> {
    return this.#askOr({ ask: "inspect", position }, { found: false, data: {} });
  }

  async isComplete(source: string): Promise<CompletenessAnswer> {
    return this.#askOr({ ask: "isComplete", source }, { status: "unknown", indent: "" });
  }

  reset(): void {
    this.#compiled.clear();
    this.#committed.clear();
    this.#send({ tell: "reset" });
  }

  dispose(): void {
    this.#disposed = true;
    this.#process?.end();
    this.#failAll(new Error("the type service was ended"));
  }

  #start(): void {
    const service = spawnService({
      log: (line) => this.#log(line),
      onMessage: (answer) => this.#settle(answer as ServiceAnswer),
      onExit: (reason, started) => {
        if (this.#process === service) this.#recover(reason, started);
      },
    });
    this.#process = service;
    const { directory, language } = this.#options;
    this.#send({ tell: "open", directory, language });
  }

  /** After a death: starts anew, brings back the cells, and asks again what was open, except what killed it. */
  #recover(reason: string, started: boolean): void {
    if (this.#disposed) return;
    this.#log(`type service ended: ${reason}`);
    this.#deaths++;
    const others = [...this.#waiting];
    this.#waiting.clear();
    const first = started ? others.shift() : undefined;
    first?.[1].reject(new Error(`the type service ended while it worked on this: ${reason}`));
    if (this.#deaths > MOST_RESTARTS) {
      this.#process = undefined;
      for (const [, waiting] of others)
        waiting.reject(new Error(`the type service does not start: ${reason}`));
      return;
    }
    this.#start();
    for (const request of this.#committed.values()) this.#send({ tell: "replay", request });
    for (const [id, waiting] of others) {
      this.#waiting.set(id, waiting);
      this.#send({ ...waiting.question, id });
    }
  }

  #ask(question: ServiceQuestion): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#process === undefined || this.#disposed) {
        reject(new Error("the type service is not running; restart the kernel"));
        return;
      }
      const id = ++this.#lastId;
      this.#waiting.set(id, { question, resolve, reject });
      this.#send({ ...question, id });
    });
  }

  async #askOr<T>(question: ServiceQuestion, fallback: T): Promise<T> {
    try {
      return (await this.#ask(question)) as T;
    } catch (error) {
      this.#log((error as Error).message);
      return fallback;
    }
  }

  #settle({ id, value, error }: ServiceAnswer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    this.#deaths = 0;
    this.#planSnapshot();
    if (error === undefined) waiting.resolve(value);
    else waiting.reject(new Error(error));
  }

  #send(message: ServiceMessage | ServiceNotice): void {
    this.#process?.send(message);
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** Once per kernel, if the service had to start without one and after the first cells had their turn. */
  #planSnapshot(): void {
    if (this.#snapshotPlanned || this.#process?.fromSnapshot !== false) return;
    this.#snapshotPlanned = true;
    setTimeout(() => {
      if (!this.#disposed) buildSnapshotInBackground();
    }, SNAPSHOT_DELAY).unref();
  }

  #log(line: string): void {
    this.#options.log?.(line);
  }
}

/** A cell that the service could not compile must not run: it is reported instead. */
function failed({ message }: Error): CompiledCell {
  const [first = message] = message.split("\n");
  const problem: CellProblem = {
    code: "TS0",
    category: "error",
    message: `The cell could not be checked: ${first}`,
    line: 1,
    column: 1,
    frame: message,
  };
  return { problems: [problem], declares: [], script: "", isAsync: false, sourceMap: undefined };
}
