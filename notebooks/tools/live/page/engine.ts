import { storageHost } from "gradbook/exercise";
import { PageKernel, type RunEnd, type SessionOutput, stopKindOf } from "gradbook-kernel/page";
import { PROGRESS_TARGET } from "../comm-targets.js";
import type { Engine, EngineParts, Page, PageCell } from "../contract.js";
import { dataPanel } from "./data/data-panel.js";
import { serveData } from "./data/data-service.js";
import { keptFiles } from "./data/kept-files.js";
import type { AskReader } from "./data/lesson-data.js";
import { type Editor, openEditor } from "./editor.js";
import { answersOf } from "./editor-answers.js";
import { INTERACTIVE, type ShownFigure, showInteractive } from "./figures.js";
import { KeptTrainings } from "./kept-trainings.js";
import { namesNow, neededBefore } from "./needs.js";
import { notebookText } from "./notebook-file.js";
import { OutputTexts } from "./output-texts.js";
import { OutputsView, type Question } from "./outputs-view.js";
import { packagePanel } from "./package-panel.js";
import { PageComms, type SendComm } from "./page-comms.js";
import { RunMark } from "./run-mark.js";
import { Widgets } from "./widgets.js";
import { browserStore } from "./work.js";
import { workerOf } from "./worker-of.js";

/** A cell that the session knows. */
interface Known {
  readonly cell: PageCell;
  readonly view: OutputsView;
  readonly mark: RunMark;
  /** The number of its last run. */
  count: number | null;
  /** It ran to its end since the session began. */
  hasRun: boolean;
  /** It has begun, and nothing has come of it yet. */
  isWaiting: boolean;
  editor?: Editor;
}

const WIDGET = "application/vnd.jupyter.widget-view+json";

/** A lesson's page with a kernel. */
export class LessonEngine implements Engine {
  readonly #page: Page;
  readonly #parts: EngineParts;
  readonly #kernel: PageKernel;
  readonly #comms: PageComms;
  readonly #texts: OutputTexts;
  readonly #widgets: Widgets<OutputsView>;
  readonly #known = new Map<string, Known>();
  /** By the numbers of their runs. */
  readonly #runs = new Map<number, Known>();
  readonly #store = browserStore();
  readonly #kept = keptFiles();
  readonly #trainings = new KeptTrainings();
  #questions: Pick<Question, "cancel">[] = [];
  /** Runs come one after the other; what waits does not run after a stop. */
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  #stops = 0;

