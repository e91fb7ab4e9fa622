import type { Node, Symbol as TsSymbol } from "typescript";
import { type CellChecker, internals, ts } from "../compiler/typescript.js";

/** Where the parser puts a node's documentation comments. */
interface Documented extends Node {
  jsDoc?: Node[];
}

const read = new WeakSet<Node>();

/**
 * Reads the documentation comments of a symbol's declarations, and of what they inherit from. Declaration files are
 * parsed without their comments, which nobody looks at in nearly all of them.
 */
export function readDocumentation(
  symbol: TsSymbol,
  { checker, at }: { checker: CellChecker; at: Node },
): void {
  const type = checker.getTypeOfSymbolAtLocation(symbol, at);
  const signatures = [...type.getCallSignatures(), ...type.getConstructSignatures()];
  for (const { declaration } of signatures) if (declaration !== undefined) readAround(declaration);
  const seen = new Set<TsSymbol>();
  const visit = (next: TsSymbol): void => {
    if (seen.has(next)) return;
    seen.add(next);
    for (const declaration of next.declarations ?? []) {
      readAround(declaration);
      for (const inherited of inheritedBy(declaration, next, checker)) visit(inherited);
    }
  };
  visit(symbol);
}

/** A variable's comment stands before its statement, so those of the nodes around count as well. */
function readAround(declaration: Node): void {
  const file = declaration.getSourceFile();
  if (!file.isDeclarationFile) return;
  for (let node: Documented = declaration; node !== undefined && !ts.isSourceFile(node); node = node.parent) {
    if (read.has(node) || node.jsDoc !== undefined) continue;
    read.add(node);
    const comments = internals.getJSDocCommentRanges(node, file.text) ?? [];
    const parsed = comments.flatMap(
      ({ pos, end }) => internals.parseIsolatedJSDocComment(file.text, pos, end - pos)?.jsDoc ?? [],
    );
    if (parsed.length === 0) continue;
    for (const comment of parsed) {
      internals.setParent(comment, node);
      internals.setParentRecursive(comment, false);
    }
    node.jsDoc = parsed;
  }
}

/** The members of base types that a member of a class or interface overrides: their documentation is its own. */
function inheritedBy(declaration: Node, { name }: TsSymbol, checker: CellChecker): readonly TsSymbol[] {
  const owner = declaration.parent;
  if (owner === undefined || !(ts.isClassLike(owner) || ts.isInterfaceDeclaration(owner))) return [];
  const bases = owner.heritageClauses?.flatMap(({ types }) => [...types]) ?? [];
  return bases.flatMap((base) => checker.getPropertyOfType(checker.getTypeAtLocation(base), name) ?? []);
}
