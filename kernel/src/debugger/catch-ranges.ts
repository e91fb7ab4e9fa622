import type { Node } from "acorn";
import type { ScriptPlace } from "./positions.js";
import { field, parseScript, walk } from "./syntax.js";

/** A piece of a script in which a `try` catches what is thrown. */
interface Range {
  readonly start: ScriptPlace;
  readonly end: ScriptPlace;
}

/**
 * Where in a script a `try` with a `catch` stands, and where functions do: what a function throws is not caught by the
 * `try` around its text. V8 has its own word on what is caught, but for it the kernel, which reports errors, catches all.
 */
export class CatchRanges {
  readonly #tries: Range[] = [];
  readonly #functions: Range[] = [];

  constructor(text: string) {
    try {
      walk(parseScript(text), (node) => {
        if (/Function/.test(node.type)) this.#functions.push(rangeOf(node));
        if (node.type === "TryStatement" && field(node, "handler") !== null) {
          this.#tries.push(rangeOf(field(node, "block") as Node));
        }
      });
    } catch {
      // Text that this parser does not know is taken for text without a catch.
    }
  }

  /** Is what is thrown at a place caught in its function? */
  catches(place: ScriptPlace): boolean {
    const inside = this.#functions.filter((range) => contains(range, place));
    const innermost = inside.reduce<Range | undefined>(
      (inner, range) => (inner === undefined || contains(inner, range.start) ? range : inner),
      undefined,
    );
    return this.#tries.some(
      (range) => contains(range, place) && (innermost === undefined || contains(innermost, range.start)),
    );
  }
}

function rangeOf(node: Node): Range {
  const { start, end } = node.loc as NonNullable<Node["loc"]>;
  return {
    start: { lineNumber: start.line - 1, columnNumber: start.column },
    end: { lineNumber: end.line - 1, columnNumber: end.column },
  };
}

function contains({ start, end }: Range, place: ScriptPlace): boolean {
  return !isBefore(place, start) && isBefore(place, end);
}

function isBefore(a: ScriptPlace, b: ScriptPlace): boolean {
  return a.lineNumber < b.lineNumber || (a.lineNumber === b.lineNumber && a.columnNumber < b.columnNumber);
}
