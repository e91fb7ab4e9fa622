import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { inspect } from "node-inspect-extracted";
import type { ErrorReport } from "../../channel/protocol.js";
import { originalNames } from "../../compiler/names.js";
import { shortened } from "../../session/bounds.js";
import { nodeWords } from "../node-names.js";

/** Longer messages and traces are cut, in characters. */
const LONGEST_MESSAGE = 10_000;
const LONGEST_TRACE = 40_000;

const RAW = /\bcell-(\d+)\.js:(\d+):(\d+)/g;
const SHOWN = /\bcell-(\d+):(\d+):(\d+)/;

/** What the engine is told a cell's script is called. In messages it appears as `cell-3`. */
export function sourceName(cell: number): string {
  return `cell-${cell}.js`;
}

interface Script {
  readonly lines: number;
  readonly map: string | undefined;
  parsed?: TraceMap;
}

/** Shows errors of cells as the user wrote the cells, and without what runs them. */
export class Stacks {
  readonly #scripts = new Map<number, Script>();

  addScript(cell: number, script: string, map: string | undefined): void {
    this.#scripts.set(cell, { lines: script.trimEnd().split("\n").length, map });
  }

  /** An error (or whatever was thrown) as Jupyter wants it. */
  report(thrown: unknown): ErrorReport {
    const message = thrown instanceof Error ? originalNames(String(thrown.message)) : "";
    // "process is not defined"
    const words = thrown instanceof ReferenceError ? nodeWords(message.split(" ")[0] ?? "") : undefined;
    const text = this.mapped(originalNames(describe(thrown))).replace(message, () => words ?? message);
    const place = SHOWN.exec(text);
    const at =
      place === null
        ? {}
        : { at: { cell: Number(place[1]), line: Number(place[2]), column: Number(place[3]) } };
    const all = { all: "catch it and console.log(…) it to see all" };
    const shown = shortened(text, { ...all, longest: LONGEST_TRACE });
    const short = (words: string) => shortened(words, { ...all, longest: LONGEST_MESSAGE });
    if (!(thrown instanceof Error)) {
      return { ename: "Uncaught", evalue: short(text), traceback: `Uncaught ${shown}`.split("\n"), ...at };
    }
    return {
      ename: short(String(thrown.name || thrown.constructor.name)),
      evalue: short(words ?? message),
      traceback: shown.split("\n"),
      ...at,
    };
  }

  /** The same text with positions in cells, and with no line of a stack that is the kernel's. */
  mapped(text: string): string {
    return text
      .split("\n")
      .filter((line) => !this.#isMachinery(line))
      .map((line) =>
        line.replace(RAW, (_, cell: string, at: string, column: string) => {
          const [l, c] = this.#original(Number(cell), Number(at), Number(column));
          return `cell-${cell}:${l}:${c}`;
        }),
      )
      .join("\n");
  }

  /** Frames of the worker's own scripts, and the call that starts a cell, which its script ends with. */
  #isMachinery(line: string): boolean {
    const frame = /^\s+at .*?\(?((?:blob:|evalmachine|node:|file:)[^()]*|cell-\d+\.js:\d+:\d+)\)?$/.exec(
      line,
    )?.[1];
    if (frame === undefined) return /^\s+at (?:new Promise|Array\.\w+|async )?\(?<anonymous>\)?$/.test(line);
    const [, cell, at] = /^cell-(\d+)\.js:(\d+)/.exec(frame) ?? [];
    if (cell === undefined) return true;
    const script = this.#scripts.get(Number(cell));
    return script?.map !== undefined && Number(at) >= script.lines;
  }

  #original(cell: number, line: number, column: number): readonly [number, number] {
    const script = this.#scripts.get(cell);
    if (script?.map === undefined) return [line, column];
    script.parsed ??= new TraceMap(script.map);
    const found = originalPositionFor(script.parsed, { line, column: column - 1 });
    return found.line === null ? [line, column] : [found.line, found.column + 1];
  }
}

function describe(thrown: unknown): string {
  try {
    return inspect(thrown);
  } catch (error) {
    return `a value that cannot be shown (${String(error)})`;
  }
}
