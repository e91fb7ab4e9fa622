import type { Expression, Node } from "typescript";
import { type BoundFile, type CellChecker, ts } from "../compiler/typescript.js";

/** Where an expression stands. */
export interface HeldIn {
  readonly file: BoundFile;
  readonly checker: CellChecker;
}

/**
 * The expression, as JavaScript, by which a debugger can have what stands here: a variable of the cells, or what is in
 * one, by names and by literal keys. Undefined for what only a function of the cell knows, and for what has to be computed.
 */
export function heldValue(node: Node, place: HeldIn): string | undefined {
  const { parent } = node;
  const isName = parent !== undefined && ts.isPropertyAccessExpression(parent) && parent.name === node;
  return textOf((isName ? parent : node) as Expression, place);
}

function textOf(node: Expression, place: HeldIn): string | undefined {
  if (ts.isIdentifier(node)) return isVariable(node, place) ? node.text : undefined;
  if (ts.isNonNullExpression(node)) return textOf(node.expression, place);
  if (ts.isPropertyAccessExpression(node)) {
    const owner = textOf(node.expression, place);
    if (owner === undefined || !ts.isIdentifier(node.name)) return undefined;
    return `${owner}${node.questionDotToken ? "?." : "."}${node.name.text}`;
  }
  if (!ts.isElementAccessExpression(node)) return undefined;
  const key = node.argumentExpression;
  const owner = textOf(node.expression, place);
  const isLiteral = ts.isStringLiteralLike(key) || ts.isNumericLiteral(key);
  return owner === undefined || !isLiteral ? undefined : `${owner}[${JSON.stringify(key.text)}]`;
}

/** Whether a name is one of the cells' variables here, or at least nothing that the types know. */
function isVariable(node: Expression, { file, checker }: HeldIn): boolean {
  const symbol = checker.getSymbolAtLocation(node);
  const declaration = symbol?.declarations?.[0];
  return declaration === undefined || (declaration.getSourceFile() === file && isAtTop(declaration));
}

function isAtTop(declaration: Node): boolean {
  for (let node = declaration.parent; node !== undefined; node = node.parent) {
    if (ts.isSourceFile(node)) return true;
    if (ts.isFunctionLike(node) || ts.isBlock(node) || ts.isClassLike(node) || isLoop(node)) return false;
  }
  return false;
}

/** What has variables of its own besides a block. */
function isLoop(node: Node): boolean {
  return ts.isIterationStatement(node, false) || ts.isCaseBlock(node) || ts.isCatchClause(node);
}
