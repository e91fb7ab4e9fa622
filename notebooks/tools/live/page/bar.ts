import { button, element } from "./elements.js";

export interface BarActions {
  runAll(): void;
  stop(): void;
  restart(): void;
  save(): void;
  open(file: File): void;
  reset(): void;
}

/** What stands at the foot of a lesson: it runs all of it, stops it and keeps it. */
export class Bar {
  readonly element: HTMLElement;
  readonly #words = element("span", { className: "live-words" });
  readonly #stop: HTMLButtonElement;

  constructor(actions: BarActions) {
    this.#words.setAttribute("role", "status");
    this.#stop = button("■ Stop", actions.stop);
    this.#stop.disabled = true;
    const file = element("input", { type: "file", accept: ".ipynb", hidden: true });
    file.addEventListener("change", () => {
      const [chosen] = file.files ?? [];
      if (chosen !== undefined) actions.open(chosen);
      file.value = "";
    });
    const more = element(
      "details",
      { className: "live-more" },
      element("summary", { textContent: "More" }),
      element(
        "div",
        {},
        button("Restart", actions.restart),
        button("Save as .ipynb", actions.save),
        button("Open an .ipynb", () => file.click()),
        button("Reset this lesson", actions.reset),
      ),
    );
    more.addEventListener("click", (event) => {
      if (event.target instanceof HTMLButtonElement) more.open = false;
    });
    more.append(file);
    this.element = element(
      "div",
      { className: "live-bar" },
      button("▶ Run all", actions.runAll),
      this.#stop,
      this.#words,
      more,
    );
    this.element.setAttribute("role", "region");
    this.element.setAttribute("aria-label", "Run this lesson");
  }

  say(words: string): void {
    this.#words.textContent = words;
  }

  busy(isBusy: boolean): void {
    this.#stop.disabled = !isBusy;
    this.element.classList.toggle("live-busy", isBusy);
  }
}
