import type { InteractiveChange, InteractiveView, ViewSlider } from "./contract.js";

type Change = (change: InteractiveChange) => void;

/** Sliders and buttons below a picture. */
export class Controls {
  readonly #sliders: readonly SliderControl[];

  constructor(root: HTMLElement, view: InteractiveView, change: Change) {
    this.#sliders = view.sliders.map((slider) => new SliderControl(root, slider, change));
    for (const name of view.buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", () => change({ kind: "press", name }));
      root.append(button);
    }
  }

  show({ sliders }: InteractiveView): void {
    for (const [i, slider] of sliders.entries()) this.#sliders[i]?.show(slider.value);
  }

  stop(): void {
    for (const slider of this.#sliders) slider.stop();
  }
}

class SliderControl {
  readonly #input = document.createElement("input");
  readonly #output = document.createElement("output");
  readonly #button = document.createElement("button");
  readonly #slider: ViewSlider;
  readonly #change: Change;
  #timer = 0;

  constructor(root: HTMLElement, slider: ViewSlider, change: Change) {
    this.#slider = slider;
    this.#change = change;
    const { name, min, max, step } = slider;
    Object.assign(this.#input, { type: "range", min, max, step });
    const label = document.createElement("label");
    const text = document.createElement("span");
    text.textContent = name;
    label.append(text, this.#input, this.#output);
    if (slider.play !== undefined) {
      this.#button.type = "button";
      this.#button.textContent = "Play";
      this.#button.addEventListener("click", () => (this.#timer ? this.stop() : this.#play()));
      root.append(this.#button);
    }
    root.append(label);
    this.show(slider.value);
    this.#input.addEventListener("input", () => {
      this.stop();
      this.#tell();
    });
  }

  show(value: number): void {
    // What is being moved is not moved back by an answer to an earlier place.
    if (document.activeElement !== this.#input) this.#input.value = String(value);
    this.#output.textContent = this.#input.value;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#button.textContent = "Play";
  }

  #play(): void {
    const { min, max, step, play } = this.#slider;
    this.#button.textContent = "Pause";
    if (Number(this.#input.value) >= max) this.#go(min);
    this.#timer = setInterval(() => {
      if (Number(this.#input.value) >= max) this.stop();
      else this.#go(Number(this.#input.value) + step);
    }, play);
  }

  #go(value: number): void {
    this.#input.value = String(value);
    this.#tell();
  }

  #tell(): void {
    this.#output.textContent = this.#input.value;
    this.#change({ kind: "slide", name: this.#slider.name, value: Number(this.#input.value) });
  }
}
