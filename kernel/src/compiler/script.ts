import type {
  Block,
  ClassDeclaration,
  Expression,
  FunctionDeclaration,
  ImportDeclaration,
  Modifier,
  Node,
  SourceFile,
  Statement,
  TransformationContext,
  TransformerFactory,
  VariableDeclarationList,
} from "typescript";
import {
  assign,
  bindingsOf,
  importHelpers,
  importModule,
  loadModule,
  readLive,
  readsAnew,
} from "./module-loads.js";
import { liveName, scriptName } from "./names.js";
import { placed } from "./placed.js";
import { Renamer } from "./renamer.js";
import { runtimeMember } from "./result.js";
import { type BoundFile, type CellChecker, internals, type PatternConverters, ts } from "./typescript.js";

export interface ScriptOptions {
  readonly file: BoundFile;
  readonly checker: CellChecker;
  /** Names that live at a cell's top level. */
  readonly names: ReadonlySet<string>;
  /** Those among them that are imported, here or by an earlier cell. */
  readonly live: ReadonlySet<string>;
  /** Those that the cell declares itself, and an earlier one imported. */
  readonly replaced: ReadonlySet<string>;
  /** Whether the cell has a top-level await. */
  readonly awaits: boolean;
}

/**
 * Rewrites a cell's JavaScript so that its top-level names are assigned instead of declared: the session has
 * declared them, once, for all cells. What remains local (a loop's `let`, TypeScript's helpers) stays so
 * inside the one function that holds the whole cell.
 *
 *     import { readFile } from "node:fs";       __cell__.run(async function (__cell__) {
 *     const { a, b = 1 } = f();            →      f = function () { … };
 *     function f() { … }                          … = await __cell__.import("node:fs");
 *     a + b                                       ({ a, b = 1 } = f());
 *                                                 __cell__.result(a + b); });
 */
export class ScriptBuilder {
  /** JavaScript names of the bindings that the script assigns. */
  readonly declares = new Set<string>();
  readonly #names: ReadonlySet<string>;
  readonly #replaced: ReadonlySet<string>;
  readonly #renamer: Renamer;
  #isAsync: boolean;
  /** Names that the cell imports. */
  readonly #imported = new Set<string>();
  /** Names of `var`s without an initialiser: undefined from the cell's start. */
  readonly #unset = new Set<string>();

  constructor({ file, checker, names, live, replaced, awaits }: ScriptOptions) {
    this.#names = names;
    this.#replaced = replaced;
    this.#isAsync = awaits;
    this.#renamer = new Renamer({ file, checker, names, live });
  }

  get isAsync(): boolean {
    return this.#isAsync;
  }

  readonly transform: TransformerFactory<SourceFile> = (context) => (file) => {
    const functions: Statement[] = [];
    const loads: Statement[] = [];
    const body: Statement[] = [];
    for (const statement of file.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.body) functions.push(...this.#function(statement));
      else if (ts.isImportDeclaration(statement)) loads.push(...this.#import(statement));
      else if (ts.isExportDeclaration(statement)) {
        if (statement.moduleSpecifier) loads.push(loadModule(statement.moduleSpecifier, statement));
      } else body.push(...this.#statement(statement, context));
    }
    if (loads.length > 0) this.#isAsync = true;
    const unset = [...this.#unset].map((name) => assignment(ts.factory.createIdentifier(name), nothing()));
    const statements = [...unset.map((set) => ts.factory.createExpressionStatement(set)), ...functions];
    const block = ts.factory.createBlock([...statements, ...loads, ...body], true);
    const renamed = this.#renamer.rename(block, context);
    const all = [...this.#preparations(), ...renamed.statements];
    return this.#wrap(file, ts.factory.updateBlock(renamed, all));
  };

  /**
   * What code of earlier cells reads as an import is the variable from now on; what is about to be imported reads as
   * undefined if that fails.
   */
  #preparations(): Statement[] {
    const { factory } = ts;
    const replaced = [...this.#replaced].flatMap((name) => {
      const variable = scriptName(name);
      return [
        assign(variable, readLive(name)),
        assign(liveName(name), readsAnew(name, factory.createIdentifier(variable))),
      ];
    });
    const imported = [...this.#imported].map((name) => {
      const holder = factory.createIdentifier(liveName(name));
      const empty = factory.createObjectLiteralExpression();
      const token = ts.SyntaxKind.QuestionQuestionEqualsToken;
      return factory.createExpressionStatement(factory.createBinaryExpression(holder, token, empty));
    });
    return [...replaced, ...imported];
  }

  /** Puts the cell's statements into the function that the session runs. */
  #wrap(file: SourceFile, block: Block): SourceFile {
    const { factory } = ts;
    internals.moveEmitHelpers(file, block, () => true);
    const parameter = factory.createParameterDeclaration(undefined, undefined, "__cell__");
    const modifiers = this.#isAsync ? [factory.createModifier(ts.SyntaxKind.AsyncKeyword)] : undefined;
    // A plain function, so that `this` is undefined as it is in a module.
    const body = factory.createFunctionExpression(
      modifiers,
      undefined,
      undefined,
      undefined,
      [parameter],
      undefined,
      block,
    );
    const call = this.#isAsync
      ? factory.createCallExpression(runtimeMember("run"), undefined, [body])
      : factory.createCallExpression(factory.createParenthesizedExpression(body), undefined, [
          factory.createIdentifier("__cell__"),
        ]);
    return factory.updateSourceFile(file, [
      factory.createExpressionStatement(factory.createStringLiteral("use strict")),
      factory.createExpressionStatement(call),
    ]);
  }

