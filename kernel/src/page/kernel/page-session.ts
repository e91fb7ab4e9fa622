import type { CommToSession, DoneCell, FromSession, LessonFiles, RunCell, ToSession } from "../messages.js";
import type { PageWorker } from "./page-worker.js";
import { type StopKind, Stopper } from "./stopper.js";

/** What a session puts out while a cell runs, or after. */
export type SessionOutput = Exclude<FromSession, { type: "ready" | "done" | "input" | "package" }>;

export interface PageSessionOptions {
  readonly open: () => PageWorker;
  readonly lesson: LessonFiles;
  readonly stopKind: StopKind;
  readonly onOutput: (output: SessionOutput) => void;
  /** Asks the reader for a line; undefined if there will be none. */
  readonly onInput: (question: {
    readonly prompt: string;
    readonly password: boolean;
  }) => Promise<string | undefined>;
  /** Asks the reader whether a package may be fetched. @returns the addresses to try; none if not */
  readonly onPackage?: (specifier: string) => Promise<readonly string[]>;
  /** A session has begun, also one that takes the place of another: what it is told now, it hears before any cell. */
  readonly onOpen?: (comm: (message: Omit<CommToSession, "type">) => void) => void;
  /** Told while cells run again after a session had to be ended. */
  readonly onReplay: (progress: { readonly done: number; readonly total: number }) => void;
}

/** A cell that ran, and what it was told. */
interface Ran {
  readonly message: Omit<RunCell, "stop">;
  readonly answers: string[];
}

interface Running extends Ran {
  readonly stopper: Stopper;
  readonly end: (done: DoneCell) => void;
}

/** How a cell ends that its session had to be ended for. */
const LOST = "the cell could be stopped only by ending its session; the cells before it have run again";
const EXCEPT = ", except those that had been stopped";

/** The session worker as the page sees it: it runs cells, and when it had to be ended, it is as it was before. */
export class PageSession {
  readonly #options: PageSessionOptions;
  #worker: PageWorker;
  #running: Running | undefined;
  #history: Ran[] = [];
  /** Where packages come from that the reader has allowed. */
  readonly #packages = new Map<string, readonly string[]>();
  /** How many cells were stopped: where, nobody can know, so that they cannot run again. */
  #stopped = 0;
  /** While cells run again: what they put out is known. */
  #isReplaying = false;

  constructor(options: PageSessionOptions) {
    this.#options = options;
    this.#worker = this.#open();
  }

  /** Runs a compiled cell. One at a time. */
  run(message: Omit<RunCell, "stop" | "type">): Promise<DoneCell> {
    return this.#start({ message: { type: "run", ...message }, answers: [] });
  }

  /** Stops the cell that runs, whatever it does. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined || this.#isReplaying) return;
    this.#post({ type: "stop", cell: running.message.cell });
    if (await running.stopper.stop()) return;
    if (this.#running !== running) return;
    await this.#replace();
    const words = this.#stopped > 0 ? LOST + EXCEPT : LOST;
    const error = { ename: "KeyboardInterrupt", evalue: words, traceback: [`KeyboardInterrupt: ${words}`] };
    running.end({ type: "done", cell: running.message.cell, status: "interrupted", error });
  }

  /** Begins anew, without variables. */
  restart(): void {
    const running = this.#running;
    this.#running = undefined;
    this.#history = [];
    this.#stopped = 0;
    this.#worker.terminate();
    this.#worker = this.#open();
    const error = {
      ename: "Restarted",
      evalue: "the session was restarted",
      traceback: ["the session was restarted"],
    };
    running?.end({ type: "done", cell: running.message.cell, status: "interrupted", error });
  }

  /** Hands on what a view of the page says to its other end. */
  comm(message: Omit<CommToSession, "type">): void {
    this.#post({ type: "comm", ...message });
  }

  end(): void {
    this.#worker.terminate();
  }

  #start(ran: Ran): Promise<DoneCell> {
    const stopper = new Stopper(this.#options.stopKind);
    return new Promise((resolve) => {
      const end = (done: DoneCell): void => {
        stopper.end();
        if (this.#running === running) this.#running = undefined;
        resolve(done);
      };
      const running: Running = { ...ran, stopper, end };
      this.#running = running;
      this.#post({ ...ran.message, stop: stopper.way });
    });
  }

  /** A new worker in which the cells have run that ran in the old one. */
  async #replace(): Promise<void> {
    this.#worker.terminate();
    this.#worker = this.#open();
    this.#isReplaying = true;
    const total = this.#history.length;
    for (const [done, ran] of this.#history.entries()) {
      this.#options.onReplay({ done, total });
      await this.#start({ message: ran.message, answers: [...ran.answers] });
    }
    this.#options.onReplay({ done: total, total });
    this.#isReplaying = false;
  }

  #open(): PageWorker {
    const worker = this.#options.open();
    worker.listen(
      (message) => {
        if (worker === this.#worker) this.#take(message as FromSession);
      },
      (words) => {
        const error = { ename: "Uncaught", evalue: words, traceback: [`Uncaught ${words}`] };
        if (worker === this.#worker)
          this.#show({ type: "error", cell: this.#running?.message.cell ?? 0, error });
      },
    );
    const message: ToSession = { type: "open", lesson: this.#options.lesson };
    worker.postMessage(message);
    this.#options.onOpen?.((comm) => worker.postMessage({ type: "comm", ...comm } satisfies ToSession));
    return worker;
  }

  #take(message: FromSession): void {
    switch (message.type) {
      case "ready":
        break;
      case "done": {
        const running = this.#running;
        if (running?.message.cell !== message.cell) break;
        if (!this.#isReplaying) this.#remember(running, message);
        running.end(message);
        break;
      }
      case "input":
        void this.#answer(message.id, message);
        break;
      case "package":
        void this.#findPackage(message.id, message.specifier);
        break;
      default:
        this.#show(message);
    }
  }

  /** Also of a cell that failed, since what it assigned before is there. */
  #remember({ message, answers }: Ran, { status }: DoneCell): void {
    if (status === "interrupted") this.#stopped++;
    else this.#history.push({ message, answers });
  }

  async #answer(
    id: number,
    question: { readonly prompt: string; readonly password: boolean },
  ): Promise<void> {
    const running = this.#running;
    const known = this.#isReplaying ? running?.answers.shift() : undefined;
    const value = known ?? (await this.#options.onInput(question));
    if (value !== undefined && !this.#isReplaying) running?.answers.push(value);
    this.#post({ type: "input", id, value });
  }

  /** What the reader has allowed once is fetched again without a question, as when cells run again. */
  async #findPackage(id: number, specifier: string): Promise<void> {
    const addresses = this.#packages.get(specifier) ?? (await this.#options.onPackage?.(specifier)) ?? [];
    if (addresses.length > 0) this.#packages.set(specifier, addresses);
    this.#post({ type: "package", id, addresses });
  }

  #show(output: SessionOutput): void {
    if (!this.#isReplaying || output.type === "comm") this.#options.onOutput(output);
  }

  #post(message: ToSession): void {
    this.#worker.postMessage(message);
  }
}