  constructor(page: Page, parts: EngineParts) {
    this.#page = page;
    this.#parts = parts;
    this.#comms = new PageComms((message) => this.#kernel.comm(message));
    this.#texts = new OutputTexts(parts.base);
    this.#widgets = new Widgets(this.#comms, () => this.#newView(document.createElement("div")));
    const { session, types, lesson } = parts;
    this.#kernel = new PageKernel({
      openSession: workerOf(session),
      openTypes: workerOf(types),
      stopKind: stopKindOf(window),
      lesson: { modules: lesson.modules, texts: lesson.texts },
      sources: lesson.sources,
      onOpen: (send) => this.#begin(send),
      onOutput: (output) => this.#take(output),
      onInput: (question) => this.#ask(question),
      onPackage: (specifier) => this.#askForPackage(specifier),
      onReplay: ({ done, total }) =>
        page.say(
          done < total
            ? `The session had to be ended to stop the cell: earlier cells run again, ${done + 1} of ${total}…`
            : "Stopped. The session was begun anew, and the cells before have run again.",
        ),
      onProblems: (cell, problems) => this.#runs.get(cell)?.mark.problems(problems),
    });
  }

  run(cells: readonly PageCell[]): Promise<void> {
    const since = this.#stops;
    this.#waiting++;
    this.#page.busy(true);
    const ended = this.#queue.then(() => this.#runAll(cells, since));
    this.#queue = ended
      .catch((error: Error) => this.#page.say(`This page's kernel failed: ${error.message}`))
      .finally(() => {
        this.#waiting--;
        if (this.#waiting === 0) this.#page.busy(false);
        this.#kernel.prepare();
      });
    return this.#queue;
  }

  async stop(): Promise<void> {
    this.#stops++;
    for (const question of this.#questions) question.cancel();
    await this.#kernel.stop();
  }

  restart(): void {
    this.#stops++;
    this.#trainings.forget();
    this.#kernel.restart();
    for (const known of this.#known.values()) {
      known.hasRun = false;
      known.mark.old();
    }
    this.#page.say("Restarted: nothing has run.");
  }

  edit(cell: PageCell, at?: { readonly x: number; readonly y: number }): void {
    const known = this.#knownOf(cell);
    if (known.editor === undefined) {
      const names = (): ReadonlySet<string> =>
        new Set(this.#page.cells().flatMap((one) => Object.keys(this.#names(one).declares)));
      const editor = openEditor({
        source: cell.source,
        label: "Code",
        answers: answersOf(this.#kernel, names),
        onChange: (source) => cell.write(source),
        onRun: () => void this.run([cell]),
      });
      known.editor = editor;
      cell.code.hidden = true;
      cell.code.before(editor.element);
      this.#kernel.prepare();
    }
    known.editor.focus(at);
  }

  refresh(cell: PageCell): void {
    this.#known.get(cell.id)?.editor?.show(cell.source);
  }

  notebook(): string {
    const written = this.#page.cells().map((cell) => {
      const known = this.#known.get(cell.id);
      const outputs = (known?.view.outputs ?? []).map((output) =>
        output.output_type === "execute_result" ? { ...output, execution_count: known?.count } : output,
      );
      return { id: cell.id, source: cell.source, count: known?.count ?? null, outputs };
    });
    return notebookText(this.#parts.lesson, written);
  }

  async #runAll(cells: readonly PageCell[], since: number): Promise<void> {
    for (const cell of cells) {
      const all = this.#page.cells();
      const needed = neededBefore(all, { cell, namesOf: (one) => this.#names(one) });
      const missing = needed.filter((one) => !this.#known.get(one.id)?.hasRun);
      for (const one of [...missing, cell]) {
        if (this.#stops !== since) return;
        const why = one === cell ? "" : ", which a later one needs";
        this.#page.say(`Runs: cell ${all.indexOf(one) + 1} of ${all.length}${why}…`);
        if (!(await this.#runOne(one, one !== cell))) return;
      }
    }
    this.#page.say("");
  }

  /**
   * @param isFollowed another one waits for it
   * @returns whether it ran to its end
   */
  async #runOne(cell: PageCell, isFollowed: boolean): Promise<boolean> {
    const known = this.#knownOf(cell);
    known.mark.running();
    known.isWaiting = true;
    const { cell: number, ended } = this.#kernel.run(cell.source, { isFollowed });
    known.count = number;
    this.#runs.set(number, known);
    const end = await ended;
    this.#showLive(known);
    if (end.error !== undefined) known.view.take({ type: "error", cell: number, error: end.error });
    this.#finish(known, end);
    return end.status === "ok";
  }

  /** What was shown before goes when something new comes, or the cell has ended. */
  #showLive(known: Known): void {
    if (!known.isWaiting) return;
    known.isWaiting = false;
    known.view.clear();
    known.mark.live();
  }

  #finish(known: Known, { status, problems }: RunEnd): void {
    known.hasRun = status === "ok";
    known.mark.ran(status);
    // Of a cell that ran unchecked they may have come already.
    if (status !== "refused" && problems.length > 0) known.mark.problems(problems);
    if (status !== "ok")
      this.#page.say(status === "interrupted" ? "Stopped; variables are kept." : "A cell failed.");
    for (const { editor } of this.#known.values()) editor?.lookAgain();
    this.#page.ran();
  }

  #knownOf(cell: PageCell): Known {
    let known = this.#known.get(cell.id);
    if (known === undefined) {
      const root = document.createElement("div");
      const view = this.#newView(root);
      known = {
        cell,
        view,
        mark: new RunMark(cell.outputs, root),
        count: null,
        hasRun: false,
        isWaiting: false,
      };
      this.#known.set(cell.id, known);
    }
    return known;
  }

  #newView(root: HTMLElement): OutputsView {
    return new OutputsView(root, {
      special: (data, place) => this.#special(data, place),
      texts: this.#texts,
    });
  }

  #names(cell: PageCell): ReturnType<typeof namesNow> {
    return namesNow(cell, this.#parts.lesson);
  }

  /** What a session is told before any cell runs in it. */
  #begin(send: SendComm): void {
    const host = storageHost({
      getItem: (key) => this.#store.getItem(key),
      setItem: (key, value) => this.#store.setItem(key, value),
      removeItem: (key) => this.#store.removeItem(key),
    });
    this.#comms.open(PROGRESS_TARGET, {
      data: { text: host.read() },
      send,
      message: ({ line, aside }) => {
        if (aside === true) host.setAside();
        else host.append(String(line));
        this.#page.ran();
      },
    });
    this.#trainings.serve(this.#comms, send);
    const { lesson, base } = this.#parts;
    const say = (words: string): void => this.#page.say(words);
    serveData(this.#comms, {
      send,
      base,
      beside: lesson.beside,
      kept: this.#kept,
      ask: this.#askForData,
      say,
    });
  }

  readonly #askForData: AskReader = async (source, found) => {
    const running = [...this.#runs.values()].at(-1);
    if (running === undefined) return;
    this.#showLive(running);
    const panel = dataPanel({ source, found, kept: this.#kept });
    running.view.place(panel.element);
    await this.#whileOpen(panel, panel.ended);
  };

  async #askForPackage(specifier: string): Promise<readonly string[]> {
    const running = [...this.#runs.values()].at(-1);
    if (running === undefined) return [];
    this.#showLive(running);
    const panel = packagePanel(specifier, this.#parts.lesson.packageSources);
    running.view.place(panel.element);
    return this.#whileOpen(panel, panel.answer);
  }

  /** A stop ends a question that is open. */
  async #whileOpen<T>(question: Pick<Question, "cancel">, answer: Promise<T>): Promise<T> {
    this.#questions.push(question);
    this.#page.say("A cell waits for your answer.");
    const value = await answer;
    this.#page.say("");
    this.#questions = this.#questions.filter((one) => one !== question);
    return value;
  }

  #take(output: SessionOutput): void {
    if (output.type === "comm") {
      this.#comms.take(output);
      return;
    }
    const place = this.#widgets.placeFor(output.cell) ?? this.#runs.get(output.cell)?.view;
    if (output.type === "update_display_data" && output.id !== undefined) {
      const { id, bundle } = output;
      const views = [...this.#known.values()].map(({ view }) => view);
      [...views, ...(place ? [place] : [])].some((view) => view.update(id, bundle));
      return;
    }
    const known = this.#runs.get(output.cell);
    if (known !== undefined) this.#showLive(known);
    place?.take(output);
  }

  async #ask(question: { readonly prompt: string; readonly password: boolean }): Promise<string | undefined> {
    const running = [...this.#runs.values()].at(-1);
    if (running === undefined) return undefined;
    this.#showLive(running);
    const asked = running.view.ask(question);
    return this.#whileOpen(asked, asked.answer);
  }

  #special(data: Readonly<Record<string, unknown>>, root: HTMLElement): boolean {
    const figure = data[INTERACTIVE] as ShownFigure | undefined;
    if (figure !== undefined) {
      showInteractive(root, figure, this.#comms);
      return true;
    }
    const widget = data[WIDGET] as { readonly model_id: string } | undefined;
    const view = widget && this.#widgets.view(widget.model_id);
    if (view === undefined) return false;
    root.replaceChildren(view);
    return true;
  }
}
