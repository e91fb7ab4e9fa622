import { download } from "../../../../../lib/src/datasets/download.js";
import { MemorySink } from "../../../../../lib/src/datasets/memory-sink.js";
import type { DataFile, ImageSetSource } from "../../../../../lib/src/datasets/registry.js";
import { findEitherDamage } from "../../../../../lib/src/datasets/unpack.js";
import { button, element } from "../elements.js";
import type { KeptFiles } from "./kept-files.js";
import { type FoundFiles, keyOf } from "./lesson-data.js";

export interface DataPanelOptions {
  readonly source: ImageSetSource;
  /** What is there already; what comes is added. */
  readonly found: FoundFiles;
  readonly kept: KeptFiles;
}

/** What asks the reader where a data set is to come from. */
export interface DataPanel {
  readonly element: HTMLElement;
  /** Resolves when all files are there, or the reader wants none. */
  readonly ended: Promise<void>;
  cancel(): void;
}

export function dataPanel(options: DataPanelOptions): DataPanel {
  return new Panel(options);
}

class Panel implements DataPanel {
  readonly element: HTMLElement;
  readonly ended: Promise<void>;
  readonly #options: DataPanelOptions;
  readonly #missing: readonly DataFile[];
  readonly #words = element("p", { className: "live-data-words" });
  readonly #progress = element("progress", { hidden: true });
  readonly #stopped = new AbortController();
  #end: () => void = () => {};

  constructor(options: DataPanelOptions) {
    this.#options = options;
    const { source, found } = options;
    this.#missing = Object.values(source.files).filter(({ name }) => !found.has(name));
    this.#words.setAttribute("role", "status");
    this.#progress.setAttribute("aria-label", `${source.title}: how much is there`);
    const file = element("input", { type: "file", multiple: true, hidden: true });
    file.addEventListener("change", () => {
      const chosen = [...(file.files ?? [])];
      file.value = "";
      void this.#choose(chosen);
    });
    this.element = element(
      "div",
      { className: "live-data" },
      element("p", { textContent: this.#question() }),
      element(
        "div",
        { className: "live-buttons" },
        button("Fetch them", () => void this.#fetch()),
        button("Choose files", () => file.click()),
        button("Not now", () => this.cancel()),
      ),
      this.#progress,
      this.#words,
      file,
    );
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", source.title);
    this.ended = new Promise((resolve) => {
      this.#end = () => {
        this.element.remove();
        resolve();
      };
    });
  }

  cancel(): void {
    this.#stopped.abort(new Error("the reader does without"));
    this.#end();
  }

  #question(): string {
    const { title, mirrors } = this.#options.source;
    const names = this.#missing.map(({ name }) => name).join(", ");
    return (
      `This page has no pictures of ${title} yet: fetch them (${megabytes(this.#bytes)} MB, from ` +
      `${new URL(mirrors[0] ?? "").host}), or choose ${names} on your disk; this browser then keeps them.`
    );
  }

  get #bytes(): number {
    return this.#missing.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async #fetch(): Promise<void> {
    const { source, found } = this.#options;
    const { mirrors } = source;
    const { signal } = this.#stopped;
    for (const one of this.element.querySelectorAll("button")) one.disabled = one.textContent !== "Not now";
    this.#progress.max = this.#bytes;
    this.#progress.hidden = false;
    let before = 0;
    try {
      for (const file of this.#missing) {
        if (!found.has(file.name)) {
          const onBytes = (bytes: number): void => this.#show(before + bytes);
          await this.#take(file, await download(file, new MemorySink(), { mirrors, signal, onBytes }));
        }
        before += file.bytes;
      }
      this.#end();
    } catch (error) {
      if (signal.aborted) return;
      this.#words.textContent = `They could not be fetched: ${wordsOf(error)}. Try again, or choose files.`;
      this.#progress.hidden = true;
      for (const one of this.element.querySelectorAll("button")) one.disabled = false;
    }
  }

  #show(bytes: number): void {
    this.#progress.value = bytes;
    this.#words.textContent = `${megabytes(bytes)} of ${megabytes(this.#bytes)} MB`;
  }

  /** Files are known by what is in them: those of both sets have the same names, and a browser may have renamed one. */
  async #choose(chosen: readonly File[]): Promise<void> {
    const refused: string[] = [];
    for (const one of chosen) {
      const bytes = new Uint8Array(await one.arrayBuffer());
      const meant = this.#missing.find(
        (file) => file.bytes === bytes.length || file.unpackedBytes === bytes.length,
      );
      const damage = meant && (await findEitherDamage(bytes, meant));
      if (meant !== undefined && damage === undefined) await this.#take(meant, bytes);
      else refused.push(`${one.name} is not one of them (${damage ?? `${bytes.length} bytes`})`);
    }
    const missing = this.#missing.filter(({ name }) => !this.#options.found.has(name));
    if (missing.length === 0) this.#end();
    else {
      const wanted = `Missing: ${missing.map(({ name }) => name).join(", ")}.`;
      this.#words.textContent = refused.length === 0 ? wanted : `${refused.join("; ")}. ${wanted}`;
    }
  }

  async #take(file: DataFile, bytes: Uint8Array): Promise<void> {
    const { source, found, kept } = this.#options;
    found.set(file.name, bytes);
    await kept.put(keyOf(source.id, file.name), bytes);
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
