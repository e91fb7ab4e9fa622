import type { CompletionEntry, CompletionInfo, Expression, Node, TextSpan } from "typescript";
import type { CompletionAnswer } from "../cell-contract.js";
import { internals, ts } from "../compiler/typescript.js";
import type { CellProgram, Draft } from "./cell-program.js";
import { heldValue } from "./held-value.js";

export interface EditorPosition {
  readonly source: string;
  /** In UTF-16 units; outside the text it means the nearest end. */
  readonly offset: number;
}

/** More matches than anybody reads would only make the reply slow. */
const MOST = 500;

/** What could stand at the cursor, the likeliest first. */
export function completeAt(program: CellProgram, { source, offset }: EditorPosition): CompletionAnswer {
  const cursor = clamp(offset, source);
  const draft = program.draft(source);
  const position = draft.offset + sameCharacter(source, { of: draft.text, offset: cursor });
  const { workspace } = program;
  const host = {
    ...workspace.host,
    getCompilationSettings: () => workspace.options,
  };
  const info = internals.Completions.getCompletionsAtPosition(
    host,
    draft.host,
    () => {},
    draft.file,
    position,
    PREFERENCES,
    undefined,
    ts.CompletionTriggerKind.Invoked,
    NEVER_CANCELLED,
  );
  const span = info?.entries[0]?.replacementSpan ?? stringSpan(info);
  // The span is of the draft; its start is as far before the cursor there as it is here.
  const from = span === undefined ? startOfWord(source, cursor) : cursor - Math.max(0, position - span.start);
  const to =
    span === undefined
      ? endOfWord(source, cursor)
      : cursor + Math.max(0, span.start + span.length - position);
  const typed = source.slice(from, cursor);
  const matching = (info?.entries ?? [])
    .filter((entry) => isWanted(entry) && rank(entry, typed) < NO_MATCH)
    .sort(
      (a, b) => rank(a, typed) - rank(b, typed) || compare(a.sortText, b.sortText) || compare(a.name, b.name),
    )
    .slice(0, MOST);
  const unknown = matching.length === 0 ? unknownOwner(draft, position) : undefined;
  const codePoints = (end: number) => [...source.slice(0, end)].length;
  const range = { start: codePoints(from), end: codePoints(to) };
  return {
    matches: matching.map(({ name }) => name),
    start: from,
    end: to,
    metadata: {
      _jupyter_types_experimental: matching.map(({ name, kind }) => ({
        ...range,
        text: name,
        type: typeOf(kind),
      })),
    },
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** What the cursor is behind a dot of, where its type says nothing of its properties. */
function unknownOwner({ file, checker }: Draft, position: number): string | undefined {
  const owner = ownerAt(file, position);
  if (owner === undefined) return undefined;
  const type = checker.getTypeAtLocation(owner);
  const isOpen = (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
  const isIndexed = type.getStringIndexType() !== undefined;
  return isOpen || isIndexed ? heldValue(owner, { file, checker }) : undefined;
}

/** What stands before the dot that the cursor is behind. */
function ownerAt(file: Node, position: number): Expression | undefined {
  let found: Expression | undefined;
  const visit = (node: Node): void => {
    if (position < node.pos || position > node.end) return;
    if (ts.isPropertyAccessExpression(node) && position > node.expression.end) found = node.expression;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const PREFERENCES = {
  includeCompletionsWithInsertText: false,
  includeCompletionsForModuleExports: false,
  includeCompletionsForImportStatements: false,
  allowTextChangesInNewFiles: false,
} as const;

const NEVER_CANCELLED = { isCancellationRequested: () => false, throwIfCancellationRequested: () => {} };

function clamp(offset: number, { length }: string): number {
  return Number.isFinite(offset) ? Math.max(0, Math.min(Math.trunc(offset), length)) : length;
}

/** The offset in `of`, whose shell lines read differently, at the same line and column. */
export function sameCharacter(
  source: string,
  { of, offset }: { readonly of: string; readonly offset: number },
): number {
  if (source === of) return offset;
  const before = source.slice(0, offset).split("\n");
  const lines = of.split("\n").slice(0, before.length);
  const last = lines.pop() ?? "";
  const start = lines.reduce((sum, line) => sum + line.length + 1, 0);
  return start + Math.min(before.at(-1)!.length, last.length);
}

function startOfWord(source: string, cursor: number): number {
  const word = /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(source.slice(0, cursor));
  const start = cursor - (word?.[0].length ?? 0);
  return source[start - 1] === "#" ? start - 1 : start;
}

/** A match replaces the whole word that the cursor is in. */
function endOfWord(source: string, cursor: number): number {
  const rest = /^[\p{ID_Continue}$\u200c\u200d]*/u.exec(source.slice(cursor));
  return cursor + (rest?.[0].length ?? 0);
}

/** Matches for a string literal replace what is between its quotes, which no word ends. */
function stringSpan(info: CompletionInfo | undefined): TextSpan | undefined {
  const strings = info?.entries.every(({ kind }) => kind === ts.ScriptElementKind.string) ?? false;
  return strings ? info?.optionalReplacementSpan : undefined;
}

function isWanted({ name, kind }: CompletionEntry): boolean {
  return kind !== ts.ScriptElementKind.warning && !name.startsWith("__imported_") && name !== "__cell__";
}

/** Names that begin as typed come first, then those that do but for upper and lower case, then those that hold it. */
function rank({ name }: CompletionEntry, typed: string): number {
  if (name.startsWith(typed)) return 0;
  const at = name.toLowerCase().indexOf(typed.toLowerCase());
  return at < 0 ? NO_MATCH : Math.min(at, 1) + 1;
}

const NO_MATCH = 3;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Jupyter's front ends draw an icon for these kinds. */
function typeOf(kind: string): string {
  switch (kind) {
    case "method":
    case "function":
    case "local function":
      return "function";
    case "class":
    case "local class":
      return "class";
    case "interface":
    case "type":
    case "enum":
    case "type parameter":
      return "type";
    case "property":
    case "getter":
    case "setter":
    case "accessor":
      return "property";
    case "const":
    case "let":
    case "var":
    case "local var":
    case "parameter":
    case "alias":
      return "instance";
    case "module":
    case "external module name":
    case "script":
    case "directory":
      return "module";
    default:
      return kind;
  }
}
