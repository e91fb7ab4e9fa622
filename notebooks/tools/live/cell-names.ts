import ts from "typescript";
import type { CellNames, NameKind } from "./contract.js";

/**
 * What a cell binds, uses and may change at its top level. A page runs with it, before a cell, those that it needs.
 * It says rather too much: a name that only looks the same costs a run, and no more.
 */
export function cellNames(source: string): CellNames {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true);
  const declares: Record<string, NameKind> = {};
  for (const statement of file.statements) {
    for (const [name, kind] of boundBy(statement)) declares[name] = kind;
  }
  const uses = new Set<string>();
  const changes = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isPropertyName(node)) uses.add(node.text);
    for (const name of changedBy(node)) changes.add(name);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { declares, uses: [...uses], changes: [...changes] };
}

function boundBy(statement: ts.Statement): readonly (readonly [string, NameKind])[] {
  if (ts.isImportDeclaration(statement)) return importedBy(statement);
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      namesOf(name).map((bound) => [bound, "value"] as const),
    );
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    return [[statement.name.text, "fixed"]];
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed && statement.name ? [[statement.name.text, "fixed"]] : [];
}

function importedBy({ importClause }: ts.ImportDeclaration): readonly (readonly [string, NameKind])[] {
  if (importClause === undefined) return [];
  const { name, namedBindings } = importClause;
  const all = [
    ...(name ? [name] : []),
    ...(namedBindings === undefined
      ? []
      : ts.isNamespaceImport(namedBindings)
        ? [namedBindings.name]
        : namedBindings.elements.map((element) => element.name)),
  ];
  return all.map(({ text }) => [text, "fixed"]);
}

function namesOf(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesOf(element.name)));
}

/** `x` of `o.x` and of `{ x: 1 }` is no name of its own. */
function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return ts.isPropertyAssignment(parent) && parent.name === node;
}

/** Names that a piece of code may change: what it assigns to, calls for its own sake or waits for. */
function changedBy(node: ts.Node): readonly string[] {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return rootsOf(node.left);
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) {
    const { operator } = node;
    const steps = operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
    return steps ? rootsOf(node.operand) : [];
  }
  if (ts.isAwaitExpression(node)) return identifiersIn(node);
  return ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)
    ? rootsOf(node.expression.expression)
    : [];
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** `model` of `model.layers[0].weights`. */
function rootsOf(node: ts.Node): readonly string[] {
  if (ts.isIdentifier(node)) return [node.text];
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return rootsOf(node.expression);
  if (ts.isCallExpression(node) || ts.isNonNullExpression(node)) return rootsOf(node.expression);
  if (ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node)) return identifiersIn(node);
  return [];
}

function identifiersIn(node: ts.Node): readonly string[] {
  const found: string[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isIdentifier(inner) && !isPropertyName(inner)) found.push(inner.text);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return found;
}
