import type { TextRenderers } from "gradbook-kernel/render/texts";
import { element } from "./elements.js";
import { loadScript } from "./load-script.js";
import { livePlace } from "./place.js";

const TYPES = ["text/markdown", "text/latex"];

/** The Markdown and formulas that cells put out. Until what sets them has come, they are shown as they are written. */
export class OutputTexts {
  readonly #base: string;
  #loaded: Promise<void> | undefined;

  /** @param base from the page to the folder of the live parts */
  constructor(base: string) {
    this.#base = base;
  }

  get renderers(): TextRenderers {
    return livePlace().parts.texts ?? { markdown: asSource, latex: asSource };
  }

  /** Calls `redraw` once what sets them is there, if an output needs it and it is not there yet. */
  whenSet(data: Readonly<Record<string, unknown>>, redraw: () => void): void {
    if (livePlace().parts.texts !== undefined || !TYPES.some((type) => Object.hasOwn(data, type))) return;
    this.#loaded ??= loadScript(`${this.#base}texts.js`);
    // Without it they stay as they are written.
    this.#loaded.then(redraw, () => {});
  }
}

function asSource(source: string): string {
  return element("pre", { className: "stream", textContent: source }).outerHTML;
}
