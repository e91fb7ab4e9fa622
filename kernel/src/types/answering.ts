import type { Language } from "../cell-contract.js";
import { completeness } from "./completeness.js";
import type { TypeHost } from "./host.js";
import type { ServiceAnswer, ServiceMessage, ServiceNotice, ServiceQuestion } from "./messages.js";
import type { ParsedFiles } from "./parsed-files.js";
import { CellService } from "./service.js";

/** Housekeeping waits until nothing was asked for this long, in ms. */
const QUIET = 250;

export interface AnsweringOptions {
  /** Where goes what fails without a question to answer. */
  readonly log: (line: string) => void;
  /** What is read from the disk, shared with other kernels. Default: its own. */
  readonly parsed?: ParsedFiles;
  /** A service that has seen cells already. Default: one is made when the first message comes. */
  readonly warm?: CellService | undefined;
}

/** The type service behind a pipe of messages, whatever carries them: answers one after the other. */
export class AnsweringService {
  readonly #host: TypeHost;
  readonly #options: AnsweringOptions;
  #service: CellService | undefined;
  #language: Language = "typescript";
  #cancelHousekeeping = (): void => {};

  constructor(host: TypeHost, options: AnsweringOptions) {
    this.#host = host;
    this.#options = options;
    this.#service = options.warm;
  }

  /** Nothing more is asked. */
  close(): void {
    this.#cancelHousekeeping();
    this.#service = undefined;
  }

  /** @returns the answer to a question; nothing to a notice */
  take(message: ServiceMessage): ServiceAnswer | undefined {
    this.#cancelHousekeeping();
    const answer = "tell" in message ? this.#note(message) : this.#answer(message);
    this.#cancelHousekeeping = this.#host.clock.after(QUIET, () => this.#service?.keepHouse());
    return answer;
  }

  #note(notice: ServiceNotice): undefined {
    try {
      switch (notice.tell) {
        case "open":
          this.#language = notice.language;
          this.#open(notice.directory).language = notice.language;
          break;
        case "replay":
          this.#open(notice.request.directory).replay(notice.request);
          break;
        case "commit":
          this.#service?.commit(notice.cell);
          break;
        case "reset":
          this.#service?.reset();
          break;
      }
    } catch (error) {
      this.#options.log(`type service: ${describe(error)}`);
    }
  }

  #answer({ id, ...question }: ServiceQuestion & { readonly id: number }): ServiceAnswer {
    try {
      return { id, value: this.#valueFor(question) };
    } catch (error) {
      return { id, error: describe(error) };
    }
  }

  #valueFor(question: ServiceQuestion): unknown {
    switch (question.ask) {
      case "compile":
        return this.#open(question.request.directory).compile(question.request);
      case "check":
        return this.#open(question.directory).check(question.source, question.directory);
      case "complete":
        return this.#open(question.position.directory).complete(question.position);
      case "inspect":
        return this.#open(question.position.directory).inspect(question.position);
      case "isComplete":
        return completeness(question.source, this.#language);
    }
  }

  #open(directory: string): CellService {
    const { parsed } = this.#options;
    this.#service ??= new CellService(directory, { host: this.#host, ...(parsed && { parsed }) });
    return this.#service;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
