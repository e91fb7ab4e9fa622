import type { PageCell } from "../contract.js";
import { type AnswerForm, answerForm } from "./answer-form.js";
import { button, element } from "./elements.js";
import type { Work } from "./work.js";

/** What a cell asks of its page. */
export interface CellActions {
  run(cell: LiveCell): void;
  runFrom(cell: LiveCell): void;
  addBelow(cell: LiveCell): void;
  remove(cell: LiveCell): void;
  /** The code was touched: there is to be an editor. */
  edit(cell: LiveCell, at?: { readonly x: number; readonly y: number }): void;
  /** Its text was changed elsewhere than in its editor. */
  changed(cell: LiveCell): void;
}

export interface CellParts {
  readonly element: HTMLElement;
  readonly original: string;
  readonly work: Work;
  readonly actions: CellActions;
  /** Of a cell that the reader has added: the one that it stands behind. */
  readonly after?: string;
}

/** A code cell on its page: buttons, fields for an answer, what was kept of it. */
export class LiveCell implements PageCell {
  readonly id: string;
  readonly element: HTMLElement;
  readonly original: string;
  readonly outputs: HTMLElement;
  readonly code: HTMLElement;
  readonly #work: Work;
  readonly #actions: CellActions;
  readonly #after: string | undefined;
  readonly #form: AnswerForm | undefined;
  #source: string;

  constructor({ element: section, original, work, actions, after }: CellParts) {
    this.id = section.id.replace(/^cell-/, "");
    this.element = section;
    this.original = original;
    this.#work = work;
    this.#actions = actions;
    this.#after = after;
    this.#source = original;
    this.code = section.querySelector<HTMLElement>("pre")!;
    this.outputs = outputsOf(section);
    this.#form = answerForm(original, (source) => {
      this.take(source);
      actions.run(this);
    });
    this.#build();
  }

  get source(): string {
    return this.#source;
  }

  get isOwn(): boolean {
    return this.#after !== undefined;
  }

  get after(): string | undefined {
    return this.#after;
  }

  /** Takes what was written in its editor. */
  write(source: string): void {
    this.#source = source;
    if (this.#after !== undefined) this.#work.writeOwn({ id: this.id, after: this.#after, source });
    else this.#work.write(this.id, { source, original: this.original });
    this.element.classList.toggle("live-changed", source !== this.original);
    this.#form?.show(source);
  }

  /** Takes a text from elsewhere, and shows it. */
  take(source: string): void {
    this.write(source);
    showCode(this.code, source, this.original);
    this.#actions.changed(this);
  }

  /** Shows what was kept: in place of the course's own text, or beside a newer one. */
  restore(): void {
    const standing = this.#work.standing(this.id, this.original);
    if (standing.kind === "changed") this.take(standing.source);
    if (standing.kind === "both") this.#offerBoth(standing.source);
  }

  #build(): void {
    const buttons = element("div", { className: "live-buttons" });
    const run = button("▶ Run", () => this.#actions.run(this));
    run.className = "live-run";
    const from = button("Run from here", () => this.#actions.runFrom(this));
    const add = button("Add a cell", () => this.#actions.addBelow(this));
    add.className = "live-add";
    buttons.append(
      run,
      button("Edit", () => this.#actions.edit(this)),
      from,
      add,
    );
    if (this.isOwn) buttons.append(button("Remove", () => this.#actions.remove(this)));
    else {
      const back = button("Undo my changes", () => this.take(this.original));
      back.className = "live-back";
      buttons.append(back);
    }
    this.code.after(buttons);
    if (this.#form !== undefined) buttons.before(this.#form.element);
    this.code.addEventListener("click", (event) => {
      // A text that was marked is to be copied, not edited.
      if (String(getSelection()) === "") this.#actions.edit(this, { x: event.clientX, y: event.clientY });
    });
    const note = this.element.querySelector(".exercise-note");
    if (note !== null) {
      note.textContent = this.#form
        ? "Answer here, or put your answer in place of null and run the cell."
        : "Put your answer in place of null and run the cell: the check answers at once.";
    }
  }

  #offerBoth(mine: string): void {
    const end = (): void => offer.remove();
    const offer = element(
      "div",
      { className: "live-both" },
      element("p", {
        textContent: "The course has a new text of this cell since you wrote into it. Both are kept.",
      }),
      element(
        "details",
        {},
        element("summary", { textContent: "What you wrote" }),
        element("pre", { textContent: mine }),
      ),
      button("Go on with mine", () => {
        end();
        this.take(mine);
      }),
      button("Take the new one", () => {
        end();
        this.#work.setAside(this.id);
      }),
    );
    this.code.before(offer);
  }
}

/** The colours of the page's own text are the renderer's; what is new is plain until an editor has it. */
function showCode(code: HTMLElement, source: string, original: string): void {
  const own = code.querySelector<HTMLElement>("code") ?? code;
  if (own.textContent === source) return;
  kept.set(code, kept.get(code) ?? own.innerHTML);
  if (source === original) own.innerHTML = kept.get(code) ?? "";
  else own.textContent = source;
}

/** The course's own text with its colours. */
const kept = new WeakMap<HTMLElement, string>();

/** Where a cell's outputs are. */
function outputsOf(section: HTMLElement): HTMLElement {
  const known = section.querySelector<HTMLElement>(".outputs");
  if (known !== null) return known;
  const outputs = element("div", { className: "outputs" });
  outputs.append(...section.querySelectorAll(":scope > .output"));
  section.append(outputs);
  return outputs;
}
