import type {
  CellProblem,
  CellRequest,
  CompiledCell,
  CompletionAnswer,
  InspectionAnswer,
} from "../../cell-contract.js";
import { ServiceClient } from "../../types/service-client.js";
import type { OpenTransport, TransportEvents } from "../../types/transport.js";
import { type Declarations, LESSON } from "../types/paths.js";
import type { FromTypes, ServiceKind, ToTypes } from "../types/serve.js";
import type { PageWorker } from "./page-worker.js";

/** What an editor asks about. */
export interface EditorQuestion {
  readonly source: string;
  /** In UTF-16 units. */
  readonly offset: number;
}

/** A cell that runs before it was checked. */
interface Unchecked {
  readonly request: CellRequest;
  readonly tell: (problems: readonly CellProblem[]) => void;
}

/**
 * The types worker as the page sees it. Until its full service has read what there is to check against, a quick one
 * compiles cells unchecked; what the full one says of them comes later.
 */
export class PageTypes {
  readonly #worker: PageWorker;
  readonly #events = new Map<ServiceKind, TransportEvents>();
  readonly #quick: ServiceClient;
  #full: ServiceClient | undefined;
  #isReady = false;
  /** Cells that run unchecked, and that the full service was not asked of yet. */
  #unchecked: Unchecked[] = [];
  /** What the full service was asked of cells, one after the other. */
  #checks: Promise<unknown> = Promise.resolve();

  /** @param files the lesson's own files, by name */
  constructor(worker: PageWorker, files: Declarations) {
    this.#worker = worker;
    worker.listen(
      (message) => {
        const { from, answer } = message as FromTypes;
        this.#events.get(from)?.onMessage(answer);
      },
      (words) => {
        for (const { onExit } of this.#events.values()) onExit(words, true);
      },
    );
    this.#post({ files });
    this.#quick = new ServiceClient({ language: "typescript", directory: LESSON }, this.#transport("quick"));
  }

  /** Whether cells are checked before they run. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Lets the full service read its declarations: some seconds, in which the worker answers nothing. */
  begin(): void {
    void this.#service();
  }

  /** Compiles a cell: checked, if the full service is ready. */
  async compile(request: CellRequest): Promise<{ compiled: CompiledCell; isChecked: boolean }> {
    if (this.#isReady) {
      const full = await this.#informed();
      return { compiled: await full.compile(request), isChecked: true };
    }
    return { compiled: await this.#quick.compile(request), isChecked: false };
  }

  /**
   * A cell runs: later ones see its names. What is wrong with one that was not checked is told once the full service has
   * begun.
   */
  commit(request: CellRequest, isChecked: boolean, tell: Unchecked["tell"]): void {
    const { cell } = request;
    if (isChecked) {
      this.#full?.commit(cell, true);
      return;
    }
    this.#quick.commit(cell, true);
    this.#unchecked.push({ request, tell });
  }

  /** What is wrong with a text that is being written. */
  async check(source: string): Promise<readonly CellProblem[]> {
    const full = await this.#informed();
    return full.check(source, LESSON);
  }

  async complete({ source, offset }: EditorQuestion): Promise<CompletionAnswer> {
    const full = await this.#informed();
    return full.complete({ source, offset, directory: LESSON });
  }

  async inspect({ source, offset }: EditorQuestion): Promise<InspectionAnswer> {
    const full = await this.#informed();
    return full.inspect({ source, offset, directory: LESSON, detail: 0 });
  }

  reset(): void {
    this.#unchecked = [];
    this.#quick.reset();
    this.#full?.reset();
  }

  end(): void {
    this.#worker.terminate();
  }

  /** The full service, once it knows of all cells that have run. */
  async #informed(): Promise<ServiceClient> {
    const full = this.#service();
    await this.#checks;
    return full;
  }

  #service(): ServiceClient {
    if (this.#full === undefined) {
      this.#full = new ServiceClient({ language: "typescript", directory: LESSON }, this.#transport("full"));
      // Answered once all that was sent before has been dealt with.
      void this.#full.isComplete("").then(() => {
        this.#isReady = true;
      });
    }
    for (const one of this.#unchecked.splice(0)) this.#checkLate(this.#full, one);
    return this.#full;
  }

  #checkLate(full: ServiceClient, { request, tell }: Unchecked): void {
    this.#checks = this.#checks.then(async () => {
      const { problems } = await full.compile({ ...request, onlyWarns: true });
      full.commit(request.cell, true);
      tell(problems);
    });
  }

  #transport(to: ServiceKind): OpenTransport {
    return (events) => {
      this.#events.set(to, events);
      return {
        pid: undefined,
        send: (message) => this.#post({ to, message }),
        end: () => this.#events.delete(to),
      };
    };
  }

  #post(message: ToTypes): void {
    this.#worker.postMessage(message);
  }
}
