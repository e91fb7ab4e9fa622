import ts from "typescript";

/** The answer of a worked solution's cell, `const name: Type = answer;` before the check is called. */
export interface Worked {
  /** The name of the check that the cell calls. */
  readonly check: string;
  /** The answer as TypeScript. */
  readonly source: string;
  /** The type that the cell declares for it, as text; types that the cell names are put in. */
  readonly type: string;
}

/** Takes a worked solution apart. Throws when the cell is not of the form that exercises have. */
export function readWorked(cell: string): Worked {
  const file = ts.createSourceFile("cell.ts", cell, ts.ScriptTarget.Latest, true);
  const [check] = /\bcheck\w+(?=\(\w+\)\s*$)/.exec(cell) ?? [];
  const types = file.statements.filter(ts.isTypeAliasDeclaration);
  const declarations = file.statements.flatMap((statement) =>
    ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [],
  );
  const [answer] = declarations;
  if (check === undefined || answer?.initializer === undefined || declarations.length !== 1)
    throw new Error(`expected one answer and its check, got\n${cell}`);
  let type = answer.type?.getText() ?? "";
  for (const { name, type: named } of types)
    type = type.replace(new RegExp(`\\b${name.text}\\b`), named.getText());
  return { check, source: answer.initializer.getText(), type };
}

/** What a slip makes of an operator. */
const operators: Readonly<Record<string, readonly string[]>> = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/", "+"],
  "/": ["*"],
  "**": ["*"],
  "<": ["<=", ">"],
  "<=": ["<"],
  ">": [">=", "<"],
  ">=": [">", "<"],
  "===": ["!=="],
  "-=": ["+="],
  "+=": ["-="],
};
/** What a slip makes of a name. */
const names: Readonly<Record<string, readonly string[]>> = {
  ceil: ["floor", "round"],
  floor: ["ceil", "round"],
  max: ["min"],
  min: ["max"],
  exp: ["log"],
  log: ["exp", "log10", "log2"],
  sqrt: ["cbrt", "abs"],
  every: ["some"],
  some: ["every"],
};

/**
 * Every answer that is one slip away from a right one: another operator, a number off by one, a sign or a bracket's
 * negation lost, the two sides of a condition changed, ceil for floor.
 */
export function mutants(source: string): readonly string[] {
  const file = ts.createSourceFile("answer.ts", `(${source})`, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const replace = (node: ts.Node, text: string): void => {
    const all = file.text;
    found.push(all.slice(0, node.getStart()) + text + all.slice(node.getEnd()));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node))
      for (const other of operators[node.operatorToken.getText()] ?? []) replace(node.operatorToken, other);
    if (ts.isNumericLiteral(node)) {
      const value = Number(node.getText().replaceAll("_", ""));
      replace(node, `(${value + 1})`);
      replace(node, `(${value - 1})`);
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
      replace(node, node.operand.getText());
    if (ts.isConditionalExpression(node))
      replace(node, `${node.condition.getText()} ? ${node.whenFalse.getText()} : ${node.whenTrue.getText()}`);
    if (ts.isPropertyAccessExpression(node))
      for (const other of names[node.name.text] ?? []) replace(node.name, other);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...new Set(found)];
}
