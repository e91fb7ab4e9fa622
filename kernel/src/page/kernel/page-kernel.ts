import type { CellProblem, CellRequest, CompletionAnswer, InspectionAnswer } from "../../cell-contract.js";
import type { ErrorReport } from "../../channel/protocol.js";
import { problemsReport, withFrame } from "../../reports/error-text.js";
import type { CommToSession, LessonFiles } from "../messages.js";
import { type Declarations, LESSON } from "../types/paths.js";
import { inPageWords, isOfPackage } from "./page-problems.js";
import { PageSession, type PageSessionOptions, type SessionOutput } from "./page-session.js";
import { type EditorQuestion, PageTypes } from "./page-types.js";
import type { PageWorker } from "./page-worker.js";
import type { StopKind } from "./stopper.js";

export interface PageKernelOptions
  extends Pick<PageSessionOptions, "onOutput" | "onInput" | "onPackage" | "onOpen" | "onReplay"> {
  readonly openTypes: () => PageWorker;
  readonly openSession: () => PageWorker;
  readonly stopKind: StopKind;
  readonly lesson: LessonFiles;
  /** The lesson's own files as the type checker reads them, by name. */
  readonly sources: Declarations;
  /** Told of a cell that ran unchecked, once it has been checked. */
  readonly onProblems: (cell: number, problems: readonly CellProblem[]) => void;
}

/** How a run ended. */
export interface RunEnd {
  readonly cell: number;
  /** `refused`: its types are wrong, and it did not run. */
  readonly status: "ok" | "error" | "interrupted" | "refused";
  readonly error?: ErrorReport;
  /** What the checker said before it ran; nothing yet where it ran unchecked. */
  readonly problems: readonly CellProblem[];
}

/** A cell that was given to the kernel: its number is what its outputs carry. */
export interface Run {
  readonly cell: number;
  readonly ended: Promise<RunEnd>;
}

/**
 * A kernel in a page: the same compiler, type service and in-cell modules as the kernel of Jupyter, in two workers. It
 * is what the front is there: the queue, Stop, and what is told of errors.
 */
export class PageKernel {
  readonly #options: PageKernelOptions;
  readonly #types: PageTypes;
  readonly #session: PageSession;
  readonly #sources = new Map<number, string>();
  #queue: Promise<unknown> = Promise.resolve();
  #count = 0;
  /** Runs that were given before this one's number, and had not begun at a stop or restart, do not run. */
  #cancelled = 0;

  constructor(options: PageKernelOptions) {
    this.#options = options;
    this.#types = new PageTypes(options.openTypes(), options.sources);
    this.#session = new PageSession({
      ...options,
      open: options.openSession,
      onOutput: (output) => options.onOutput(this.#framed(output)),
    });
  }

  /**
   * Runs a cell after those that were given before.
   * @param options.isFollowed another one is run as soon as this one has ended. The types worker answers nothing while
   * its full service begins, so that waits for a cell that is not followed. Default: false.
   */
  run(source: string, { isFollowed = false }: { readonly isFollowed?: boolean } = {}): Run {
    const cell = ++this.#count;
    this.#sources.set(cell, source);
    const ended = this.#queue.then(() => this.#run(cell, { source, isFollowed }));
    this.#queue = ended.catch(() => {});
    return { cell, ended };
  }

  /** Stops what runs; what waits does not run. Variables are kept. */
  async stop(): Promise<void> {
    this.#cancelled = this.#count;
    await this.#session.stop();
  }

  /** Forgets all variables; what waits does not run. */
  restart(): void {
    this.#cancelled = this.#count;
    this.#session.restart();
    this.#types.reset();
  }

  /** Reads what editors and cells will need, while nobody waits. */
  prepare(): void {
    this.#types.begin();
  }

  complete(question: EditorQuestion): Promise<CompletionAnswer> {
    return this.#types.complete(question);
  }

  inspect(question: EditorQuestion): Promise<InspectionAnswer> {
    return this.#types.inspect(question);
  }

  /** What is wrong with a text that is being written. */
  async check(source: string): Promise<readonly CellProblem[]> {
    return this.#told(await this.#types.check(source));
  }

  /** Hands on what a widget on the page says. */
  comm(message: Omit<CommToSession, "type">): void {
    this.#session.comm(message);
  }

  end(): void {
    this.#types.end();
    this.#session.end();
  }

  async #run(
    cell: number,
    { source, isFollowed }: { readonly source: string; readonly isFollowed: boolean },
  ): Promise<RunEnd> {
    if (cell <= this.#cancelled) return { cell, status: "interrupted", problems: [] };
    const ticks = this.#options.stopKind !== "none";
    const request: CellRequest = { source, cell, directory: LESSON, ticks };
    const { compiled, isChecked } = await this.#compile(request);
    const { script, declares, sourceMap } = compiled;
    const problems = this.#told(compiled.problems);
    if (problems.some(({ category }) => category === "error")) {
      return { cell, status: "refused", problems, error: problemsReport(problems, `cell-${cell}`) };
    }
    if (cell <= this.#cancelled) return { cell, status: "interrupted", problems };
    const running = this.#session.run({ cell, script, declares, sourceMap });
    this.#types.commit(request, isChecked, (late) => this.#options.onProblems(cell, this.#told(late)));
    if (!isFollowed) this.#types.begin();
    const { status, error } = await running;
    const told = error === undefined ? {} : { error: this.#withFrame(error) };
    return { cell, status, problems, ...told };
  }

  /** A cell whose only errors are packages that the reader may have fetched is one to run. */
  async #compile(request: CellRequest): ReturnType<PageTypes["compile"]> {
    const first = await this.#types.compile(request);
    const errors = first.compiled.problems.filter(({ category }) => category === "error");
    const isToRun = errors.length > 0 && this.#told(errors).length === 0;
    return isToRun ? this.#types.compile({ ...request, onlyWarns: true }) : first;
  }

  /** Of what the checker says, what a reader is to hear. */
  #told(problems: readonly CellProblem[]): readonly CellProblem[] {
    const mayFetch = this.#options.onPackage !== undefined;
    return problems.filter((one) => !(mayFetch && isOfPackage(one))).map(inPageWords);
  }

  #framed(output: SessionOutput): SessionOutput {
    return output.type === "error" ? { ...output, error: this.#withFrame(output.error) } : output;
  }

  #withFrame(error: ErrorReport): ErrorReport {
    return withFrame(error, (cell) => this.#sources.get(cell));
  }
}
