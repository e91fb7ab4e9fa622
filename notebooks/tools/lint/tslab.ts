import ts from "typescript";

/**
 * Names that stock tslab would not find: in `{ points }` it leaves `points` as it stands, and a name of an
 * earlier cell is not a variable of that name there. `{ points: points }` works.
 */
export function shorthandOfEarlierCells(source: string): readonly string[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const declared = new Set<string>();
  const used: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) used.push(node.name.text);
    const named = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
    if (named && ts.isIdentifier(node.name)) declared.add(node.name.text);
    if (ts.isFunctionDeclaration(node) && node.name) declared.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return used.filter((name) => !declared.has(name));
}
