import { format, inspect } from "node-inspect-extracted";

/** Of what is printed within so many ms, the first lines go out at once: no timer has its turn while a cell computes. */
const PAUSE = 25;
const AT_ONCE = 20;
/** The lines after these go together, or as soon as they are so many characters. */
const MOST = 16_384;

type Name = "stdout" | "stderr";

/** Takes text that cells print. */
export type Sink = (cell: number, name: Name, text: string) => void;

/** The console of cells: it writes what Node's console would. */
export class CellConsole {
  readonly #sink: Sink;
  readonly #current: () => number;
  #waiting: { readonly cell: number; readonly name: Name; text: string } | undefined;
  /** When the present stretch of {@link PAUSE} began, and how often something went out in it. */
  #since = Number.NEGATIVE_INFINITY;
  #sent = 0;
  #indent = "";
  readonly #counts = new Map<string, number>();
  readonly #timers = new Map<string, number>();

  constructor(sink: Sink, current: () => number) {
    this.#sink = sink;
    this.#current = current;
  }

  /** Becomes `console` of the global object. */
  install(): void {
    const out = (...values: unknown[]) => this.#write("stdout", values);
    const err = (...values: unknown[]) => this.#write("stderr", values);
    const methods = {
      log: out,
      info: out,
      debug: out,
      warn: err,
      error: err,
      trace: (...values: unknown[]) => err(`Trace: ${format(...values)}`),
      dir: (value: unknown, options?: object) => out(inspect(value, { customInspect: false, ...options })),
      dirxml: out,
      assert: (holds: unknown, ...values: unknown[]) => {
        if (!holds) err(values.length === 0 ? "Assertion failed" : `Assertion failed: ${format(...values)}`);
      },
      group: (...label: unknown[]) => this.#group(label),
      groupCollapsed: (...label: unknown[]) => this.#group(label),
      groupEnd: () => {
        this.#indent = this.#indent.slice(2);
      },
      count: (label = "default") => {
        this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
        out(`${label}: ${this.#counts.get(label)}`);
      },
      countReset: (label = "default") => void this.#counts.delete(label),
      time: (label = "default") => void this.#timers.set(label, performance.now()),
      timeLog: (label = "default") => out(this.#timed(label)),
      timeEnd: (label = "default") => {
        out(this.#timed(label));
        this.#timers.delete(label);
      },
      table: (data: unknown) => out(data),
    };
    Object.assign(Reflect.get(globalThis, "console") as object, methods);
  }

  /** Sends what has been printed. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    this.#sent++;
    this.#sink(waiting.cell, waiting.name, waiting.text);
  }

  /** What threw half way left its groups open; the next cell is not to be indented by them. */
  closeGroups(): void {
    this.#indent = "";
  }

  #group(label: readonly unknown[]): void {
    if (label.length > 0) this.#write("stdout", label);
    this.#indent += "  ";
  }

  #timed(label: string): string {
    const start = this.#timers.get(label);
    return start === undefined
      ? `${label}: no such timer`
      : `${label}: ${(performance.now() - start).toFixed(3)}ms`;
  }

  #write(name: Name, values: readonly unknown[]): void {
    const cell = this.#current();
    const text = `${this.#indent}${format(...values).replaceAll("\n", `\n${this.#indent}`)}\n`;
    if (this.#waiting?.cell !== cell || this.#waiting.name !== name) {
      this.flush();
      this.#waiting = { cell, name, text: "" };
      setTimeout(() => this.flush(), PAUSE);
    }
    this.#waiting.text += text;
    const now = performance.now();
    if (now - this.#since > PAUSE) {
      this.#since = now;
      this.#sent = 0;
    }
    if (this.#sent < AT_ONCE || this.#waiting.text.length > MOST) this.flush();
  }
}
