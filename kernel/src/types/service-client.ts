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
import { notCompiled } from "./not-compiled.js";
import type { OpenTransport, ServiceTransport } from "./transport.js";

/** How often in a row a service that dies is started anew. */
const MOST_RESTARTS = 3;

interface Waiting {
  readonly question: ServiceQuestion;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Speaks to the service; if it dies, starts it anew and brings back the cells that ran. */
export class ServiceClient implements TypeService {
  readonly #options: TypeServiceOptions;
  readonly #open: OpenTransport;
  readonly #waiting = new Map<number, Waiting>();
  /** Compiled cells that were not committed yet. */
  readonly #compiled = new Map<number, CellRequest>();
  /** Cells that ran, in order. */
  readonly #committed = new Map<number, CellRequest>();
  #transport: ServiceTransport | undefined;
  #lastId = 0;
  #deaths = 0;
  #disposed = false;

  constructor(options: TypeServiceOptions, open: OpenTransport) {
    this.#options = options;
    this.#open = open;
    this.#start();
  }

  get pid(): number | undefined {
    return this.#transport?.pid;
  }

  async compile(request: CellRequest): Promise<CompiledCell> {
    try {
      const compiled = (await this.#ask({ ask: "compile", request })) as CompiledCell;
      if (!compiled.problems.some(({ category }) => category === "error")) {
        this.#compiled.set(request.cell, request);
      }
      return compiled;
    } catch (error) {
      return notCompiled(request.source, [failure(error as Error)]);
    }
  }

  commit(cell: number, _ok: boolean): void {
    const request = this.#compiled.get(cell);
    if (request === undefined) return;
    this.#compiled.delete(cell);
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

  /** What is wrong with a text that is being written; it leaves no names. */
  async check(source: string, directory: string): Promise<readonly CellProblem[]> {
    return this.#askOr({ ask: "check", source, directory }, []);
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
    this.#transport?.end();
    this.#failAll(new Error("the type service was ended"));
  }

  #start(): void {
    const transport = this.#open({
      log: (line) => this.#log(line),
      onMessage: (answer) => this.#settle(answer),
      onExit: (reason, started) => {
        if (this.#transport === transport) this.#recover(reason, started);
      },
    });
    this.#transport = transport;
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
      this.#transport = undefined;
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
      if (this.#transport === undefined || this.#disposed) {
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
    if (error === undefined) waiting.resolve(value);
    else waiting.reject(new Error(error));
  }

  #send(message: ServiceMessage | ServiceNotice): void {
    this.#transport?.send(message);
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #log(line: string): void {
    this.#options.log?.(line);
  }
}

/** A cell that the service could not compile must not run: it is reported instead. */
function failure({ message }: Error): CellProblem {
  const [first = message] = message.split("\n");
  return {
    code: "TS0",
    category: "error",
    message: `The cell could not be checked: ${first}`,
    line: 1,
    column: 1,
    length: 0,
    frame: message,
  };
}
