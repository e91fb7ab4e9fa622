import type { CallExpression, Node } from "typescript";
import { type BoundFile, ts } from "./typescript.js";

/**
 * The modules a cell names anywhere: imports, exports, `import()`, `import("x").T`, `import x = require("x")`,
 * `process.getBuiltinModule("x")`; in JavaScript, where it has types, `require("x")`.
 */
export function moduleSpecifiers(file: BoundFile): ReadonlySet<string> {
  const found = new Set<string>();
  if (!/\b(?:import|export|require|getBuiltinModule)\b/.test(file.text)) return found;
  const add = (node: Node | undefined): void => {
    if (node !== undefined && ts.isStringLiteralLike(node)) found.add(node.text);
  };
  const visit = (node: Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) add(node.expression);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    else if (ts.isCallExpression(node) && loadsModule(node, file)) add(node.arguments[0]);
    else if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) add(node.name);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function loadsModule({ expression }: CallExpression, { scriptKind }: BoundFile): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(expression)) return expression.text === "require" && scriptKind === ts.ScriptKind.JSX;
  return ts.isPropertyAccessExpression(expression) && expression.name.text === "getBuiltinModule";
}
