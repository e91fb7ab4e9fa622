import type { SessionOutput } from "gradbook-kernel/page";
import { renderOutput } from "gradbook-kernel/render/outputs";
import type { Output } from "../../lessons/notebook.js";
import { element } from "./elements.js";
import type { OutputTexts } from "./output-texts.js";

/** What shows the outputs that need more than HTML: figures that move, widgets. */
export type ShowSpecial = (data: Readonly<Record<string, unknown>>, root: HTMLElement) => boolean;

/** What a view of outputs works with. */
export interface OutputsParts {
  readonly special: ShowSpecial;
  readonly texts: OutputTexts;
}

interface Shown {
  readonly element: HTMLElement;
  output: Output;
}

/** What a reader's own cells put out is left as it is. */
const asItIs = { clean: (html: string) => html, trust: true };

/** Longer streams are shown from their end, in characters. */
const MOST = 200_000;

/** The outputs of a cell that ran on this page. */
export class OutputsView {
  readonly element: HTMLElement;
  readonly #special: ShowSpecial;
  readonly #texts: OutputTexts;
  #shown: Shown[] = [];
  /** By display id. */
  readonly #byId = new Map<string, Shown>();
  #clearsNext = false;

  constructor(root: HTMLElement, { special, texts }: OutputsParts) {
    this.element = root;
    this.#special = special;
    this.#texts = texts;
  }

  /** What is shown, as nbformat has it. */
  get outputs(): readonly Output[] {
    return this.#shown.map(({ output }) => output);
  }

  take(output: SessionOutput): void {
    switch (output.type) {
      case "stream":
        this.#stream(output.name, output.text);
        break;
      case "display_data":
      case "execute_result": {
        const { data, metadata } = output.bundle;
        const shown = this.#add({ output_type: output.type, data, metadata });
        if (output.id !== undefined) this.#byId.set(output.id, shown);
        break;
      }
      case "update_display_data":
        if (output.id !== undefined) this.update(output.id, output.bundle);
        break;
      case "clear":
        if (output.wait) this.#clearsNext = true;
        else this.clear();
        break;
      case "error": {
        const { ename, evalue, traceback } = output.error;
        this.#add({ output_type: "error", ename, evalue, traceback });
        break;
      }
    }
  }

  /** Shows something else under a display id. @returns whether it stands here */
  update(
    id: string,
    { data, metadata }: Pick<Extract<Output, { data: unknown }>, "data" | "metadata">,
  ): boolean {
    const shown = this.#byId.get(id);
    if (shown === undefined) return false;
    shown.output = { output_type: "display_data", data, metadata };
    this.#draw(shown);
    return true;
  }

  clear(): void {
    this.#clearsNext = false;
    this.#shown = [];
    this.#byId.clear();
    this.element.replaceChildren();
  }

  /** Puts a question to the reader; undefined if there will be no answer. */
  ask({ prompt, password }: { readonly prompt: string; readonly password: boolean }): Question {
    const input = element("input", { type: password ? "password" : "text", autocomplete: "off" });
    const form = element("form", { className: "live-input" });
    form.append(element("label", {}, prompt, input), element("button", { textContent: "Answer" }));
    this.element.append(form);
    input.focus();
    let end: (value: string | undefined) => void = () => {};
    const answer = new Promise<string | undefined>((resolve) => {
      end = (value) => {
        form.remove();
        resolve(value);
      };
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      end(input.value);
    });
    return { answer, cancel: () => end(undefined) };
  }

  /** Shows something that is no output of the cell, such as a question, until it is taken away. */
  place(shown: HTMLElement): void {
    this.element.append(shown);
  }

  #stream(name: "stdout" | "stderr", text: string): void {
    const last = this.#clearsNext ? undefined : this.#shown.at(-1);
    if (last?.output.output_type === "stream" && last.output.name === name) {
      const all = last.output.text + text;
      last.output = { ...last.output, text: all.length > MOST ? `…${all.slice(-MOST)}` : all };
      this.#draw(last);
    } else this.#add({ output_type: "stream", name, text });
  }

  #add(output: Output): Shown {
    if (this.#clearsNext) this.clear();
    const shown = { element: element("div", { className: "output" }), output };
    this.#shown.push(shown);
    this.element.append(shown.element);
    this.#draw(shown);
    return shown;
  }

  #draw(shown: Shown): void {
    const { element: root, output } = shown;
    if ("data" in output) {
      if (this.#special(output.data, root)) return;
      this.#texts.whenSet(output.data, () => {
        if (shown.output === output) this.#draw(shown);
      });
    }
    root.innerHTML = renderOutput(output, { ...asItIs, ...this.#texts.renderers });
    runScripts(root);
  }
}

/** A question that waits for its answer. */
export interface Question {
  readonly answer: Promise<string | undefined>;
  cancel(): void;
}

/** Scripts that come as text run only when they are made anew; by an address, which the page's policy allows. */
function runScripts(root: HTMLElement): void {
  for (const script of root.querySelectorAll("script")) {
    if (script.type !== "" && script.type !== "text/javascript") continue;
    const address = URL.createObjectURL(new Blob([script.text], { type: "text/javascript" }));
    const made = element("script", { src: script.src || address, async: false });
    made.onload = () => URL.revokeObjectURL(address);
    script.replaceWith(made);
  }
}
