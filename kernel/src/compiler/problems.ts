import type { Diagnostic, DiagnosticCategory } from "typescript";
import type { CellProblem } from "../cell-contract.js";
import { isTypeScript, namingTheKernel } from "./javascript.js";
import { sourceFrame } from "./source-frame.js";
import { type BoundFile, type CommentDirective, ts } from "./typescript.js";

/** What is worth a remark in an editor is not worth stopping a cell for. */
const NOISE = new Set([
  6133, // declared but never read
  6192, // all imports unused
  6196, // declared but never used
  6198, // all destructured elements unused
  6199, // all variables unused
  6205, // type parameters unused
  6138, // property unused
  7027, // unreachable code
  7028, // unused label
  2695, // left side of comma operator is unused
]);

/** "… implicitly has an 'any' type", in all its forms. */
const IMPLICIT_ANY = new Set([
  ...[7005, 7006, 7008, 7009, 7010, 7011, 7012, 7013, 7014, 7015, 7016, 7017, 7018, 7019, 7020, 7022, 7023],
  ...[7024, 7025, 7026, 7031, 7032, 7033, 7034, 7039, 7051, 7052, 7053, 7055, 7057],
]);

/** "Element implicitly has an 'any' type because …" */
const INDEXED = 7053;

/**
 * What is said of `x[0]` where x is of a class or an interface that cannot be indexed, such as a tensor: nobody means
 * the `undefined` that it would be. `o[0]` of an object that was written as `{}` stays free.
 */
const NOT_INDEXED =
  /expression of type '(number|-?[\d.]+)' can't be used to index type '((?!typeof )[A-Za-z_$][^{']*)'/;

/** Assignments to names of earlier cells that are not variables: said as if they stood in this cell. */
const IMPORT_ASSIGNED = 2632;

export interface ProblemSource {
  /** The cell as the user wrote it. */
  readonly source: string;
  /** How much of the checked file is the user's; what follows is glue. */
  readonly length: number;
  readonly file: BoundFile;
  /** What the file is called where it is no cell. */
  readonly name?: string | undefined;
  readonly allowsImplicitAny: boolean;
  /** Errors become warnings. */
  readonly onlyWarns: boolean;
}

/** The checker's diagnostics as problems of the cell, in the order of the text. */
export function cellProblems(
  diagnostics: readonly Diagnostic[],
  problemSource: ProblemSource,
): readonly CellProblem[] {
  const { length, file, allowsImplicitAny } = problemSource;
  const isDropped = (diagnostic: Diagnostic) =>
    NOISE.has(diagnostic.code) ||
    (allowsImplicitAny && IMPLICIT_ANY.has(diagnostic.code) && !isNotIndexed(diagnostic));
  const own = diagnostics.filter(
    (diagnostic) =>
      isShown(diagnostic.category) &&
      !isDropped(diagnostic) &&
      (diagnostic.start === undefined || diagnostic.start <= length),
  );
  return [...applyDirectives(own, file)]
    .sort((a, b) => (a.start ?? 0) - (b.start ?? 0))
    .map((diagnostic) => describe(diagnostic, problemSource));
}

function isShown(category: DiagnosticCategory): boolean {
  return category === ts.DiagnosticCategory.Error || category === ts.DiagnosticCategory.Warning;
}

function isNotIndexed({ code, messageText }: Diagnostic): boolean {
  return code === INDEXED && NOT_INDEXED.test(ts.flattenDiagnosticMessageText(messageText, "\n"));
}

function describe(
  diagnostic: Diagnostic,
  { source, length, file, name, onlyWarns }: ProblemSource,
): CellProblem {
  const start = Math.min(diagnostic.start ?? 0, length);
  const end = Math.min(start + (diagnostic.length ?? 0), length);
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const isForeign = name === undefined && isTypeScript(diagnostic.code);
  const stops = !onlyWarns || isForeign;
  return {
    code: `TS${diagnostic.code}`,
    category: diagnostic.category === ts.DiagnosticCategory.Error && stops ? "error" : "warning",
    message: isForeign ? namingTheKernel(messageOf(diagnostic)) : messageOf(diagnostic),
    ...(name === undefined ? {} : { file: name }),
    line: line + 1,
    column: character + 1,
    length: end - start,
    frame: sourceFrame(source, { line, column: character, length: end - start }),
  };
}

function messageOf({ messageText, code }: Diagnostic): string {
  const text = explainFirst(ts.flattenDiagnosticMessageText(messageText, "\n"));
  const [, index, indexed] = (code === INDEXED && NOT_INDEXED.exec(text)) || [];
  if (index !== undefined) {
    const place = index === "number" ? "i" : index;
    return `'${indexed}' has no elements by number: [${place}] would be undefined; try a method such as .at(${place})`;
  }
  if (code !== IMPORT_ASSIGNED) return text;
  return text.replace(
    "because it is an import",
    "because an earlier cell defines it and it is not a variable",
  );
}

/** A type that says in words why another does not fit, as the library's `ShapeMismatch<"…">` does. */
const EXPLANATION = /\w+Mismatch<"((?:[^"\\]|\\.)*)">/;

/** Lets the words of such a type speak, instead of how the type system carried them. */
function explainFirst(text: string): string {
  const words = EXPLANATION.exec(text)?.[1];
  if (words === undefined) return text;
  const misfit = /^((?:Argument of type|Type) '.*?') is not assignable/.exec(text)?.[1];
  const first = words.replaceAll("\\", "");
  return misfit === undefined ? first : `${first}\n  ${misfit} does not fit here.`;
}

/** Leaves out what `@ts-expect-error` and `@ts-expect-error` comments allow, adds the expectations not met. */
function applyDirectives(diagnostics: readonly Diagnostic[], file: BoundFile): readonly Diagnostic[] {
  const directives = file.commentDirectives ?? [];
  if (directives.length === 0) return diagnostics;
  const byLine = new Map<number, CommentDirective>();
  for (const directive of directives) {
    byLine.set(file.getLineAndCharacterOfPosition(directive.range.end).line, directive);
  }
  const used = new Set<CommentDirective>();
  const left = diagnostics.filter(({ start }) => {
    const directive = start === undefined ? undefined : directiveFor(start, { file, byLine });
    if (directive !== undefined) used.add(directive);
    return directive === undefined;
  });
  const unmet = directives.filter((directive) => directive.type === 0 && !used.has(directive));
  return [...left, ...unmet.map((directive) => unmetExpectation(directive, file))];
}

/** The directive on the nearest line above that is neither blank nor another comment. */
function directiveFor(
  start: number,
  { file, byLine }: { file: BoundFile; byLine: ReadonlyMap<number, CommentDirective> },
): CommentDirective | undefined {
  const lineStarts = file.getLineStarts();
  for (let line = file.getLineAndCharacterOfPosition(start).line - 1; line >= 0; line--) {
    const directive = byLine.get(line);
    if (directive !== undefined) return directive;
    const text = file.text.slice(lineStarts[line], lineStarts[line + 1]).trim();
    if (text !== "" && !text.startsWith("//")) return undefined;
  }
  return undefined;
}

function unmetExpectation({ range }: CommentDirective, file: BoundFile): Diagnostic {
  return {
    file,
    start: range.pos,
    length: range.end - range.pos,
    code: 2578,
    category: ts.DiagnosticCategory.Error,
    messageText: "Unused '@ts-expect-error' directive.",
  };
}
