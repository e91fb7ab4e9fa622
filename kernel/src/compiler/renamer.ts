import type {
  ClassLikeDeclaration,
  Expression,
  Identifier,
  Node,
  TransformationContext,
  Symbol as TsSymbol,
} from "typescript";
import { readLive } from "./module-loads.js";
import { scriptName } from "./names.js";
import { placed } from "./placed.js";
import { runtimeMember } from "./result.js";
import { type BoundFile, type CellChecker, internals, ts } from "./typescript.js";

export interface RenamerOptions {
  readonly file: BoundFile;
  readonly checker: CellChecker;
  /** Names that live at a cell's top level. */
  readonly names: ReadonlySet<string>;
  /** Those among them that are imported. */
  readonly live: ReadonlySet<string>;
}

/**
 * Gives the cell's bindings their names in the script, wherever they are referred to (an imported name is read from its
 * module each time), and `import()` and `import.meta` their stand-ins. The type checker says what an identifier refers to, so a local variable or
 * a property of the same name stays as it is.
 */
export class Renamer {
  readonly #checker: CellChecker;
  readonly #symbols = new Set<TsSymbol>();
  readonly #live: ReadonlySet<string>;
  /** Names that are called: as functions of their own, not as methods of what they are read from. */
  readonly #called = new Set<Node>();
  readonly #hasImportCalls: boolean;

  constructor({ file, checker, names, live }: RenamerOptions) {
    this.#checker = checker;
    this.#live = live;
    this.#hasImportCalls = /\bimport\s*(?:\(|\.|\/)/.test(file.text);
    for (const name of names) {
      if (!this.#differs(name)) continue;
      const symbol = file.locals?.get(ts.escapeLeadingUnderscores(name));
      if (symbol === undefined || isAmbient(symbol)) continue;
      this.#symbols.add(symbol);
      const exported = (symbol as { exportSymbol?: TsSymbol }).exportSymbol;
      if (exported !== undefined) this.#symbols.add(exported);
    }
  }

  rename<T extends Node>(root: T, context: TransformationContext): T {
    if (this.#symbols.size === 0 && !this.#hasImportCalls) return root;
    const { factory } = ts;
    const ownClasses: TsSymbol[] = [];
    const visit = (node: Node): Node => {
      if (ts.isIdentifier(node)) return this.#renamed(node, ownClasses) ?? node;
      if (ts.isShorthandPropertyAssignment(node)) {
        const renamed = this.#renamed(node.name, ownClasses);
        const initializer = node.objectAssignmentInitializer;
        const fallback = initializer && (ts.visitNode(initializer, visit) as Expression);
        if (renamed === undefined) {
          return fallback === initializer
            ? node
            : factory.updateShorthandPropertyAssignment(node, node.name, fallback);
        }
        const value = fallback ? factory.createAssignment(renamed, fallback) : renamed;
        return ts.setTextRange(factory.createPropertyAssignment(node.name.text, value), node);
      }
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
        return ts.setTextRange(runtimeMember("meta"), node);
      }
      if (node.kind === ts.SyntaxKind.ImportKeyword) return ts.setTextRange(runtimeMember("import"), node);
      if (ts.isCallExpression(node)) this.#called.add(internals.skipOuterExpressions(node.expression));
      if (ts.isTaggedTemplateExpression(node)) this.#called.add(internals.skipOuterExpressions(node.tag));
      if (ts.isClassLike(node)) return this.#class(node, { visit, context, ownClasses });
      return ts.visitEachChild(node, visit, context);
    };
    return visit(root) as T;
  }

  /** Inside its own body a class is called by its own name, which is never assigned. */
  #class(
    node: ClassLikeDeclaration,
    {
      visit,
      context,
      ownClasses,
    }: { visit: (node: Node) => Node; context: TransformationContext; ownClasses: TsSymbol[] },
  ): Node {
    const symbol = node.name && this.#symbolOf(node.name);
    if (symbol === undefined || !this.#symbols.has(symbol)) return ts.visitEachChild(node, visit, context);
    ownClasses.push(symbol);
    const visited = ts.visitEachChild(node, visit, context);
    ownClasses.pop();
    return visited;
  }

  #renamed(node: Identifier, ownClasses: readonly TsSymbol[]): Expression | undefined {
    const symbol = this.#symbolOf(node);
    if (symbol === undefined || !this.#symbols.has(symbol) || ownClasses.includes(symbol)) return undefined;
    const { factory } = ts;
    if (!this.#live.has(node.text)) return placed(factory.createIdentifier(scriptName(node.text)), node);
    const read = placed(readLive(node.text), node);
    if (!this.#called.has(node)) return read;
    return factory.createParenthesizedExpression(factory.createComma(factory.createNumericLiteral(0), read));
  }

  #differs(name: string): boolean {
    return this.#live.has(name) || scriptName(name) !== name;
  }

  #symbolOf(node: Identifier): TsSymbol | undefined {
    // Only names that have another name in the script are worth a question to the checker.
    if (!this.#differs(node.text)) return undefined;
    const original = ts.getParseTreeNode(node);
    if (original === undefined) return undefined;
    const { parent } = original;
    if (parent && ts.isShorthandPropertyAssignment(parent) && parent.name === original) {
      return this.#checker.getShorthandAssignmentValueSymbol(parent);
    }
    const name = ts.isBindingElement(original) ? original.name : original;
    return this.#checker.getSymbolAtLocation(name);
  }
}

/** `declare const Map: …` names something that is there already. */
function isAmbient(symbol: TsSymbol): boolean {
  const declarations = symbol.declarations ?? [];
  return declarations.length > 0 && declarations.every((declaration) => isDeclared(declaration));
}

function isDeclared(declaration: Node): boolean {
  const glue =
    ts.isVariableDeclaration(declaration) && declaration.type && ts.isTypeQueryNode(declaration.type);
  const isGlue = glue && declaration.type.exprName.getText().startsWith("__imported_");
  return !isGlue && (declaration.flags & AMBIENT) !== 0;
}

/** NodeFlags.Ambient, which the public types leave out. */
const AMBIENT = 1 << 25;
