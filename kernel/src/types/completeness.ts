import type { CompletenessAnswer } from "../cell-contract.js";
import { parseModule } from "../compiler/cell-syntax.js";
import { ts } from "../compiler/typescript.js";

const INDENT = "  ";

/**
 * Whether a console should run the text or let the user go on writing: incomplete if the parser's first
 * complaint is that the text ends.
 */
export function completeness(source: string): CompletenessAnswer {
  const file = parseModule("cell.ts", source, { options: { target: ts.ScriptTarget.ESNext } });
  const first = file.parseDiagnostics[0];
  if (first === undefined) return { status: "complete", indent: "" };
  const end = source.trimEnd().length;
  const stopsAtEnd = first.start + first.length >= end && (first.start >= end || isUnterminated(first.code));
  if (!stopsAtEnd || first.code === UNTERMINATED_STRING) return { status: "invalid", indent: "" };
  return { status: "incomplete", indent: indentAfter(source) };
}

/** A quoted string ends on its line. */
const UNTERMINATED_STRING = 1002;

/** Unterminated template literal, comment (which are complaints about where they start). */
function isUnterminated(code: number): boolean {
  return code === 1160 || code === 1010;
}

/** As deep as the last line, and one deeper after an opening bracket. */
function indentAfter(source: string): string {
  const last = source.trimEnd().split("\n").at(-1) ?? "";
  const own = /^\s*/.exec(last)?.[0] ?? "";
  return /[([{]$/.test(last) ? own + INDENT : own;
}