  #function(declaration: FunctionDeclaration): Statement[] {
    const { factory } = ts;
    const { name } = declaration;
    if (name === undefined) return [];
    const value = factory.createFunctionExpression(
      plainModifiers(declaration),
      declaration.asteriskToken,
      // Nameless, so that the name inside is the cell's variable: a later cell may give it a new value.
      undefined,
      undefined,
      declaration.parameters,
      undefined,
      declaration.body!,
    );
    ts.setOriginalNode(ts.setTextRange(value, declaration), declaration);
    return [this.#assignStatement(name.text, name, value, declaration)];
  }

  #class(declaration: ClassDeclaration): Statement[] {
    const { factory } = ts;
    const { name } = declaration;
    const value = factory.createClassExpression(
      plainModifiers(declaration),
      name,
      undefined,
      declaration.heritageClauses,
      declaration.members,
    );
    ts.setOriginalNode(ts.setTextRange(value, declaration), declaration);
    if (name === undefined) return [factory.createExpressionStatement(factory.createVoidExpression(value))];
    return [this.#assignStatement(name.text, name, value, declaration)];
  }

  #import(declaration: ImportDeclaration): Statement[] {
    if (isGlue(declaration)) return [];
    const named = declaration.importClause?.namedBindings;
    if (named && ts.isNamedImports(named) && named.elements.some(isGenerated))
      return [importHelpers(declaration, named)];
    const bindings = bindingsOf(declaration);
    if (bindings.length === 0) return [loadModule(declaration.moduleSpecifier, declaration)];
    for (const { name, exported } of bindings) {
      this.#declare(name);
      if (exported === undefined) continue;
      this.#imported.add(name);
      this.declares.add(liveName(name));
    }
    return importModule(declaration, bindings);
  }

  /** A statement at the top level that is neither a function nor about modules. */
  #statement(statement: Statement, context: TransformationContext): Statement[] {
    const { factory } = ts;
    if (ts.isVariableStatement(statement)) {
      const assignments = this.#assignments(statement.declarationList);
      if (assignments === undefined) return [statement];
      return assignments.map((value) => placed(factory.createExpressionStatement(value), statement));
    }
    if (ts.isClassDeclaration(statement)) return this.#class(statement);
    if (ts.isExportAssignment(statement)) {
      return [placed(factory.createExpressionStatement(statement.expression), statement)];
    }
    return [this.#nested(statement, context) as Statement];
  }

  /** Makes assignments of the `var`s in nested statements; functions and classes have their own. */
  #nested(node: Node, context: TransformationContext): Node {
    const { factory } = ts;
    const visit = (child: Node): Node | Node[] => {
      if (ts.isFunctionLike(child) || ts.isClassLike(child) || ts.isExpression(child)) return child;
      if (ts.isVariableStatement(child) && isVar(child.declarationList)) {
        const assignments = this.#assignments(child.declarationList);
        if (assignments === undefined) return child;
        const joined = joinExpressions(assignments);
        return joined
          ? placed(factory.createExpressionStatement(joined), child)
          : factory.createEmptyStatement();
      }
      if (ts.isVariableDeclarationList(child) && isVar(child)) return this.#loopHead(child) ?? child;
      return ts.visitEachChild(child, visit, context);
    };
    return visit(node) as Node;
  }

  /** The head of `for (var i = 0; …)` and `for (var x of xs)`. */
  #loopHead(list: VariableDeclarationList): Expression | undefined {
    const first = list.declarations[0];
    const parent = ts.getOriginalNode(list).parent;
    if (first && parent && (ts.isForOfStatement(parent) || ts.isForInStatement(parent))) {
      for (const name of namesBoundBy(first.name)) {
        this.#declare(name);
        this.#unset.add(scriptName(name));
      }
      return ts.isIdentifier(first.name) ? first.name : toAssignmentPattern(first.name);
    }
    const assignments = this.#assignments(list);
    return assignments === undefined ? undefined : (joinExpressions(assignments) ?? nothing());
  }

  /** The declarations of a list as assignments, or undefined if they are the transforms' own temporaries. */
  #assignments(list: VariableDeclarationList): Expression[] | undefined {
    const names = list.declarations.flatMap((declaration) => namesBoundBy(declaration.name));
    if (!names.every((name) => this.#names.has(name)) || list.declarations.some(isGenerated))
      return undefined;
    const assignments: Expression[] = [];
    for (const declaration of list.declarations) {
      const { name, initializer } = declaration;
      for (const bound of namesBoundBy(name)) this.#declare(bound);
      if (!ts.isIdentifier(name)) {
        const pattern = toAssignmentPattern(name);
        assignments.push(placed(assignment(pattern, initializer ?? nothing()), declaration));
      } else if (initializer !== undefined) {
        const value = this.#named(name.text, initializer);
        assignments.push(placed(assignment(name, value), declaration));
      } else if (isVar(list)) this.#unset.add(scriptName(name.text));
      else assignments.push(placed(assignment(name, nothing()), declaration));
    }
    return assignments;
  }

  #assignStatement(name: string, target: Expression, value: Expression, at: Node): Statement {
    this.#declare(name);
    // The class knows its own name; a function gets it from what it is assigned to.
    const named = ts.isClassExpression(value) ? value : this.#named(name, value);
    return placed(ts.factory.createExpressionStatement(assignment(target, named)), at);
  }

  /** Keeps a function's or class's `name` where the variable is called differently in the script. */
  #named(name: string, value: Expression): Expression {
    if (scriptName(name) === name || !isAnonymousDefinition(value)) return value;
    const { factory } = ts;
    const property = factory.createPropertyAssignment(factory.createStringLiteral(name), value);
    return factory.createElementAccessExpression(
      factory.createParenthesizedExpression(factory.createObjectLiteralExpression([property])),
      factory.createStringLiteral(name),
    );
  }

  #declare(name: string): void {
    this.declares.add(scriptName(name));
  }
}

