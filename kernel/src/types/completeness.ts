import type { Node } from "typescript";
import type { CompletenessAnswer, Language } from "../cell-contract.js";
import { parseModule } from "../compiler/cell-syntax.js";
import { beginsLikeElement, type Dialect, firstMistake, readAs } from "../compiler/dialect.js";
import { type BoundFile, ts } from "../compiler/typescript.js";

const INDENT = "  ";

/**
 * Whether a console should run the text or let the user go on writing: incomplete if the parser's first
 * complaint is that the text ends.
 */
export function completeness(source: string, language: Language): CompletenessAnswer {
  const options = { target: ts.ScriptTarget.ESNext };
  const read = (scriptKind: Dialect) => parseModule("cell.ts", source, { options, scriptKind });
  let file = readAs(source, { language, read, fileOf: (parsed) => parsed });
  // Right as it is, but only the beginning of what it looks like.
  if (firstMistake(file) === undefined && beginsLikeElement(file)) file = read("tsx");
  const first = firstMistake(file);
  if (first === undefined) return { status: "complete", indent: "" };
  const end = source.trimEnd().length;
  const stopsAtEnd = first.start + first.length >= end && (first.start >= end || isUnterminated(first.code));
  if (!stopsAtEnd || first.code === UNTERMINATED_STRING) return { status: "invalid", indent: "" };
  return { status: "incomplete", indent: indentAfter(source, file) };
}

/** A quoted string ends on its line. */
const UNTERMINATED_STRING = 1002;

/** Unterminated template literal, comment (which are complaints about where they start). */
function isUnterminated(code: number): boolean {
  return code === 1160 || code === 1010;
}

/**
 * As deep as the last line, and one deeper after an opening bracket or tag. A closing bracket counts as deep as the
 * line of what it closes, wherever it was typed.
 */
function indentAfter(source: string, file: BoundFile): string {
  const text = source.trimEnd();
  const last = text.split("\n").at(-1) ?? "";
  const closing = /^\s*[)\]}]/.exec(last);
  if (closing !== null) {
    const end = text.length - last.length + closing[0].length;
    return indentAt(source, startOfClosed(file, end) ?? end);
  }
  const own = indentAt(source, text.length);
  return /[([{]$|<\w[^<>]*(?<!\/)>$/.test(last) ? own + INDENT : own;
}

/** The indentation of the line that a position is in. */
function indentAt(source: string, position: number): string {
  const line = source.slice(source.lastIndexOf("\n", position - 1) + 1);
  return /^[^\S\n]*/.exec(line)?.[0] ?? "";
}

/** Where the innermost thing starts that ends at a position. */
function startOfClosed(file: BoundFile, end: number): number | undefined {
  let start: number | undefined;
  const visit = (node: Node): void => {
    if (node.end === end && node.getWidth(file) > 0) start = node.getStart(file);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return start;
}
