import type {
  Block,
  Identifier,
  IterationStatement,
  Node,
  SourceFile,
  Statement,
  TransformerFactory,
} from "typescript";
import { runtimeMember } from "./result.js";
import { ts } from "./typescript.js";

/** So many turns of a function's loops pass before the first question. */
const FIRST = 255;

/**
 * Lets loops ask now and then whether they are to stop, for hosts that cannot stop what runs. What is thrown then passes
 * through `catch` and `finally`, which ask first of all.
 *
 *     for (const x of xs) sum += x;   →   let tick_1 = 255;
 *                                         for (const x of xs) { if (--tick_1 < 0) tick_1 = __cell__.tick(); sum += x; }
 *
 * Each function counts by itself, in a variable that is its own and may live in a register: one count and one comparison
 * a turn. The answer says after how many turns to ask again.
 */
export const insertTicks: TransformerFactory<SourceFile> = (context) => (file) => {
  const { factory } = ts;
  /** The counter of the function that is being visited, made by its first loop. */
  let counter: Identifier | undefined;

  const visit = (node: Node): Node => {
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return visitFunction(node);
    if (ts.isIterationStatement(node, false)) return visitLoop(ts.visitEachChild(node, visit, context));
    if (ts.isCatchClause(node)) {
      const { variableDeclaration, block } = ts.visitEachChild(node, visit, context);
      return factory.updateCatchClause(node, variableDeclaration, startingWith(ask(), block));
    }
    if (ts.isTryStatement(node)) {
      const { tryBlock, catchClause, finallyBlock } = ts.visitEachChild(node, visit, context);
      const last = finallyBlock && startingWith(ask(), finallyBlock);
      return factory.updateTryStatement(node, tryBlock, catchClause, last);
    }
    return ts.visitEachChild(node, visit, context);
  };

  const visitFunction = (node: Node): Node => {
    const outer = counter;
    counter = undefined;
    const visitBody = (child: Node): Node => {
      if (!ts.isBlock(child)) return visit(child);
      const block = ts.visitEachChild(child, visit, context);
      return counter === undefined ? block : startingWith(declared(counter), block);
    };
    const visited = ts.visitEachChild(node, visitBody, context);
    counter = outer;
    return visited;
  };

  const visitLoop = (loop: IterationStatement): IterationStatement => {
    counter ??= factory.createUniqueName("tick");
    const isDue = factory.createLessThan(
      factory.createPrefixDecrement(counter),
      factory.createNumericLiteral(0),
    );
    const question = factory.createIfStatement(
      isDue,
      factory.createExpressionStatement(factory.createAssignment(counter, tick())),
    );
    const { statement } = loop;
    const body = ts.isBlock(statement)
      ? startingWith(question, statement)
      : factory.createBlock([question, statement], true);
    return withBody(loop, body);
  };

  const statements = ts.visitNodes(file.statements, visit) as SourceFile["statements"];
  // The cell's own loops count in the function that will hold all of it.
  const all = counter === undefined ? statements : [declared(counter), ...statements];
  return factory.updateSourceFile(file, ts.setTextRange(factory.createNodeArray(all), file.statements));

  function declared(name: Identifier): Statement {
    const variable = factory.createVariableDeclaration(
      name,
      undefined,
      undefined,
      factory.createNumericLiteral(FIRST),
    );
    return factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([variable], ts.NodeFlags.Let),
    );
  }
};

function tick() {
  return ts.factory.createCallExpression(runtimeMember("tick"), undefined, []);
}

function ask(): Statement {
  return ts.factory.createExpressionStatement(tick());
}

/** The block with a statement before the others, but after `"use strict"`. */
function startingWith(statement: Statement, block: Block): Block {
  const { factory } = ts;
  const directives = block.statements.findIndex((each) => !isDirective(each));
  const at = directives < 0 ? block.statements.length : directives;
  const statements = [...block.statements.slice(0, at), statement, ...block.statements.slice(at)];
  return factory.updateBlock(block, ts.setTextRange(factory.createNodeArray(statements), block.statements));
}

/** `"use strict"` and the like */
function isDirective(statement: Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

function withBody(loop: IterationStatement, body: Block): IterationStatement {
  const { factory } = ts;
  if (ts.isForStatement(loop)) {
    return factory.updateForStatement(loop, loop.initializer, loop.condition, loop.incrementor, body);
  }
  if (ts.isForOfStatement(loop)) {
    return factory.updateForOfStatement(loop, loop.awaitModifier, loop.initializer, loop.expression, body);
  }
  if (ts.isForInStatement(loop)) {
    return factory.updateForInStatement(loop, loop.initializer, loop.expression, body);
  }
  if (ts.isWhileStatement(loop)) return factory.updateWhileStatement(loop, loop.expression, body);
  return ts.isDoStatement(loop) ? factory.updateDoStatement(loop, body, loop.expression) : loop;
}