function assignment(target: Expression, value: Expression): Expression {
  return ts.factory.createAssignment(target, value);
}

function nothing(): Expression {
  return ts.factory.createVoidZero();
}

function joinExpressions(expressions: readonly Expression[]): Expression | undefined {
  if (expressions.length === 0) return undefined;
  return expressions.reduce((left, right) => ts.factory.createComma(left, right));
}

function isVar(list: VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) === 0;
}

function isGlue({ moduleSpecifier }: ImportDeclaration): boolean {
  return ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text.startsWith("cell:");
}

function plainModifiers(declaration: FunctionDeclaration | ClassDeclaration): Modifier[] | undefined {
  return declaration.modifiers?.filter(
    (modifier): modifier is Modifier => modifier.kind === ts.SyntaxKind.AsyncKeyword,
  );
}

function isAnonymousDefinition(value: Expression): boolean {
  let inner = value;
  while (ts.isParenthesizedExpression(inner) || ts.isPartiallyEmittedExpression(inner))
    inner = inner.expression;
  if (ts.isArrowFunction(inner)) return true;
  return (ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) && inner.name === undefined;
}

function isGenerated({ name }: { readonly name: Node }): boolean {
  return (name as { emitNode?: { autoGenerate?: unknown } }).emitNode?.autoGenerate !== undefined;
}

function namesBoundBy(name: Node): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  if (!ts.isObjectBindingPattern(name) && !ts.isArrayBindingPattern(name)) return [];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesBoundBy(element.name) : []));
}

function toAssignmentPattern(
  pattern: Parameters<PatternConverters["converters"]["convertToAssignmentPattern"]>[0],
) {
  return (ts.factory as unknown as PatternConverters).converters.convertToAssignmentPattern(pattern);
}
