import type { Expression, SourceFile, TransformerFactory } from "typescript";
import { ts } from "./typescript.js";

/** `__cell__.name` */
export function runtimeMember(name: string): Expression {
  return ts.factory.createPropertyAccessExpression(ts.factory.createIdentifier("__cell__"), name);
}

/**
 * Hands the value of the cell's last expression to the session: `__cell__.result(value)`.
 *
 * This comes before every other transform because a `using` declaration moves what follows it into a block.
 * @param length where the user's text ends
 */
export function markResult(length: number): TransformerFactory<SourceFile> {
  return () => (file) => {
    const own = file.statements.filter((statement) => statement.getStart(file) < length);
    const last = own.findLast((statement) => !ts.isEmptyStatement(statement));
    if (last === undefined || !ts.isExpressionStatement(last)) return file;
    const { factory } = ts;
    const call = factory.createCallExpression(runtimeMember("result"), undefined, [last.expression]);
    const marked = factory.updateExpressionStatement(last, ts.setTextRange(call, last.expression));
    const statements = file.statements.map((statement) => (statement === last ? marked : statement));
    return factory.updateSourceFile(
      file,
      ts.setTextRange(factory.createNodeArray(statements), file.statements),
    );
  };
}
